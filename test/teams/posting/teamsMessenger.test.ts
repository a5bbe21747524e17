import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { inspect } from 'node:util'
import type { Delivery } from '../../../src/app/ports.js'
import type { Surface } from '../../../src/domain/case/case.js'
import type { Answer } from '../connector.js'
import { type Bot, type LogLine, notice, placeOf, startBot, view } from '../harness.js'
import { first, inPhase, shown, surfaceOf } from './showing.js'

/** A failure that the channel returns each time. */
const always = (answer: Answer): Answer[] => Array<Answer>(9).fill(answer)
const again = { 'Retry-After': '0' }

/** The log lines about what was not shown, without their texts. */
function failures(lines: readonly LogLine[]) {
  return lines.flatMap(({ level, details }) => ('status' in details ? [{ level, ...details }] : []))
}

describe('sending', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())

  it('a card, a sentence for the notification, the bot as sender; resolves to the message', async () => {
    const surface = surfaceOf(bot.connector, { conversationId: 'a:1;messageid=7/8' })
    const sent = await bot.server.messenger.send(surface, notice('hello'))
    const [message] = bot.connector.activities
    assert.deepEqual(sent, { result: 'shown', surface: { ...surface, activityId: message?.id } })
    assert.equal(message?.conversationId, surface.conversationId)
    assert.deepEqual(message?.activity, {
      type: 'message',
      channelId: 'msteams',
      serviceUrl: bot.connector.url,
      from: { id: '28:bot', name: 'Pending Send' },
      conversation: { id: surface.conversationId },
      locale: 'de-DE',
      summary: 'hello in de-DE',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: { type: 'AdaptiveCard', version: '1.5', screen: notice('hello'), execute: true },
        },
      ],
    })
    assert.equal(bot.connector.calls[0]?.authorization, null)
  })
})

const refused = (status: number): Delivery => ({ result: 'refused', status, code: 'ACode' })

/** The result of a message, by the channel's constant answer. */
const OUTCOMES: readonly (readonly [Answer, Delivery, Delivery])[] = [
  [{ status: 400 }, refused(400), refused(400)],
  [{ status: 403 }, refused(403), refused(403)],
  [{ status: 404 }, refused(404), { result: 'gone' }],
  [{ status: 409 }, refused(409), refused(409)],
  [{ status: 413 }, refused(413), refused(413)],
  ...[401, 408, 412, 500, 502, 503, 504].map((status): [Answer, Delivery, Delivery] => {
    const failed = { result: 'failed', status } as const
    return [{ status }, failed, failed]
  }),
  ...['30', 'Wed, 21 Oct 2099 07:28:00 GMT'].map((after, i): [Answer, Delivery, Delivery] => {
    const failed = { result: 'failed', status: 429, retryAfterMs: i === 0 ? 30_000 : 3_600_000 } as const
    return [{ status: 429, headers: { 'Retry-After': after } }, failed, failed]
  }),
]

/** A passing failure is retried up to four times, unless the wait is long; a card that is too large is shortened twice. */
function requestsFor({ status, headers }: Answer): number {
  if (status === 413) return 3
  return [408, 412, 500, 502, 503, 504].includes(status) && !headers ? 4 : 1
}

