import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { readLog } from '../../src/symptoms/readLog.js'
import { readLargeFile } from '../../src/workers/largeFile.js'
import { ordinaryLog } from '../bench/reading/events.js'

const LOG = ordinaryLog(1_500_000)
const folder = mkdtempSync(join(tmpdir(), 'pending-send-'))
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

async function readWith(file: string, processes: number) {
  const told: number[] = []
  const reading = await readLargeFile(file, { read: bytes => told.push(bytes), leastBytes: 1_000_000, processes })
  return { reading, told }
}

describe('a large file', () => {
  it('is read by several processes as in one go, and it is said how far they are', async () => {
    const array = `[\n${'  {\n    "message": "ErrorCode: 0x8004480D"\n  },\n'.repeat(30_000)}`
    for (const [processes, log] of [
      [2, LOG],
      [3, LOG],
      [2, array],
    ] as const) {
      const { reading, told } = await readWith(fileOf('large.log', log), processes)
      assert.deepEqual(reading, readLog(log))
      assert.equal(told.at(-1), Buffer.byteLength(log))
      assert.deepEqual(
        told,
        told.toSorted((a, b) => a - b),
      )
    }
  })

  it('is left to one process where it cannot be cut', async () => {
    mkdirSync(join(folder, 'folder'))
    const whole = {
      'no file': join(folder, 'missing.log'),
      'a folder': join(folder, 'folder'),
      'a small file': fileOf('small.log', LOG.slice(0, 900_000)),
      'UTF-16': fileOf('wide.log', Buffer.from(LOG, 'utf16le')),
      'no text': fileOf('binary.log', Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.from(LOG)])),
      'one line': fileOf('line.log', LOG.replace(/[\r\n]/g, ' ')),
      'a secret that goes on': fileOf('key.log', `key:\n${'QUJD'.repeat(10)}\n`.repeat(40_000)),
    }
    for (const [what, file] of Object.entries(whole)) assert.equal((await readWith(file, 2)).reading, null, what)
    assert.equal((await readWith(fileOf('one.log', LOG), 1)).reading, null)
  })

  it('is left to one process where no others start', async t => {
    const { execPath } = process
    t.after(() => {
      process.execPath = execPath
    })
    process.execPath = join(folder, 'missing')
    assert.equal((await readWith(fileOf('large.log', LOG), 2)).reading, null)
  })
})
