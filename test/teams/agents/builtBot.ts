import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { useScript } from '../../demo/bot.js'
import { withBot } from '../../process/harness.js'
import { inFolder } from '../../tools/folder.js'
import { buildAsShipped, buildOnAgents, scriptsIn } from './build.js'

/** Tests of the process; agents.test.ts runs them. */
describe('a bot that is built on the Agents SDK', async () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agents-'))
    useScript(join(await buildOnAgents(folder), 'index.js'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('has nothing of botbuilder, and the one that ships has nothing of the Agents SDK', async () => {
    const ofBotbuilder = /botbuilder|botframework-(connector|schema)|Microsoft-BotFramework/
    const ofAgents = /@microsoft\/agents-/
    const onAgents = await scriptsIn(join(folder, 'dist/src'))
    assert.match(onAgents, ofAgents)
    assert.doesNotMatch(onAgents, ofBotbuilder)
    const shipped = await inFolder(async to => scriptsIn(await buildAsShipped(to)))
    assert.match(shipped, ofBotbuilder)
    assert.doesNotMatch(shipped, ofAgents)
  })

  it('speaks to the channel through it', () =>
    withBot(async ({ connector, say }) => {
      await say('My mail is stuck')
      assert.match(connector.calls.at(-1)?.userAgent ?? '', /^agents-sdk-js\/[\d.]+ /)
    }))

  await import('../../process/copilot.test.js')
  await import('../../process/restart.test.js')
})
