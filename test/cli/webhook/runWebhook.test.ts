import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { DeadLetters } from '../../../src/app/ports/webhook.js'
import { openTable } from '../../../src/storage/table.js'
import { createDeadLetters } from '../../../src/storage/triage/deadLetters.js'
import { type Azurite, startAzurite } from '../../storage/azurite.js'
import { compiled, runProgram } from '../../tools/program.js'
import { deadLetter } from '../../webhook/deadLetter.js'
import { type Receiver, reset, startReceiver, status } from '../../webhook/receiver.js'
import { verifier } from '../../webhook/verifyExample.js'
import { webhookFaultsOf } from '../program.js'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

let azurite: Azurite
let letters: DeadLetters
let receiver: Receiver
before(async () => {
  azurite = await startAzurite()
  letters = createDeadLetters(await openTable(azurite))
})
after(() => azurite?.close())
beforeEach(async () => {
  receiver = await startReceiver({ tls: true })
  for (const [i, time] of ['10:00', '10:01', '10:02'].entries()) await letters.add(deadLetter(i + 1, time))
})
afterEach(() => receiver.close())

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runProgram([compiled('src/cli.js'), 'webhook', ...args], {
    env: {
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
      TRIAGE_WEBHOOK: receiver.url,
      TRIAGE_WEBHOOK_SECRET: SECRET,
      ...receiver.env,
      ...env,
    },
  })

const idsLeft = async () => {
  const ids: string[] = []
  for await (const { news } of letters.list()) ids.push(news.id.slice(-2))
  return ids
}

describe('webhook on the command line', () => {
  it('lists the dead letters, and says by its exit code that there are some', async () => {
    const { code, stdout, stderr } = await run(['--dead-letters'], { TRIAGE_WEBHOOK: '', TRIAGE_WEBHOOK_SECRET: '' })
    assert.deepEqual([code, stderr], [1, '3 dead letters.\n'])
    assert.match(
      stdout,
      /^2026-11-23T10:00:00\.000Z {2}case\.turnChanged {2}case \S+ {2}#1, number 1042\n {2}given up 2026-11-24T10:00:00\.000Z: It answered with 404\n/,
    )
  })

  it('prints an object a line for programs, as its schema says', async () => {
    const { code, stdout } = await run(['--dead-letters', '--json'])
    const lines = stdout.trimEnd().split('\n')
    assert.deepEqual([code, lines.length, lines.flatMap(webhookFaultsOf)], [1, 3, []])
    assert.deepEqual(JSON.parse(lines[1] ?? '').event, deadLetter(2, '10:01').news)
  })

  it('sends dead letters again, in order and signed, and keeps only what is refused', async () => {
    const isFromPendingSend = await verifier()
    receiver.replies.push(status(200), status(422))
    const { code, stderr } = await run(['--retry'])
    assert.match(stderr, /^\S+-2: It answered with 422\.\n2 events taken, 1 dead letter left\.\n$/)
    assert.deepEqual([code, await idsLeft()], [1, ['-2']])
    assert.deepEqual(
      receiver.received.map(({ body }) => JSON.parse(body)),
      ['10:00', '10:01', '10:02'].map((time, i) => deadLetter(i + 1, time).news),
    )
    for (const { headers, body } of receiver.received) assert.ok(isFromPendingSend(headers, body, SECRET))
    const again = await run(['--retry'])
    assert.deepEqual([again.code, again.stderr], [0, '1 event taken, 0 dead letters left.\n'])
    const none = await run(['--dead-letters'])
    assert.deepEqual([none.code, none.stdout, none.stderr], [0, '', 'No dead letters.\n'])
  })

  it('stops at the first that gets no answer, and keeps it with the rest', async () => {
    receiver.replies.push(status(200), reset)
    const { code, stderr } = await run(['--retry'])
    assert.match(stderr, /-2: It could not be reached \(\w+\)\.\n1 event taken, 2 dead letters left\.\n$/)
    assert.deepEqual([code, await idsLeft(), receiver.received.length], [69, ['-2', '-3'], 2])
  })

  it('discards dead letters', async () => {
    const { code, stderr } = await run(['--discard'], { TRIAGE_WEBHOOK: '', TRIAGE_WEBHOOK_SECRET: '' })
    assert.deepEqual([code, stderr, await idsLeft()], [0, '3 dead letters discarded.\n', []])
  })

  it('sends a signed test event, without a store, and says what came back', async () => {
    const isFromPendingSend = await verifier()
    receiver.replies.push(
      status(202, {}, 'kept\u001b[2J as 17'),
      status(401, {}, 'no such signature'),
      status(503),
      reset,
    )
    const storeless = { AZURE_STORAGE_CONNECTION_STRING: '' }
    const taken = await run(['--test'], storeless)
    assert.match(taken.stdout, /^The ticket system took test-[\da-f-]{36}: HTTP 202\.\nIt said: kept \[2J as 17\n$/)
    const [{ headers, body } = assert.fail('Nothing arrived')] = receiver.received
    assert.ok(isFromPendingSend(headers, body, SECRET))
    const { id, type, version } = JSON.parse(body)
    assert.deepEqual([id, type, version], [headers['webhook-id'], 'webhook.test', 1])
    const refused = await run(['--test'], storeless)
    assert.equal(refused.stdout, 'It answered with 401.\nIt said: no such signature\n')
    const later = await run(['--test'], storeless)
    assert.equal(later.stdout, 'It answered with 503.\n')
    const away = await run(['--test'], storeless)
    assert.match(away.stdout, /^It could not be reached \(\w+\)\.\n$/)
    assert.deepEqual(
      [taken, refused, later, away].map(({ code, stderr }) => [code, stderr]),
      [0, 1, 69, 69].map(code => [code, '']),
    )
  })

  it('trusts no certificate that nobody vouches for', async () => {
    const { code, stdout } = await run(['--test'], { NODE_EXTRA_CA_CERTS: '' })
    assert.match(
      stdout,
      /^It could not be reached \((?:DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE)\)\.\n$/,
    )
    assert.deepEqual([code, receiver.received], [69, []])
  })

  it('says what is wrong with how it is used, or configured', async () => {
    const wrong: Readonly<Record<string, RegExp>> = {
      '': /^Give one of --dead-letters, --retry, --discard and --test\.\n/,
      '--retry --discard': /^Give one of --dead-letters/,
      '--retry --json': /^--json goes with --dead-letters only\.\n/,
    }
    for (const [args, mistake] of Object.entries(wrong)) {
      const { code, stdout, stderr } = await run(args.split(' ').filter(Boolean))
      assert.deepEqual([code, stdout], [64, ''], args)
      assert.match(stderr, mistake)
    }
    for (const task of ['--retry', '--test']) {
      const { code, stderr } = await run([task], { TRIAGE_WEBHOOK: '', TRIAGE_WEBHOOK_SECRET: '' })
      assert.deepEqual([code, /- TRIAGE_WEBHOOK is missing: /.test(stderr)], [64, true])
    }
  })

  it('distinguishes an outage of the store from an empty one', async () => {
    const away = azurite.connectionString.replace(/:\d+\//, ':9/')
    const { code, stderr } = await run(['--dead-letters'], { AZURE_STORAGE_CONNECTION_STRING: away })
    assert.deepEqual([code, /^The case store cannot be reached/.test(stderr)], [69, true])
  })
})
