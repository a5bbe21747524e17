import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { createLog } from '../../../src/log.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import { activity, cardOf, invoke, type Place, postActivity, submit } from '../activities.js'
import type { SentActivity } from '../connector.js'
import { shownBy } from '../harness.js'
import { CONNECTION, CONSENT, chatOf, codeAt, proofOf, type SignInBot, startSignInBot } from './signingIn.js'

const OAUTH_CARD = 'application/vnd.microsoft.card.oauth'

interface OAuthCard {
  readonly connectionName: string
  readonly tokenExchangeResource: { readonly id: string; readonly uri: string }
  readonly buttons: readonly { readonly type: string; readonly value: string }[]
}

let simulator: Simulator
let bot: SignInBot
let chat: Place
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())
beforeEach(async () => {
  bot = await startSignInBot(simulator)
  chat = chatOf(bot, 'sara', simulator)
})
afterEach(async () => {
  await bot.close()
  for (const key of ['sara', 'omar']) simulator.tokens.signOut(`29:${key}`, CONNECTION, 'msteams')
})

const tokenOf = (key: string) => simulator.entra.issueUserToken(objectIdOf(key))

/** A click of a client without Action.Execute on a card; resolves to the OAuth card that it was sent, if any. */
async function clicked(place: Place): Promise<{ readonly card: string; readonly oauth: OAuthCard | undefined }> {
  await postActivity(bot.url, submit(place, CONSENT))
  const card = bot.connector.activities.find(({ activity }) => attachmentOf(activity)?.contentType !== OAUTH_CARD)
  await postActivity(bot.url, submit(place, { ...CONSENT }, card?.id))
  const sent = bot.connector.activities.findLast(({ activity }) => attachmentOf(activity)?.contentType === OAUTH_CARD)
  return { card: card?.id ?? '', oauth: sent && (attachmentOf(sent.activity)?.content as OAuthCard) }
}

function attachmentOf({ attachments }: SentActivity) {
  return attachments?.[0]
}

/** What the person's client answers to the card. */
function exchange(place: Place, card: OAuthCard, changes: object) {
  const { connectionName, tokenExchangeResource } = card
  const value = { id: tokenExchangeResource.id, connectionName, ...changes }
  return postActivity(bot.url, activity(place, { type: 'invoke', name: 'signin/tokenExchange', value, replyToId: 'o' }))
}

function shownOn(card: string): string {
  const message = bot.connector.activities.find(({ id }) => id === card)
  return shownBy(message && attachmentOf(message.activity)?.content)
}

describe('a click without Action.Execute, in Teams', () => {
  it('is followed by an OAuth card, and carried out when a client answers it', async () => {
    const { card, oauth } = await clicked(chat)
    assert.ok(oauth)
    assert.equal(oauth.connectionName, CONNECTION)
    assert.equal(oauth.tokenExchangeResource.uri, `api://botid-${simulator.clientId}`)
    assert.equal(oauth.buttons[0]?.type, 'signin')
    assert.equal(shownOn(card), 'signIn')

    const answer = await exchange(chat, oauth, { token: tokenOf('sara') })
    assert.equal(answer.status, 200)
    await bot.connector.waitFor(({ method, activity }) => method === 'PUT' && /"done"/.test(JSON.stringify(activity)))
    assert.equal(shownOn(card), 'done')
    assert.deepEqual(
      bot.carriedOut().map(({ data }) => data),
      [CONSENT],
    )
  })

  it('is carried out once when two clients of the person answer at the same time', async () => {
    const { oauth } = await clicked(chat)
    assert.ok(oauth)
    const answers = await Promise.all([1, 2].map(() => exchange(chat, oauth, { token: tokenOf('sara') })))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    )
    await bot.server.close()
    assert.equal(bot.carriedOut().length, 1)
    const shown = bot.connector.calls.filter(({ method }) => method === 'PUT').slice(-2)
    const notices = shown.map(({ activity }) => shownBy(activity && attachmentOf(activity)?.content))
    assert.deepEqual(notices.toSorted(), ['done', 'stale'])
  })

  it('is not carried out with an invalid token: the client then shows the manual sign-in', async () => {
    const { oauth } = await clicked(chat)
    assert.ok(oauth)
    for (const changes of [{ token: 'nothing' }, { token: tokenOf('sara'), connectionName: 'another' }]) {
      const { status, body } = await exchange(chat, oauth, changes)
      const { id, failureDetail } = body as { id: string; failureDetail: string }
      assert.deepEqual([status, id], [412, oauth.tokenExchangeResource.id])
      assert.ok(failureDetail)
    }
    assert.equal((await exchange(chat, oauth, {})).status, 400)
    await bot.server.close()
    assert.deepEqual(bot.carriedOut(), [])
  })

  it('is not carried out by the client of somebody else, who never clicked', async () => {
    const { oauth } = await clicked(chat)
    assert.ok(oauth)
    const before = bot.consents.length
    const omar = { ...chatOf(bot, 'omar', simulator), conversationId: 'conversation-of-29:sara' }
    assert.equal((await exchange(omar, oauth, { token: tokenOf('omar') })).status, 200)
    await bot.server.close()
    assert.equal(bot.consents.length, before)
  })

  it('is not carried out for an id that the bot did not issue', async () => {
    const { oauth } = await clicked(chat)
    assert.ok(oauth)
    const before = bot.consents.length
    const others = [
      '',
      'a-guid',
      Buffer.from('{"by":1}').toString('base64url'),
      Buffer.from('null').toString('base64url'),
    ]
    for (const id of others) assert.equal((await exchange(chat, oauth, { id, token: tokenOf('sara') })).status, 200)
    await bot.server.close()
    assert.equal(bot.consents.length, before)
  })

  it('shows how to sign in even if the OAuth card cannot be sent', async () => {
    const { card } = await clicked(chat)
    bot.connector.rule = ({ activity: sent }) =>
      sent && attachmentOf(sent)?.contentType === OAUTH_CARD ? { status: 403 } : null
    const before = bot.connector.calls.length
    await postActivity(bot.url, submit(chat, CONSENT, card))
    const made = bot.connector.calls.slice(before)
    assert.deepEqual(
      made.map(({ method, activityId }) => [method, activityId]),
      [['PUT', card]],
    )
    assert.equal(shownOn(card), 'signIn')
  })

  it('has no OAuth card in a conversation of several people, where every client would answer it', async () => {
    for (const conversationType of ['groupChat', 'channel'] as const) {
      const { oauth } = await clicked({ ...chat, conversationType, conversationId: conversationType })
      assert.equal(oauth, undefined)
    }
  })
})