describe('the result of a message', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())
  afterEach(() => {
    bot.connector.rule = () => null
    bot.lines.length = 0
  })

  for (const [answer, sent, updated] of OUTCOMES) {
    const { status, headers } = answer
    it(`the channel answers ${[status, ...Object.values(headers ?? {})].join(', ')}`, async () => {
      const { messenger } = bot.server
      const surface = placeOf(await messenger.send(surfaceOf(bot.connector), notice('0')))
      const place = surfaceOf(bot.connector, { conversationId: 'a:secret' })
      first(bot.connector, always({ ...answer, body: { error: { code: 'ACode', message: 'for a:secret' } } }))
      let requests = 0
      const { rule } = bot.connector
      bot.connector.rule = call => {
        requests++
        return rule(call)
      }
      assert.deepEqual(await messenger.send(place, notice('1')), sent)
      assert.equal(requests, requestsFor(answer))
      assert.deepEqual(await messenger.update(surface, notice('2')), updated)
      assert.deepEqual(shown(bot.connector, 'PUT'), [])
      // Each failure has one line with its status, without the conversation or the content.
      const levels = { refused: 'error', failed: 'warn', gone: 'info', shown: '' } as const
      const about = { status, code: 'ACode', channel: 'msteams', screen: 'notice' }
      const said = failures(bot.lines).filter(line => !('size' in line))
      assert.deepEqual(
        said,
        [sent, updated].map(({ result }) => ({ level: levels[result], ...about })),
      )
      assert.doesNotMatch(inspect(bot.lines, { depth: 9 }), /a:secret|a:1/)
    })
  }

  it('there is no answer, because nobody listens', async () => {
    const gone = await startBot()
    await gone.connector.close()
    const surface = { ...surfaceOf(gone.connector), activityId: 'message-1' }
    const failed = { result: 'failed', status: null }
    assert.deepEqual(await gone.server.messenger.send(surface, notice('1')), failed)
    assert.deepEqual(await gone.server.messenger.update(surface, notice('2')), failed)
    assert.deepEqual(
      failures(gone.lines).map(line => ('code' in line ? line.code : '')),
      ['ECONNREFUSED', 'ECONNREFUSED'],
    )
    await gone.close()
  })

  it('after passing failures it is retried, each try counted by the channel, and then shown', async () => {
    for (const status of [408, 412, 429, 500, 502, 503, 504]) {
      let tries = 0
      const answers = Array<Answer>(3).fill({ status, ...(status === 429 && { headers: again }) })
      bot.connector.rule = () => {
        tries++
        return answers.shift() ?? null
      }
      placeOf(await bot.server.messenger.send(surfaceOf(bot.connector), notice('patient')))
      assert.equal(tries, 4, `${status}`)
    }
    assert.deepEqual(failures(bot.lines), [])
  })

  it('an update of a message that does not exist sends nothing instead', async () => {
    const surface = { ...surfaceOf(bot.connector), activityId: 'never-sent' }
    const before = bot.connector.activities.length
    assert.deepEqual(await bot.server.messenger.update(surface, notice('1')), { result: 'gone' })
    assert.deepEqual(await bot.server.messenger.update(surfaceOf(bot.connector), notice('1')), { result: 'gone' })
    assert.equal(bot.connector.activities.length, before)
  })

  it('a card that is too large is drawn shorter, and becomes a notice only if that is too large as well', async () => {
    const tooLarge = { status: 413, body: { error: { code: 'MessageSizeTooBig' } } }
    const contents: unknown[] = []
    for (const answers of [[tooLarge], [tooLarge, tooLarge]]) {
      first(bot.connector, answers)
      const surface = placeOf(await bot.server.messenger.send(surfaceOf(bot.connector), notice('long')))
      const content = () =>
        bot.connector.activities.find(({ id }) => id === surface.activityId)?.activity.attachments?.[0]?.content
      contents.push(content())
      first(bot.connector, answers)
      assert.deepEqual(await bot.server.messenger.update(surface, notice('long')), { result: 'shown', surface })
      assert.deepEqual(content(), contents.at(-1))
    }
    const card = { type: 'AdaptiveCard', version: '1.5', execute: true }
    assert.deepEqual(contents, [
      { ...card, screen: notice('long'), size: 'short' },
      { ...card, screen: notice('notice.tooLarge') },
    ])
  })

  it('where messages cannot be changed, progress is skipped and everything else is sent', async () => {
    for (const status of [405, 501]) {
      const surface = placeOf(await bot.server.messenger.send(surfaceOf(bot.connector), notice('asked')))
      const before = bot.connector.calls.length
      bot.connector.rule = ({ method }) => (method === 'PUT' ? { status } : null)
      const progress = await bot.server.messenger.update(surface, inPhase('diagnosing'))
      assert.deepEqual(progress, { result: 'shown', surface })
      assert.equal(bot.connector.calls.length, before)
      const result = placeOf(await bot.server.messenger.update(surface, inPhase('diagnosed')))
      const made = bot.connector.calls.slice(before).map(({ method, activityId }) => [method, activityId])
      assert.deepEqual(made, [['POST', result.activityId]])
      bot.connector.rule = ({ method }) => ({ status: method === 'PUT' ? status : 403 })
      const delivery = await bot.server.messenger.update(surface, inPhase('diagnosed'))
      assert.deepEqual(delivery, { result: 'refused', status: 403 })
      bot.connector.rule = () => null
    }
  })

  it('a card that cannot be drawn is logged, and nobody is left waiting', async () => {
    const broken = await startBot({}, { view: { ...view, card: () => assert.fail('a hole in a template') } })
    const failed = { result: 'failed', status: null }
    assert.deepEqual(await broken.server.messenger.send(surfaceOf(broken.connector), notice('1')), failed)
    assert.equal(broken.lines[0]?.details.err?.message, 'a hole in a template')
    await broken.close()
  })
})

