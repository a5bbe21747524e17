import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { dataverseEnvironment } from '../demo/stack.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { faultsOf, startDiagnose, untilSaid } from './program.js'

let simulator: Simulator
let env: Readonly<Record<string, string>>
const folder = mkdtempSync(join(tmpdir(), 'pending-send-'))
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
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

describe('diagnose --all-senders', { concurrency: 2 }, () => {
  it('prints a line for each address, in order, complains of bad lines, and sums up', async () => {
    const { code, stdout, stderr } = await many(fileOf('list.txt', LIST)).ended
    assert.equal(code, 1)
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      'sara@contoso.com  cause found  senderConsent  3 waiting',
      'nora@contoso.com  healthy  0 waiting',
      'grace@contoso.com  cause found  routerPrivilegeDepth  2 waiting',
      'sara@contoso.com  cause found  senderConsent  3 waiting',
      '4 senders: 3 causeFound, 1 healthy',
      'Causes: 2 senderConsent, 1 routerPrivilegeDepth',
      '1 lines are no e-mail address',
    ])
    assert.equal(stderr, 'line 5: "no address" is no e-mail address\n')
  })

  it('prints one JSON object a line, as the schema says, the summary last', async () => {
    const { stdout } = await many(fileOf('json.txt', LIST), '--json').ended
    const lines = stdout.trimEnd().split('\n')
    assert.deepEqual(lines.flatMap(faultsOf), [])
    const { summary } = JSON.parse(lines.at(-1) ?? '')
    assert.deepEqual([lines.length, summary.senders, summary.last, summary.exitCode], [5, 4, 'sara@contoso.com', 1])
  })

  it('takes one trip for an address that it met before', async () => {
    const { stdout } = await many(fileOf('twice.txt', 'sara@contoso.com\nsara@contoso.com'), '--json').ended
    const trips = stdout
      .split('\n')
      .slice(0, 2)
      .map(line => JSON.parse(line).requests.roundTrips)
    assert.deepEqual(trips, [2, 1])
  })

  it('reads standard input', async () => {
    const program = many('-')
    const { stdout, code } = await program.ended
    assert.deepEqual([code, stdout], [0, '0 senders: none\n'])
  })

  it('goes on behind the address where it was stopped', async () => {
    const { stdout } = await many(fileOf('rest.txt', LIST), '--start-after', 'NORA@contoso.com').ended
    assert.match(stdout, /^grace@contoso\.com .+\nsara@contoso\.com .+\n2 senders/)
    const unknown = await many(fileOf('rest.txt', LIST), '--start-after', 'nobody@contoso.com').ended
    assert.deepEqual([unknown.code, unknown.stdout], [64, ''])
    assert.match(unknown.stderr, /^--start-after "nobody@contoso\.com" is no line of the file\./)
  })

  it('stops on Ctrl-C after the sender that it is at, and prints the command that goes on', async () => {
    const file = fileOf('long.txt', Array.from({ length: 5000 }, (_, i) => `nobody-${i}@contoso.com`).join('\n'))
    const program = many(file)
    await untilSaid(program, /nobody-3@/)
    program.child.kill('SIGINT')
    const { code, stdout } = await program.ended
    assert.equal(code, 130)
    const [, last] = /\n(nobody-\d+@contoso\.com) [^\n]+\n\d+ senders/.exec(stdout) ?? []
    assert.ok(
      stdout.endsWith(
        `Stopped. Go on with: pending-send diagnose --org "Contoso" --all-senders "${file}" --start-after ${last}\n`,
      ),
    )
  })

  it('stops, and says so, when the organization is away', async () => {
    const away = await startSimulator({ routerIntervalMs: 0 })
    await away.contoso.close()
    try {
      const file = fileOf('away.txt', Array.from({ length: 50 }, (_, i) => `nobody-${i}@contoso.com`).join('\n'))
      const { code, stdout } = await startDiagnose(
        dataverseEnvironment(away),
        '--org',
        'Contoso',
        '--all-senders',
        file,
      ).ended
      assert.equal(code, 69)
      assert.match(stdout, /^(nobody-\d@contoso\.com {2}undetermined {2}not reached\n){3}3 senders: 3 unreachable\n/)
      assert.match(stdout, /Stopped: the organization cannot be reached\. Go on with: .+ --all-senders "[^"]+"\n$/)
    } finally {
      await away.close()
    }
  })

  it('tells of a file that cannot be read, and of options that do not go together', async () => {
    const missing = await many(join(folder, 'none.txt')).ended
    assert.equal(missing.code, 64)
    assert.match(missing.stderr, /cannot be read \(ENOENT\)/)
    for (const more of [['--sender', 'a@b.c'], ['--watch'], ['--sender-id', 'x']]) {
      assert.equal((await many('-', ...more).ended).code, 64)
    }
  })
})