describe('a manual sign-in in a Teams window', () => {
  const verify = (value: object) =>
    postActivity(bot.url, activity(chat, { type: 'invoke', name: 'signin/verifyState', value }))

  it('is completed with its code, and the next click needs nothing more', async () => {
    const { oauth } = await clicked(chat)
    const state = await codeAt(oauth?.buttons[0]?.value ?? '', 'sara')
    assert.equal((await verify({ state: state === '123456' ? '654321' : '123456' })).status, 404)
    assert.equal((await verify({ state })).status, 200)
    assert.equal(shownBy(cardOf(await postActivity(bot.url, invoke(chat, CONSENT)))), 'done')
  })

  it('that was abandoned is answered, too', async () => {
    assert.equal((await verify({ state: 'CancelledByUser' })).status, 200)
    assert.equal((await verify({})).status, 200)
  })

  it('that failed in the client leaves its code in the log, and nothing else', async () => {
    const fail = (value: unknown) =>
      postActivity(bot.url, activity(chat, { type: 'invoke', name: 'signin/failure', value }))
    assert.equal((await fail({ code: 'resourcematchfailed', message: 'for sara@contoso.com' })).status, 200)
    assert.equal((await fail({ code: 'a secret: 1' })).status, 200)
    assert.equal((await fail(null)).status, 200)
    const told = bot.lines.flatMap(({ details }) => ('code' in details ? [details.code] : []))
    assert.deepEqual(told, ['resourcematchfailed', 'unknown', 'unknown'])
  })
})

describe('the log', () => {
  it('contains no token, code or link, however somebody signs in', async () => {
    const secrets: string[] = []
    const keep = (secret: string) => {
      secrets.push(secret)
      return secret
    }
    const { oauth } = await clicked(chat)
    assert.ok(oauth)
    const link = keep(oauth.buttons[0]?.value ?? '')
    const code = keep(await codeAt(link, 'sara'))
    await postActivity(bot.url, submit(chat, { ...CONSENT, code: keep('987654') }))
    await exchange(chat, oauth, { token: keep(`${tokenOf('sara')}x`) })
    await postActivity(bot.url, invoke(chat, CONSENT, undefined, { state: keep('456789') }))
    await postActivity(bot.url, invoke(chat, CONSENT, undefined, proofOf(keep(tokenOf('omar')))))
    await postActivity(bot.url, invoke(chat, { ...CONSENT, code }))
    bot.connector.rule = () => ({ status: 403 })
    await postActivity(bot.url, submit(chat, { ...CONSENT, code: keep('192837') }))
    await exchange(chat, oauth, { token: keep(tokenOf('sara')) })
    await bot.server.close()
    assert.ok(bot.lines.some(({ message }) => message === 'The channel refused a message'))

    const written: string[] = []
    const log = createLog({ level: 'trace' }, { write: line => void written.push(line) })
    for (const { level, details, message } of bot.lines) log[level](details, message)
    const raw = bot.lines.map(({ details, message }) => inspect({ ...details, err: String(details.err), message }))
    for (const secret of secrets) assert.ok(secret !== '' && !`${raw}${written}`.includes(secret), secret)
  })
})
