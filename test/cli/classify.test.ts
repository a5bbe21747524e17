import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inFolder } from '../tools/folder.js'
import { compiled, runProgram, startProgram } from '../tools/program.js'
import { classifyFaultsOf } from './program.js'

const logs = fileURLToPath(new URL('../../../test/fixtures/logs/', import.meta.url))
const SEND_AS =
  '#26142 - An error occurred while checking for outgoing email messages to process: https://contoso.crm4.dynamics.com/. ErrorCode: 0x8004480D'

const classify = (...args: readonly string[]) => runProgram([compiled('src/cli.js'), 'classify', ...args])

function pipe(text: string | Uint8Array, ...args: readonly string[]) {
  const program = startProgram([compiled('src/cli.js'), 'classify', '-', ...args], { stdin: 'pipe' })
  program.child.stdin?.end(text)
  return program.ended
}

describe('classify', { concurrency: 2 }, () => {
  it('says what a log proves, with the lines that do, and how to check it', async () => {
    const { code, stdout, stderr } = await pipe(`Event ID: 26142\r\n${SEND_AS}\r\n`)
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^send-as: /)
    assert.match(
      stdout,
      /^Check: pending-send diagnose --org https:\/\/contoso\.crm4\.dynamics\.com --sender ADDRESS$/m,
    )
    assert.match(stdout, /^1 × sendAs · https:\/\/contoso\.crm4\.dynamics\.com/m)
    assert.match(stdout, /^ {2}2: .*0x8004480D/m)
  })

  it('says of a look-alike what it is, and where to read on', async () => {
    const { stdout } = await pipe('ErrorSendAsDenied')
    assert.match(stdout, /^something else: Exchange does not let/)
    assert.match(stdout, /^Article: https:\/\/learn\.microsoft\.com\//m)
    assert.doesNotMatch(stdout, /[⟦{}]|undefined|null|\[object/)
  })

  it('asks for the one thing that would decide when it is not known', async () => {
    const { code, stdout } = await pipe('The operation has timed out')
    assert.equal(code, 0)
    assert.match(stdout, /^unknown\nI read your text, and found no fault/)
  })

  it('prints JSON as its schema says, whatever the text is written in', async () => {
    for (const text of [SEND_AS, Buffer.from(`\uFEFF${SEND_AS}`, 'utf16le'), 'ErrorSendAsDenied', 'nothing']) {
      const { stdout } = await pipe(text, '--json')
      assert.deepEqual(classifyFaultsOf(stdout), [])
    }
    const { verdict, codes, organization } = JSON.parse((await pipe(SEND_AS, '--json')).stdout)
    assert.deepEqual([verdict, codes, organization], ['sendAs', ['0x8004480D'], 'https://contoso.crm4.dynamics.com'])
  })

  it('shows no secret that stood in the text', async () => {
    const { stdout } = await pipe(`${SEND_AS}\n<Password>hunter2-Secret</Password> 0x8004480D`)
    assert.match(stdout, /it is masked here/)
    assert.doesNotMatch(stdout, /hunter2/)
  })

  it('reads several files, a line each, and goes on behind one that it cannot read', () =>
    inFolder(async folder => {
      const evtx = join(folder, 'a.evtx')
      writeFileSync(evtx, 'ElfFile\0\0\0')
      const files = [join(logs, 'approval.txt'), evtx, join(logs, 'address-in-use.txt'), join(folder, 'none.txt')]
      const { code, stdout, stderr } = await classify(...files, '--json')
      assert.equal(code, 64)
      const lines = stdout.trimEnd().split('\n')
      assert.deepEqual(lines.flatMap(classifyFaultsOf), [])
      assert.deepEqual(
        lines.map(line => JSON.parse(line).file),
        [files[0], files[2]],
      )
      assert.match(
        stderr,
        /a\.evtx" is a saved event log \(\.evtx\)\. In Event Viewer, choose "Save All Events As…".*\n.*none\.txt" is not there\.\n/,
      )
    }))

  it('lets nothing in a log move the cursor', async () => {
    const { stdout } = await pipe(`\u001b[2J\u202e${SEND_AS}`)
    assert.doesNotMatch(stdout, /\p{Cf}|(?!\n)\p{Cc}/u)
  })
})
