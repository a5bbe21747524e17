import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { dataverseEnvironment } from '../../demo/stack.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { seedOnlineContoso } from '../../simulator/seeds/synchronized/onlineContoso.js'
import { freePort } from '../../storage/azurite.js'
import { faultsOf, startDiagnose, untilSaid } from '../program.js'

let simulator: Simulator
let env: Readonly<Record<string, string>>
const folder = mkdtempSync(join(tmpdir(), 'pending-send-'))
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  // Mail leaves this organization: the router is there.
  simulator.contoso.control.addPending('nora@contoso.com', 1)
  simulator.contoso.router.poll()
  env = dataverseEnvironment(simulator)
})
after(async () => {
  await simulator.close()
  rmSync(folder, { recursive: true })
})

function fileOf(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const many = (file: string, ...more: readonly string[]) =>
  startDiagnose(env, '--org', 'Contoso', '--all-senders', file, ...more)

const LIST =
  '\uFEFF# sales\r\nsara@contoso.com\r\n\r\nnora@contoso.com\r\nno address\r\n  grace@contoso.com  \r\nsara@contoso.com'

const MANY = Array.from({ length: 5000 }, (_, i) => `nobody-${i}@contoso.com`).join('\n')

describe('diagnose --all-senders', { concurrency: 2 }, () => {
  it('prints a line for each address, in order, complains of bad lines, and sums up', async () => {
    const { code, stdout, stderr } = await many(fileOf('list.txt', LIST)).ended
    assert.equal(code, 1)
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      'sara@contoso.com  cause found  The sender has not given permission (senderConsent)  3 waiting',
      'nora@contoso.com  healthy',
      `grace@contoso.com  cause found  The permission of the Email Router's account does not reach the sender (sendAsDepth)  2 waiting`,
      'sara@contoso.com  cause found  The sender has not given permission (senderConsent)  3 waiting',
      '4 senders: 3 cause found, 1 healthy',
      'Causes: 2 senderConsent, 1 sendAsDepth',
      'Not an e-mail address: 1 line',
    ])
    assert.equal(stderr, 'line 5: "no address" is not an e-mail address\n')
  })

  it('prints one JSON object per line, as the schema says, the summary last', async () => {
    const { stdout } = await many(fileOf('json.txt', LIST), '--json').ended
    const lines = stdout.trimEnd().split('\n')
    assert.deepEqual(lines.flatMap(faultsOf), [])
    const { summary } = JSON.parse(lines.at(-1) ?? '')
    assert.deepEqual([lines.length, summary.senders, summary.last, summary.exitCode], [5, 4, 'sara@contoso.com', 1])
  })

  it('takes one trip for an address that it has seen before', async () => {
    const { stdout } = await many(fileOf('twice.txt', 'sara@contoso.com\nsara@contoso.com'), '--json').ended
    const trips = stdout
      .split('\n')
      .slice(0, 2)
      .map(line => JSON.parse(line).requests.roundTrips)
    assert.deepEqual(trips, [2, 1])
  })

  it('reads standard input as it comes, and Ctrl-C ends the wait for more', async () => {
    const program = many('-')
    program.child.stdin?.write('nora@contoso.com\n')
    await untilSaid(program, /nora@contoso\.com {2}healthy/)
    program.child.kill('SIGINT')
    const { code, stdout } = await program.ended
    assert.equal(code, 130)
    assert.match(
      stdout,
      /\n1 sender: 1 healthy\nStopped\. Continue with: .+ --all-senders - --start-after nora@contoso\.com\n$/,
    )
  })

  it('ends with standard input', async () => {
    const program = many('-')
    program.child.stdin?.end('grace@contoso.com')
    const { code, stdout } = await program.ended
    assert.deepEqual([code, stdout.split('\n').at(-3)], [1, '1 sender: 1 cause found'])
  })

  it('continues after the address where it was stopped', async () => {
    const { stdout } = await many(fileOf('rest.txt', LIST), '--start-after', 'NORA@contoso.com').ended
    assert.match(stdout, /^grace@contoso\.com .+\nsara@contoso\.com .+\n2 senders/)
    const unknown = await many(fileOf('rest.txt', LIST), '--start-after', 'nobody@contoso.com').ended
    assert.deepEqual([unknown.code, unknown.stdout], [2, ''])
    assert.equal(
      unknown.stderr,
      '--start-after "nobody@contoso.com" is not a line of the file: no sender was looked at.\n',
    )
  })

  it('exits 2 if there is nobody to look at, and says so', async () => {
    const NOBODY = 'There is no e-mail address to look at in the file.\n'
    const empty = await many(fileOf('empty.txt', '# sales\n\n')).ended
    assert.deepEqual(empty, { code: 2, stdout: '0 senders: none\n', stderr: NOBODY })
    const bad = await many(fileOf('bad.txt', 'Sara Davis')).ended
    assert.deepEqual([bad.code, bad.stdout], [2, '0 senders: none\nNot an e-mail address: 1 line\n'])
    const json = await many(fileOf('empty.txt', ''), '--json').ended
    assert.deepEqual([json.code, json.stderr, faultsOf(json.stdout)], [2, NOBODY, []])
    assert.equal(JSON.parse(json.stdout).summary.exitCode, 2)
    const rest = await many(fileOf('done.txt', 'sara@contoso.com'), '--start-after', 'sara@contoso.com').ended
    assert.deepEqual([rest.code, rest.stderr], [2, NOBODY])
  })

  it('stops, and says so, after being refused several times in a row', async () => {
    const file = fileOf('refused.txt', MANY)
    const args = ['--org', 'Contoso', '--all-senders', file]
    const wrong = { ...env, DATAVERSE_CLIENT_SECRET: 'another' }
    const { code, stdout } = await startDiagnose(wrong, ...args).ended
    assert.equal(code, 2)
    const line = /^(nobody-\d@contoso\.com {2}undetermined {2}The sign-in was refused: AADSTS7000215\n){3}3 senders: /
    assert.match(stdout, line)
    assert.match(stdout, /\nStopped: the organization lets nobody in with these credentials\. Continue with: /)
    const json = await startDiagnose(wrong, ...args, '--json').ended
    assert.deepEqual(json.stdout.trimEnd().split('\n').flatMap(faultsOf), [])
    const { summary } = JSON.parse(json.stdout.trimEnd().split('\n').at(-1) ?? '')
    assert.deepEqual([json.code, summary.stopped, summary.last], [2, 'refused', null])
  })

  it('stops on Ctrl-C, and prints the command that continues after the last sender with the same options', async () => {
    const { child, said, ended } = many(fileOf("it's long.txt", MANY), '--router', 'Email Router Service')
    await untilSaid({ child, said, ended }, /nobody-3@/)
    child.kill('SIGINT')
    const { code, stdout } = await ended
    assert.equal(code, 130)
    const [, last] = /\n(nobody-\d+@contoso\.com) [^\n]+\n\d+ senders/.exec(stdout) ?? []
    const file = `'${join(folder, "it'\\''s long.txt")}'`
    const told = `--org Contoso --all-senders ${file} --as 'Email Router Service' --start-after ${last}`
    assert.ok(stdout.endsWith(`Stopped. Continue with: pending-send diagnose ${told}\n`), stdout.slice(-300))
  })

  it('prints how to continue apart from the JSON, which stays JSON', async () => {
    const program = many(fileOf('long.txt', MANY), '--json')
    await untilSaid(program, /nobody-2@/)
    program.child.kill('SIGINT')
    const { stdout, stderr } = await program.ended
    assert.deepEqual(stdout.trimEnd().split('\n').flatMap(faultsOf), [])
    assert.match(stderr, /^Stopped\. Continue with: .+ --json --start-after nobody-\d+@contoso\.com\n$/)
  })

  it('stops when nobody reads its output any more, with the exit code of what it saw', async () => {
    const program = many(fileOf('long.txt', MANY))
    await untilSaid(program, /nobody-1@/)
    program.child.stdout?.destroy()
    const { code } = await program.ended
    assert.equal(code, 1)
    assert.ok(simulator.contoso.requests.roundTrips < 5000, 'it went on to the end')
  })

  it('stops, and says so, when nothing can be reached several times in a row', async () => {
    const ENTRA_URL = `http://127.0.0.1:${await freePort()}`
    const args = [
      '--org',
      'Contoso',
      '--all-senders',
      fileOf('away.txt', MANY),
      '--start-after',
      'nobody-4@contoso.com',
    ]
    const byNpm = { ...env, ENTRA_URL, npm_lifecycle_event: 'diagnose' }
    const { code, stdout } = await startDiagnose(byNpm, ...args).ended
    assert.equal(code, 69)
    assert.match(stdout, /^(nobody-[567]@contoso\.com {2}undetermined {2}not reached\n){3}3 senders: 3 not reached\n/)
    assert.match(
      stdout,
      /Stopped: the organization cannot be reached\. Continue with: npm run -s diagnose -- .+ --start-after nobody-4@contoso\.com\n$/,
    )
  })

  it('exits 69 when nothing could be reached, however short the file', async () => {
    const ENTRA_URL = `http://127.0.0.1:${await freePort()}`
    const file = fileOf('short.txt', 'nora@contoso.com')
    const args = ['--org', 'Contoso', '--all-senders', file, '--json']
    const { code, stdout } = await startDiagnose({ ...env, ENTRA_URL }, ...args).ended
    assert.equal(code, 69)
    assert.deepEqual(stdout.trimEnd().split('\n').flatMap(faultsOf), [])
  })

  it('reports a file that cannot be read, and options that do not go together', async () => {
    const missing = await many(join(folder, 'none.txt')).ended
    assert.equal(missing.code, 64)
    assert.match(missing.stderr, /cannot be read \(ENOENT\)/)
    for (const more of [['--sender', 'a@b.c'], ['--watch'], ['--sender-id', 'x'], ['--interval', '5']]) {
      assert.equal((await many('-', ...more).ended).code, 64, more.join(' '))
    }
  })
})

describe('the causes of many senders', () => {
  it('are what makes the verdicts: no sender without one counts, and nothing that may concern others', async () => {
    const online = await startSimulator({ routerIntervalMs: 0, contoso: seedOnlineContoso(() => new Date()) })
    const file = fileOf('online.txt', 'nora@contoso.com\nmia@contoso.com\ngrace@contoso.com')
    const args = ['--org', 'Contoso', '--all-senders', file, '--json']
    const { stdout } = await startDiagnose(dataverseEnvironment(online, { synchronized: true }), ...args).ended
    await online.close()
    const { summary } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
    assert.deepEqual(summary.verdicts, { healthy: 1, causeFound: 2 })
    assert.deepEqual(summary.causes, { deliveryMethod: 1, senderConsent: 1 })
  })
})
