import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import type { Surface } from '../../src/domain/case/case.js'
import {
  ALEX,
  activity,
  BOT,
  cardOf,
  installed,
  invoke,
  membersAdded,
  message,
  postActivity,
  submit,
  TENANT,
} from './activities.js'
import { type Bot, notice, placeOf, shownBy, startBot } from './harness.js'

/** A place as the application knows it. */
async function surfaceIn({ url, calls }: Bot, place: Parameters<typeof message>[0]): Promise<Surface> {
  await postActivity(url, message(place, 'hi'))
  return calls[0]?.incoming.surface ?? assert.fail('nothing arrived')
}

describe('what the bot makes of an activity', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())

  /** The application calls that an activity leads to, and its answer. */
  async function post(body: Record<string, unknown>) {
    const from = bot.calls.length
    const answer = await postActivity(bot.url, body)
    return { answer, calls: bot.calls.slice(from) }
  }

  it('a message: who, where and what', async () => {
    const body = message({ ...bot, locale: 'de-DE' }, 'my mail is stuck')
    const { answer, calls } = await post(body)
    assert.equal(answer.status, 200)
    assert.deepEqual(calls, [
      {
        what: 'say',
        text: 'my mail is stuck',
        attachment: false,
        incoming: {
          activity: body.id,
          by: { id: ALEX.id, name: ALEX.name, channelId: 'msteams', tenantId: TENANT, aadObjectId: ALEX.aadObjectId },
          surface: {
            audience: 'user',
            channelId: 'msteams',
            conversationId: `conversation-of-${ALEX.id}`,
            conversationType: 'personal',
            serviceUrl: bot.connector.url,
            tenantId: TENANT,
            botId: BOT.id,
            botName: BOT.name,
            locale: 'de-DE',
            execute: true,
          },
        },
      },
    ])
  })

  it('"Diagnose this message": its text, answered with a dialog; anything else of that kind is not ours', async () => {
    const dialog = (value: object) => activity(bot, { type: 'invoke', name: 'composeExtension/fetchTask', value })
    const content = '<p>ErrorCode: 0x8004480D</p>'
    const asked = { commandId: 'diagnoseMessage', messagePayload: { body: { contentType: 'html', content } } }
    const { answer, calls } = await post(dialog(asked))
    assert.deepEqual([calls[0]?.what, calls[0]?.text], ['readMessage', content])
    const { task } = answer.body as { task: { type: string; value: { card: { content: unknown } } } }
    assert.equal(task.type, 'continue')
    assert.equal(shownBy(task.value.card.content), 'read')
    const original = JSON.stringify({ originalMessageContent: '<p>From: sara@contoso.com</p>' })
    const attachments = [
      { contentType: 'forwardedMessageReference', content: original },
      { contentType: 'forwardedMessageReference', content: 'no JSON' },
      { contentType: 'reference', contentUrl: 'https://contoso.sharepoint.com/a.docx' },
    ]
    const forwarded = { ...asked, messagePayload: { ...asked.messagePayload, attachments } }
    const { calls: read } = await post(dialog(forwarded))
    assert.equal(read[0]?.text, `${content}<br><p>From: sara@contoso.com</p>`, 'a message that was forwarded')
    for (const other of [{ commandId: 'else' }, { ...asked, messagePayload: {} }, {}]) {
      const { answer: refused, calls: none } = await post(dialog(other))
      assert.deepEqual([refused.status, none], [501, []])
    }
  })

  it('properties that are null or empty count as left out', async () => {
    const TEXTS = ['id', 'locale', 'text', 'name', 'action', 'replyToId']
    const LISTS = ['membersAdded', 'attachments', 'entities', 'value']
    const without = (names: readonly string[], nothing: '' | null) =>
      Object.fromEntries(names.map(name => [name, nothing]))
    for (const nothing of ['', null] as const) {
      const left = { ...without(TEXTS, nothing), ...without(LISTS, null), from: { ...ALEX, name: nothing } }
      const { answer, calls } = await post({ ...message(bot, 'hi'), ...left })
      assert.deepEqual([answer.status, calls[0]?.text, calls[0]?.incoming.by.name], [200, '', ''])
      assert.equal(calls[0]?.incoming.activity, undefined)
      assert.equal((await post({ ...activity(bot, { type: 'invoke' }), ...left })).answer.status, 501)
    }
  })

  it('an id that is no text is refused, because cases remember it', async () => {
    for (const id of [7, {}, ['a']]) {
      const { answer, calls } = await post({ ...message(bot, 'hi'), id })
      assert.deepEqual([answer.status, calls], [400, []])
    }
  })

  it('an object id that is not a GUID is not an identity', async () => {
    const from = { ...ALEX, aadObjectId: '00000000-0000-0000-0000-0000000000020' }
    const { calls } = await post(message({ ...bot, from }, 'hi'))
    assert.equal(calls[0]?.incoming.by.aadObjectId, null)
  })

  it('a tenant and an object id are mere claims outside Teams, so they identify nobody', async () => {
    const claims = { channelData: { tenant: { id: TENANT } }, conversation: { id: 'claimed', tenantId: TENANT } }
    for (const channelId of ['directline', 'webchat', 'emulator', 'MSTEAMS', 'msteams-']) {
      const { calls } = await post(message({ ...bot, channelId }, 'hi', claims))
      const { by, surface } = calls[0]!.incoming
      assert.deepEqual([by.channelId, by.tenantId, by.aadObjectId], [channelId, null, null])
      assert.equal(surface.tenantId, null)
    }
  })

  it('nor is a person of a tenant other than the conversation’s served', async () => {
    const from = { ...ALEX, tenantId: '99999999-9999-4999-8999-999999999999' }
    const { answer, calls } = await post({ ...message(bot, 'stuck'), from })
    assert.deepEqual([answer.status, calls.length], [400, 0])
  })

  it('the tenant in channelData alone is enough, two that differ are refused', async () => {
    const alone = { conversation: { id: 'alone' }, channelData: { tenant: { id: TENANT.toUpperCase() } } }
    const { calls } = await post(message(bot, 'hi', alone))
    assert.equal(calls[0]?.incoming.by.tenantId, TENANT)
    const other = { channelData: { tenant: { id: '9e2d5b5c-1f7c-4c9e-8a33-0d6f6a5b7c21' } } }
    const refused = await post(message(bot, 'hi', other))
    assert.deepEqual([refused.answer.status, refused.calls], [400, []])
  })

  it('an invalid locale becomes English', async () => {
    const { calls } = await post(message({ ...bot, locale: 'not a locale' }, 'hi'))
    assert.equal(calls[0]?.incoming.surface.locale, 'en-US')
  })

  it('a channel without conversation types and without Action.Execute', async () => {
    const { calls } = await post(message({ ...bot, channelId: 'webchat', conversationType: null }, 'hi'))
    const surface = calls[0]?.incoming.surface
    assert.deepEqual([surface?.conversationType, surface?.execute, surface?.tenantId], ['personal', false, null])
  })

  it('every mention of the bot is taken out, others stay', async () => {
    const at = (id: string, name: string) => ({ type: 'mention', text: `<at>${name}</at>`, mentioned: { id, name } })
    const text = '<at>Pending Send</at>&nbsp;mail of <at>Megan</at> &amp;lt; <at>Pending Send</at>\n'
    const entities = [{ type: 'clientInfo' }, { type: 'mention' }, at(BOT.id, 'Pending Send'), at('29:megan', 'Megan')]
    const { calls } = await post(message({ ...bot, conversationType: 'groupChat' }, text, { entities }))
    assert.equal(calls[0]?.text, 'mail of <at>Megan</at> &lt;')
    assert.equal(calls[0]?.incoming.surface.conversationType, 'groupChat')
  })

  it('endless mentions count as one, and a blank one as none', async () => {
    const at = (text: string) => ({ type: 'mention', text, mentioned: { id: BOT.id, name: 'Pending Send' } })
    const entities = [
      ...Array.from({ length: 400 }, () => at(' ')),
      ...Array.from({ length: 400 }, () => at('<at>P</at>')),
    ]
    const { calls } = await post(message(bot, '<at>P</at> my mail is stuck', { entities }))
    assert.equal(calls[0]?.text, 'my mail is stuck')
    const tooMany = await post(message(bot, 'stuck', { entities: Array.from({ length: 1001 }, () => at('x')) }))
    assert.deepEqual([tooMany.answer.status, tooMany.calls.length], [400, 0])
    assert.equal((await post(message(bot, 'stuck', { entities: 'none' }))).answer.status, 400)
  })

  it('a thread is never a personal chat', async () => {
    const body = message(bot, 'stuck')
    const conversation = { id: '19:abc@thread.v2', tenantId: TENANT }
    const { calls } = await post({ ...body, conversation })
    assert.equal(calls[0]?.incoming.surface.conversationType, 'groupChat')
  })

  it('a channel: the answer goes to the thread', async () => {
    const conversationId = '19:general@thread.tacv2;messageid=1700000000000'
    const { calls } = await post(message({ ...bot, conversationType: 'channel', conversationId }, 'stuck'))
    const { surface } = calls[0]!.incoming
    assert.equal(surface.conversationType, 'channel')
    await bot.server.messenger.send(surface, notice('threaded'))
    const { conversationId: sentTo } = await bot.connector.waitFor(({ activity }) =>
      /threaded/.test(activity?.summary ?? ''),
    )
    assert.equal(sentTo, conversationId)
  })

  it('10,000 characters and control characters arrive as they are', async () => {
    const text = `${'x'.repeat(9_999)}\u0007y`
    const { calls } = await post(message(bot, text))
    assert.equal(calls[0]?.text, text)
  })

  it('the HTML copy of a formatted message is not an attachment, but a file is', async () => {
    const html = { contentType: 'text/html', content: '<p>hi</p>' }
    const file = { contentType: 'application/vnd.microsoft.teams.file.download.info', name: 'mail.eml' }
    const formatted = await post(message(bot, 'hi', { attachments: [html] }))
    assert.deepEqual([formatted.calls[0]?.text, formatted.calls[0]?.attachment], ['hi', false])
    const only = await post(activity(bot, { type: 'message', attachments: [html, file] }))
    assert.deepEqual([only.calls[0]?.text, only.calls[0]?.attachment], ['', true])
  })

  it('Teams sends two activities when the bot is added: one greeting', async () => {
    const first = await post(installed(bot))
    const second = await post(membersAdded(bot, [BOT.id]))
    const third = await post(membersAdded(bot, [ALEX.id]))
    assert.deepEqual(
      [...first.calls, ...second.calls, ...third.calls].map(({ what }) => what),
      ['greet'],
    )
  })

  it('a channel without installationUpdate: greeted once, when the bot joins', async () => {
    const place = { ...bot, channelId: 'webchat' }
    const joined = await post(membersAdded(place, [BOT.id, ALEX.id]))
    const person = await post(membersAdded(place, [ALEX.id]))
    assert.deepEqual(
      [...joined.calls, ...person.calls].map(({ what }) => what),
      ['greet'],
    )
  })

  it('other activities are ignored', async () => {
    for (const type of ['typing', 'endOfConversation', 'messageReaction', 'event', 'somethingNew']) {
      const { answer, calls } = await post(activity(bot, { type }))
      assert.deepEqual([answer.status, calls.length], [200, 0], type)
    }
    const removed = await post(activity(bot, { type: 'installationUpdate', action: 'remove' }))
    assert.deepEqual([removed.answer.status, removed.calls.length], [200, 0])
  })

  it('a click is answered with the next card', async () => {
    const { answer, calls } = await post(invoke(bot, { verb: 'answer', value: 'contoso' }, 'message-7'))
    assert.equal(shownBy(cardOf(answer)), 'clicked')
    assert.deepEqual(calls[0]?.data, { verb: 'answer', value: 'contoso' })
    assert.equal(calls[0]?.incoming.surface.activityId, 'message-7')
  })

  it('a click whose answer belongs beside the card leaves the card as it is, also without Action.Execute', async () => {
    const beside = await startBot({ click: async () => ({ ...notice('gone'), beside: true }) as Screen })
    const place = { ...beside, channelId: 'webchat' }
    const surface = await surfaceIn(beside, place)
    const { activityId } = placeOf(await beside.server.messenger.send(surface, notice('the card')))
    const { status, body } = await postActivity(beside.url, invoke(place, { verb: 'answer' }, activityId))
    const type = 'application/vnd.microsoft.activity.message'
    assert.deepEqual([status, body], [200, { statusCode: 200, type, value: 'gone in en-US' }])
    await postActivity(beside.url, submit(place, { verb: 'answer' }, activityId))
    assert.deepEqual(
      beside.connector.activities.map(({ activity: { attachments } }) => shownBy(attachments?.[0]?.content)),
      ['the card', 'gone'],
    )
    await beside.close()
  })

  it('a malformed click reaches the application and is answered with a card', async () => {
    for (const value of [undefined, null, 'text', 7, [], {}, { action: null }, { action: { data: [1] } }]) {
      const { answer, calls } = await post(activity(bot, { type: 'invoke', name: 'adaptiveCard/action', value }))
      assert.equal(shownBy(cardOf(answer)), 'clicked')
      assert.equal(calls.length, 1)
    }
  })

  it('an unknown invoke is answered as the Bot Framework does', async () => {
    const { answer, calls } = await post(activity(bot, { type: 'invoke', name: 'task/fetch', value: {} }))
    assert.deepEqual([answer.status, calls.length], [501, 0])
  })

  it('Action.Submit: the clicked message becomes the next card', async () => {
    const place = { ...bot, channelId: 'webchat' }
    const { calls } = await post(message(place, 'hi'))
    const { activityId } = placeOf(await bot.server.messenger.send(calls[0]!.incoming.surface, notice('asked')))
    const { calls: clicks } = await post(submit(place, { verb: 'answer' }, activityId))
    assert.deepEqual([clicks[0]?.what, clicks[0]?.data], ['click', { verb: 'answer' }])
    const message_ = bot.connector.activities.find(({ id }) => id === activityId)
    assert.equal(shownBy(message_?.activity.attachments?.[0]?.content), 'clicked')
  })

  it('Action.Submit where messages cannot be changed: the next card is a new message', async () => {
    bot.connector.rule = ({ method }) => (method === 'PUT' ? { status: 405 } : null)
    const conversationId = 'fixed-messages'
    await post(submit({ ...bot, channelId: 'directline', conversationId }, { verb: 'start' }, 'old'))
    bot.connector.rule = () => null
    const shown = bot.connector.activities.filter(message_ => message_.conversationId === conversationId)
    assert.deepEqual(
      shown.map(({ activity: { attachments } }) => shownBy(attachments?.[0]?.content)),
      ['clicked'],
    )
  })
})

