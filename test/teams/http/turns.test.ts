import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createLog, logScope } from '../../../src/log.js'
import { recordedTelemetry } from '../../fixtures/recordedTelemetry.js'
import { activity, installed, invoke, message, postActivity, submit } from '../activities.js'
import { type Bot, notice, startBot } from '../harness.js'
import { first } from '../posting/showing.js'

const { telemetry, counted } = recordedTelemetry()
let bot: Bot
const lines: string[] = []
before(async () => {
  const log = createLog({ level: 'info' }, { write: line => lines.push(line) })
  const say = async (_: unknown, text: string) => {
    logScope.about(`case of ${text}`)
    await new Promise(resolve => setImmediate(resolve))
    throw new Error('it failed')
  }
  const greet = async (incoming: { surface: Parameters<Bot['server']['messenger']['send']>[0] }) => {
    logScope.about('the greeted')
    await bot.server.messenger.send(incoming.surface, notice('hello'))
  }
  bot = await startBot({ say, greet }, { telemetry, scope: logScope, log })
})
beforeEach(() => {
  counted.length = 0
  lines.length = 0
})
after(() => bot.close())

describe('a turn', () => {
  it('is counted by its kind, and as failed if the person got an apology', async () => {
    const of = {
      message: message(bot, 'hi'),
      click: invoke(bot, { verb: 'x' }),
      submit: submit(bot, { verb: 'x' }),
      installation: installed(bot),
      signIn: activity(bot, { type: 'invoke', name: 'signin/verifyState', value: {} }),
      other: activity(bot, { type: 'invoke', name: 'fileConsent/invoke', value: {} }),
    }
    for (const one of Object.values(of)) await postActivity(bot.url, one)
    const turns = counted.filter(([name]) => name === 'turn').map(([, what]) => what)
    assert.deepEqual(turns, [
      { kind: 'message', outcome: 'failed' },
      { kind: 'click', outcome: 'ok' },
      { kind: 'click', outcome: 'ok' },
      { kind: 'installation', outcome: 'ok' },
      { kind: 'signIn', outcome: 'ok' },
      { kind: 'other', outcome: 'ok' },
    ])
  })

  it('has its case on each of its lines, whatever else goes on', async () => {
    const texts = ['one', 'two', 'three']
    await Promise.all(texts.map(text => postActivity(bot.url, message(bot, text))))
    const failed = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'A turn failed')
    assert.deepEqual(failed.map(line => line.case).toSorted(), texts.map(text => `case of ${text}`).toSorted())
  })
})

describe('a card that is not shown', () => {
  it('is counted, and its line has the case that it was sent for', async () => {
    first(bot.connector, [{ status: 403 }])
    await postActivity(bot.url, installed(bot))
    assert.deepEqual(
      counted.filter(([name]) => name === 'cardDropped'),
      [['cardDropped', 'refused']],
    )
    const refused = lines.map(line => JSON.parse(line)).find(({ msg }) => msg === 'The channel refused a message')
    assert.equal(refused?.case, 'the greeted')
  })
})
