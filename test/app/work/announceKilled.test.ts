import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { inFolder } from '../../tools/folder.js'
import { compiled, startProgram } from '../../tools/program.js'
import { startReceiver } from '../../webhook/receiver.js'

describe('a process that is killed between telling and saving', () => {
  it('leaves the news to the next one, which tells them again under the same ids, and loses none', async () => {
    const receiver = await startReceiver()
    try {
      await inFolder(async folder => {
        const file = join(folder, 'told')
        const start = (...more: string[]) =>
          startProgram([compiled('test/app/work/announceProcess.js'), receiver.url, file, ...more])
        const { child, said, ended } = start('held')
        while (!said.stdout.includes('told up to 2')) await once(child.stdout ?? child, 'data')
        child.kill('SIGKILL')
        await ended
        assert.equal((await start().ended).code, 0)
        assert.equal((await start().ended).code, 0)
        assert.equal(readFileSync(file, 'utf8'), '2')
      })
      const ids = receiver.received.map(({ headers }) => String(headers['webhook-id']).slice(-2))
      assert.deepEqual(ids, ['-1', '-2', '-1', '-2'])
    } finally {
      await receiver.close()
    }
  })
})