describe('when the application fails', () => {
  const secret = 'password of the store'
  const fail = () => Promise.reject(new Error(secret))
  let bot: Bot
  before(async () => {
    bot = await startBot({ say: fail, click: fail, greet: fail })
  })
  after(() => bot.close())

  it('a click becomes a notice; the error is in the log only', async () => {
    const answer = await postActivity(bot.url, invoke(bot, { verb: 'start' }))
    assert.equal(shownBy(cardOf(answer)), 'notice.failed')
    assert.doesNotMatch(answer.text, /password/)
    assert.equal(bot.lines.at(-1)?.details.err?.message, secret)
  })

  it('a message is answered with a notice', async () => {
    const answer = await postActivity(bot.url, message(bot, 'hi'))
    assert.deepEqual([answer.status, answer.text], [200, ''])
    const [shown] = bot.connector.activities
    assert.equal(shownBy(shown?.activity.attachments?.[0]?.content), 'notice.failed')
    assert.doesNotMatch(JSON.stringify(bot.connector.calls), /password/)
  })

  it('and if even that cannot be sent, the channel gets its answer', async () => {
    bot.connector.rule = () => ({ status: 403, body: { error: { code: 'BotNotInConversationRoster' } } })
    const answer = await postActivity(bot.url, message(bot, 'hi'))
    assert.equal(answer.status, 200)
    assert.equal(bot.lines.at(-1)?.level, 'error')
  })
})