describe('opening the personal chat of somebody', () => {
  const tenantId = '2b7f0f5e-52f4-4f0e-8b39-5a5a6a1f5d11'
  const person = { tenantId, aadObjectId: '5f1a3c1e-7b1d-4d0a-9a55-0c6f2f1b0a20' }
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())
  afterEach(() => {
    bot.connector.rule = () => null
  })

  const here = (): Surface => ({
    ...surfaceOf(bot.connector),
    activityId: 'message-7',
    conversationType: 'channel',
    tenantId,
  })

  it('names the person by the Entra object id, and returns a place for a separate card', async () => {
    const surface = await bot.server.messenger.openPersonal(person, here())
    const [call] = bot.connector.calls
    assert.deepEqual(call?.opened, {
      isGroup: false,
      bot: { id: '28:bot', name: 'Pending Send' },
      members: [{ id: person.aadObjectId, name: '' }],
      tenantId,
      channelData: { tenant: { id: tenantId } },
    })
    const { activityId: _, ...place } = here()
    const chat = { conversationId: call?.conversationId, conversationType: 'personal', audience: 'sender' }
    assert.deepEqual(surface, { ...place, ...chat })
    const shown = surface && placeOf(await bot.server.messenger.send(surface, notice('asked')))
    assert.equal(bot.connector.activities.at(-1)?.id, shown?.activityId)
    assert.equal(bot.connector.activities.at(-1)?.conversationId, call?.conversationId)
  })

  it('is the same for everybody: nothing of who wrote in that conversation is taken over', async () => {
    const theirs = { onlyFor: { id: '29:somebody', name: 'Somebody' }, timeZone: 'Asia/Tokyo' }
    const surface = await bot.server.messenger.openPersonal(person, { ...here(), ...theirs })
    const { activityId: _, ...place } = here()
    const chat = { conversationId: surface?.conversationId, conversationType: 'personal', audience: 'sender' }
    assert.deepEqual(surface, { ...place, ...chat })
  })

  it('has no result if the app is not installed for them', async () => {
    for (const status of [400, 403, 404]) {
      first(bot.connector, [{ status, body: { error: { code: 'ForbiddenOperationException' } } }])
      assert.equal(await bot.server.messenger.openPersonal(person, here()), null, `${status}`)
    }
  })

  it('is not tried in another tenant, nor on a channel without identities', async () => {
    const before = bot.connector.calls.length
    for (const place of [{ tenantId: null }, { tenantId: 'another' }, { channelId: 'webchat' }]) {
      assert.equal(await bot.server.messenger.openPersonal(person, { ...here(), ...place }), null)
    }
    assert.equal(bot.connector.calls.length, before)
  })

  it('fails when the channel does not work, after as many tries as a message has; the log says how', async () => {
    first(bot.connector, Array<Answer>(4).fill({ status: 503, headers: again }))
    await assert.rejects(bot.server.messenger.openPersonal(person, here()), { statusCode: 503 })
    assert.deepEqual(failures(bot.lines).at(-1), {
      ...{ level: 'warn', status: 503, code: 'ConnectorError', channel: 'msteams', screen: 'new chat' },
    })
  })
})
