import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { ConnectorPort } from '../../../src/teams/posting/connector.js'
import { type MessengerOptions, TeamsMessenger } from '../../../src/teams/posting/teamsMessenger.js'
import { TokenService, TokenServiceFailed, type UserTokens } from '../../../src/teams/signIn/tokenService.js'
import { manualDeadlines, quickPace } from '../clocks.js'
import { type Connector, startConnector } from '../connector.js'
import { createAdapter, notice, placeOf, recordingLog, view } from '../harness.js'
import { surfaceOf } from '../posting/showing.js'

const never = <T>() => new Promise<T>(() => {})
const failed = { result: 'failed', status: null }

let connector: Connector
before(async () => {
  connector = await startConnector()
})
after(() => connector.close())
beforeEach(() => {
  connector.rule = () => null
})

/** A channel that accepts calls and answers none; resolves with the first one. */
function hang(): Promise<void> {
  return new Promise(resolve => {
    connector.rule = () => {
      resolve()
      return never()
    }
  })
}

function messengerOn(options: Partial<MessengerOptions>): TeamsMessenger {
  const adapter = createAdapter(null)
  const { log } = recordingLog()
  return new TeamsMessenger({
    ...{ connector: (url: string) => adapter.connector(url), view, log, pace: quickPace() },
    ...options,
  })
}

describe('a channel that never answers', () => {
  it('is given up: a message fails, and later ones are shown', async () => {
    const { deadline, come } = manualDeadlines()
    const messenger = messengerOn({ deadline })
    const surface = placeOf(await messenger.send(surfaceOf(connector), notice('0')))
    for (const call of [messenger.send, messenger.update]) {
      const hanging = hang()
      const delivery = call.call(messenger, surface, notice('1'))
      await hanging
      come()
      assert.deepEqual(await delivery, failed)
    }
    connector.rule = () => null
    assert.equal((await messenger.send(surface, notice('3'))).result, 'shown')
    assert.equal((await messenger.update(surface, notice('4'))).result, 'shown')
  })

  it('opens no chat, and says so', async () => {
    const { deadline, come } = manualDeadlines()
    const messenger = messengerOn({ deadline })
    const hanging = hang()
    const person = { tenantId: 'a-tenant', aadObjectId: 'somebody' }
    const here = surfaceOf(connector, { tenantId: 'a-tenant' })
    const opened = assert.rejects(messenger.openPersonal(person, here), { name: 'ChannelFailed', statusCode: null })
    await hanging
    come()
    await opened
    connector.rule = () => null
    assert.ok(await messenger.openPersonal(person, here))
  })

  it('does not keep the bot from stopping', async () => {
    const messenger = messengerOn({ deadline: () => new AbortController().signal, grace: 50 })
    connector.rule = () => never()
    const surface = { ...surfaceOf(connector), activityId: 'message-1' }
    const sent = messenger.send(surface, notice('1'))
    const held = messenger.during(surface, never)
    void held
    const waiting = messenger.update(surface, notice('2'))
    await messenger.close()
    assert.deepEqual(await Promise.all([sent, waiting]), [failed, failed])
  })
})

describe('abandoned calls that may still be running', () => {
  const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i))

  it('are at most a hundred to the channel', async () => {
    let asked = 0
    const port = () => {
      asked++
      return never<ConnectorPort>()
    }
    const { deadline, come } = manualDeadlines()
    const messenger = messengerOn({ connector: port, deadline })
    const send = (i: number) => messenger.send(surfaceOf(connector, { conversationId: `a:${i}` }), notice('1'))
    const sent = Promise.all(times(100, send))
    come()
    await sent
    const more = Promise.all(times(50, send))
    assert.equal(asked, 100)
    come()
    assert.deepEqual(await more, Array(50).fill(failed))
  })

  it('make room for others when they end', async () => {
    const waiting: (() => void)[] = []
    const adapter = createAdapter(null)
    const port = (url: string) =>
      new Promise<ConnectorPort>(resolve => waiting.push(() => resolve(adapter.connector(url))))
    const { deadline, come } = manualDeadlines()
    const messenger = messengerOn({ connector: port, deadline })
    const send = (i: number) => messenger.send(surfaceOf(connector, { conversationId: `b:${i}` }), notice('1'))
    const sent = Promise.all(times(100, send))
    come()
    await sent
    for (const answer of waiting.splice(0)) answer()
    let later = send(100)
    for (let i = 101; waiting.length === 0 && i < 5_000; i++) {
      await later
      later = send(i)
      await new Promise(setImmediate)
    }
    assert.equal(waiting.length, 1)
    for (const answer of waiting.splice(0)) answer()
    assert.equal((await later).result, 'shown')
  })

  it('are at most a hundred to the token service', async () => {
    let asked = 0
    const client = () => {
      asked++
      return never<UserTokens>()
    }
    const tokens = new TokenService({ client, connection: 'dynamics', patience: 20 })
    const ask = () => assert.rejects(tokens.tokenOf({ id: '29:sara', channelId: 'msteams' }), TokenServiceFailed)
    await Promise.all(times(100, ask))
    await Promise.all(times(50, ask))
    assert.equal(asked, 100)
  })
})
