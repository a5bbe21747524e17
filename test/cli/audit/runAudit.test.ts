import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import { createCaseStore } from '../../../src/storage/caseStore.js'
import { openTable } from '../../../src/storage/table.js'
import { auditRowsOf, caseWithRecords, second } from '../../storage/auditing.js'
import { type Azurite, startAzurite } from '../../storage/azurite.js'
import { compiled, runProgram } from '../../tools/program.js'
import { auditFaultsOf } from '../program.js'

let azurite: Azurite
let table: TableClient
before(async () => {
  azurite = await startAzurite()
  table = await openTable(azurite)
  await caseWithRecords(createCaseStore(table), 'audited', 3)
})
after(() => azurite?.close())

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runProgram([compiled('src/cli.js'), 'audit', ...args], {
    env: { AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString, ...env },
  })

describe('audit on the command line', () => {
  it('lists who changed what, when and with whose token', async () => {
    const { code, stdout, stderr } = await run(['--since', '2026-11-23'])
    assert.deepEqual([code, stderr], [0, '3 entries, all as the bot wrote them.\n'])
    assert.equal(stdout.match(/issendasallowed: false → true/g)?.length, 3)
    assert.match(stdout, /^2026-11-23T10:00:01\.000Z {2}case \S+ {2}#1\n {2}repair \(write, token of the person\)/)
    assert.match(stdout, /by audited, https:\/\/contoso\.crm4\.dynamics\.com/)
  })

  it('prints an object a line for programs, as its schema says', async () => {
    const { code, stdout } = await run(['--since', second(2), '--until', second(3), '--json'])
    const lines = stdout.trimEnd().split('\n')
    assert.deepEqual([code, lines.length], [0, 1])
    assert.deepEqual(lines.flatMap(auditFaultsOf), [])
    assert.equal((JSON.parse(lines[0] ?? '') as { n: number }).n, 2)
  })

  it('names nobody if asked for pseudonyms, and nobody whose case was deleted', async () => {
    const NAMELESS = /^ {2}by pseudonym-[0-9a-f]{32}, https:/m
    const { code, stdout } = await run(['--since', '2026-11-23', '--pseudonyms'])
    assert.deepEqual([code, stdout.match(new RegExp(NAMELESS, 'gm'))?.length], [0, 3])
    assert.doesNotMatch(stdout, /by audited/)
    const { id } = await caseWithRecords(createCaseStore(table), 'deleted', 1)
    await table.deleteEntity('cases', `k~${id}`)
    const { stdout: left, stderr } = await run(['--since', '2026-11-23', '--case', id])
    assert.match(left, NAMELESS)
    assert.equal(stderr, '1 entry, as the bot wrote it.\n')
    const { stdout: json } = await run(['--since', '2026-11-23', '--case', id, '--json'])
    assert.deepEqual(json.trimEnd().split('\n').flatMap(auditFaultsOf), [])
  })

  it('exits 2 if nothing was recorded, and says so', async () => {
    const nothing = { code: 2, stdout: '', stderr: 'Nothing was recorded in that time.\n' }
    for (const more of [[], ['--json']]) assert.deepEqual(await run(['--since', '2027-01-01', ...more]), nothing)
    const { code, stdout, stderr } = await run(['--since', '2026-11-23', '--case', 'no-such-case'])
    assert.deepEqual([code, stdout], [2, ''])
    assert.equal(stderr, 'Nothing was recorded in that time about the case "no-such-case".\n')
  })

  it('finds a case by its id, as it prints it', async () => {
    const { id } = await caseWithRecords(createCaseStore(table), 'another', 1)
    const { stdout: all } = await run(['--since', '2026-11-23'])
    assert.ok(all.includes(`  case ${id}  #1\n`), all)
    const { code, stdout, stderr } = await run(['--since', '2026-11-23', '--case', id])
    assert.deepEqual([code, stderr], [0, '1 entry, as the bot wrote it.\n'])
    assert.ok(all.includes(stdout))
  })

  it('says what is wrong with how it is used', async () => {
    const wrong: Readonly<Record<string, RegExp>> = {
      '--json': /^Give a start date: --since 2026-11-01\./,
      '--since=yesterday': /^--since takes a day, 2026-11-01, or a time, 2026-11-01T08:00:00Z; not "yesterday"\./,
      '--since=2026-02-31': /not "2026-02-31"/,
      '--force': /^Unknown option '--force'/,
      '--since=': /^--since needs a value: --since DATE\./,
      '--since=2026-11-23 --until=2026-11-22': /^--until 2026-11-22 is not later than --since 2026-11-23/,
      '--since=2026-11-23 --until=2026-11-23': /so a single day is --since 2026-11-01 --until 2026-11-02\./,
    }
    for (const [arg, mistake] of Object.entries(wrong)) {
      const { code, stdout, stderr } = await run(arg.split(' '))
      assert.deepEqual([code, stdout], [64, ''], arg)
      assert.match(stderr, mistake)
    }
    const { code, stderr } = await run(['--since', '2026-11-23'], { AZURE_STORAGE_CONNECTION_STRING: '' })
    assert.deepEqual([code, /AZURE_STORAGE_ACCOUNT is missing/.test(stderr)], [64, true])
  })

  it('distinguishes an outage of the store from an empty one', async () => {
    const away = azurite.connectionString.replace(/:\d+\//, ':9/')
    const { code, stderr } = await run(['--since', '2026-11-23'], { AZURE_STORAGE_CONNECTION_STRING: away })
    assert.deepEqual([code, /^The case store cannot be reached/.test(stderr)], [69, true])
  })

  it('reports a record that is not as it was written, and exits with 1', async () => {
    const [first] = await auditRowsOf(table)
    assert.ok(first)
    await table.updateEntity({ ...first, json0: String(first.json0).replace('false', 'true') }, 'Replace')
    const { code, stdout, stderr } = await run(['--since', '2026-11-23'])
    assert.equal(code, 1)
    assert.match(stdout, /CHANGED: this is not what the bot wrote/)
    assert.match(stderr, /^5 entries, 1 of them not as the bot wrote it\./)
  })
})
