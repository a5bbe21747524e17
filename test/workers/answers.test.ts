import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { mailboxFaults } from '../../src/domain/faults/mailboxFaults.js'
import { createFileReader } from '../../src/symptoms/readFile.js'
import { fileAnswer } from '../../src/workers/answers.js'
import { compiled } from '../tools/program.js'

const LOGS = compiled('../test/fixtures/logs')

function answerTo(bytes: Uint8Array) {
  const reader = createFileReader()
  return reader.push(bytes) ?? reader.finish()
}

describe('what a process says of a file', () => {
  it('is taken as it is, whichever log it is', () => {
    for (const name of readdirSync(LOGS)) {
      const said = answerTo(readFileSync(join(LOGS, name)))
      assert.deepEqual(fileAnswer.parse(said), said, name)
    }
  })

  it('is taken as it is, whichever fault it is', () => {
    for (const { id, codes, names, texts } of mailboxFaults) {
      const said = answerTo(Buffer.from([...codes, ...names, ...texts].join('\n')))
      assert.deepEqual(fileAnswer.parse(said), said, id)
    }
  })

  it('is not taken where it brings along what no file can say', () => {
    const said = answerTo(Buffer.from('ErrorCode: 0x8004480D'))
    assert.ok(typeof said === 'object')
    for (const more of [{ text: 'Hello' }, { command: 'cancel' }, { url: 'https://evil.example' }, { log: {} }])
      assert.equal(fileAnswer.safeParse({ ...said, ...more }).success, false)
    assert.equal(fileAnswer.safeParse('tooSlow').success, false)
  })
})
