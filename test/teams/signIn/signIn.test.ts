import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { inspect } from 'node:util'
import type { Screen } from '../../../src/app/ports.js'
import { type Handler, serve } from '../../simulator/http.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import type { Demand } from '../../simulator/seeds/demands.js'
import { cardOf, invoke, message, type Place, postActivity, type SignedIn, submit } from '../activities.js'
import { notice, placeOf, shownBy, startBot } from '../harness.js'
import { CONNECTION, CONSENT, chatOf, codeAt, proofOf, type SignInBot, startSignInBot } from './signingIn.js'

type SignInScreen = Extract<Screen, { kind: 'signIn' }>

interface LoginRequest {
  readonly statusCode: number
  readonly type: string
  readonly value: {
    readonly text: string
    readonly connectionName: string
    readonly tokenExchangeResource: { readonly uri: string }
    readonly buttons: readonly { readonly title: string; readonly type: string; readonly value: string }[]
  }
}

let simulator: Simulator
let bot: SignInBot
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

const USER = '29:sara'
const tokenOf = (key: string) => simulator.entra.issueUserToken(objectIdOf(key))
const screenOn = (card: unknown) => (card as { screen: SignInScreen }).screen

async function click(place: Place, data: object = CONSENT, signedIn: SignedIn = {}) {
  return postActivity(bot.url, invoke(place, data, 'message-1', signedIn))
}

function forgetSara(): void {
  simulator.tokens.signOut(USER, CONNECTION, 'msteams')
  simulator.entra.demand(objectIdOf('sara'), null)
}

describe('in Teams, a click that needs a sign-in', () => {
  let chat: Place
  beforeEach(async () => {
    bot = await startSignInBot(simulator)
    chat = chatOf(bot, 'sara', simulator)
  })
  afterEach(async () => {
    await bot.close()
    forgetSara()
  })

  async function requested(): Promise<LoginRequest> {
    const { status, body } = await click(chat)
    assert.equal(status, 200)
    return body as LoginRequest
  }

  it('is answered with a login request, and carried out when it comes again with a token', async () => {
    const { statusCode, type, value } = await requested()
    assert.deepEqual([statusCode, type], [401, 'application/vnd.microsoft.activity.loginRequest'])
    assert.deepEqual([value.text, value.connectionName], ['signIn.request.text in en-US', CONNECTION])
    assert.equal(value.tokenExchangeResource.uri, `api://botid-${simulator.clientId}`)
    const [button] = value.buttons
    assert.deepEqual([button?.type, button?.title], ['signin', 'signIn.request.button in en-US'])
    assert.ok(button?.value.startsWith(`${simulator.tokenServiceUrl}/signin?`))
    assert.equal(bot.carriedOut().length, 0)

    const answer = await click(chat, CONSENT, proofOf(tokenOf('sara')))
    assert.equal(shownBy(cardOf(answer)), 'done')
    assert.deepEqual(
      bot.carriedOut().map(({ data }) => data),
      [CONSENT],
    )
    const signer = bot.signerOf(bot.consents[0]!.incoming)
    assert.equal(simulator.entra.verify((await bot.server.assertionOf?.(signer)) ?? '')?.oid, objectIdOf('sara'))
  })

  it('is refused with 412 when the token is invalid, and the application is not called', async () => {
    for (const token of ['nothing', `${tokenOf('sara')}x`]) {
      const { status, body } = await click(chat, CONSENT, proofOf(token))
      const { value, ...answer } = body as LoginRequest & { value: { code: string } }
      assert.equal(status, 200)
      assert.deepEqual(answer, { statusCode: 412, type: 'application/vnd.microsoft.error.preconditionFailed' })
      assert.equal(value.code, '412')
    }
    simulator.entra.demand(objectIdOf('sara'), 'consent')
    const { body } = await click(chat, CONSENT, proofOf(tokenOf('sara')))
    assert.equal((body as LoginRequest).statusCode, 412)
    assert.deepEqual(bot.consents, [])
  })

  it('is carried out when it comes again with the code of a manual sign-in, and with no other', async () => {
    const { value } = await requested()
    const state = await codeAt(value.buttons[0]!.value, 'sara')
    const wrong = state === '123456' ? '654321' : '123456'
    assert.equal(((await click(chat, CONSENT, { state: wrong })).body as LoginRequest).statusCode, 412)
    assert.equal(shownBy(cardOf(await click(chat, CONSENT, { state }))), 'done')
    assert.equal(bot.carriedOut().length, 1)
  })

  it('shows how to sign in after the window was closed, instead of opening it again', async () => {
    const screen = screenOn(cardOf(await click(chat, CONSENT, { state: 'CancelledByUser' })))
    assert.deepEqual([screen.kind, screen.need, Boolean(screen.link)], ['signIn', 'signIn', true])
  })

  it('is asked for a token again after the last one ended', async () => {
    simulator.tokens.signIn(USER, CONNECTION, 'msteams', 'sara')
    simulator.entra.demand(objectIdOf('sara'), 'expired')
    const before = simulator.tokens.count()
    assert.equal((await requested()).statusCode, 401)
    assert.equal(simulator.tokens.count(), before - 1)
    simulator.entra.demand(objectIdOf('sara'), null)
    assert.equal(shownBy(cardOf(await click(chat, CONSENT, proofOf(tokenOf('sara'))))), 'done')
  })

  it('is not asked for a token repeatedly while none is good enough', async () => {
    simulator.entra.demand(objectIdOf('sara'), 'expired')
    assert.equal((await requested()).statusCode, 401)
    const screen = screenOn(cardOf(await click(chat, CONSENT, proofOf(tokenOf('sara')))))
    assert.deepEqual([screen.kind, screen.need], ['signIn', 'expired'])
    assert.ok(screen.link)
  })

  const byHand: readonly Demand[] = ['consent', 'proof', 'declined']
  for (const demand of byHand) {
    it(`shows how to sign in again when only the person can help: ${demand}`, async () => {
      simulator.tokens.signIn(USER, CONNECTION, 'msteams', 'sara')
      simulator.entra.demand(objectIdOf('sara'), demand)
      const before = simulator.tokens.count()
      const screen = screenOn(cardOf(await click(chat)))
      assert.deepEqual([screen.need, screen.plan], [demand, CONSENT.value])
      assert.equal(simulator.tokens.count(), before - 1)
      const code = await codeAt(screen.link ?? '', 'sara')
      assert.equal(shownBy(cardOf(await click(chat, { ...CONSENT, code }))), 'done')
    })
  }

  it('does not take the token of somebody else', async () => {
    const screen = screenOn(cardOf(await click(chat, CONSENT, proofOf(tokenOf('admin')))))
    assert.deepEqual([screen.need, bot.carriedOut()], ['otherPerson', []])
    const code = await codeAt(screen.link ?? '', 'sara')
    assert.equal(shownBy(cardOf(await click(chat, { ...CONSENT, code }))), 'done')
  })

  it('is done at once by somebody who signed in earlier', async () => {
    simulator.tokens.signIn(USER, CONNECTION, 'msteams', 'sara')
    assert.equal(shownBy(cardOf(await click(chat))), 'done')
  })
})

describe('without single sign-on, a click that needs a sign-in', () => {
  let chat: Place
  beforeEach(async () => {
    bot = await startSignInBot(simulator, { signIn: { singleSignOn: false } })
    chat = chatOf(bot, 'sara', simulator)
  })
  afterEach(async () => {
    await bot.close()
    forgetSara()
  })

  it('shows a link, says when the code is wrong, and is carried out with the right one', async () => {
    const { link = '' } = screenOn(cardOf(await click(chat)))
    const code = await codeAt(link, 'sara')
    const wrong = code === '123456' ? '654321' : '123456'
    const again = screenOn(cardOf(await click(chat, { ...CONSENT, code: wrong })))
    assert.deepEqual([again.need, again.note], ['signIn', { key: 'signIn.codeWrong' }])
    assert.ok(again.link)
    assert.equal(
      shownBy(cardOf(await click(chat, { ...CONSENT, code: ` ${code.slice(0, 3)} ${code.slice(3)} ` }))),
      'done',
    )
  })

  it('accepts the code typed in the chat, and no other six digits', async () => {
    const { link = '' } = screenOn(cardOf(await click(chat)))
    const code = await codeAt(link, 'sara')
    const said = bot.calls.length
    await postActivity(bot.url, message(chat, code === '123456' ? '654321' : '123456'))
    assert.equal(bot.calls.length, said + 1, 'a word like any other')
    await postActivity(bot.url, message(chat, code))
    const { what, text } = bot.calls.at(-1) ?? {}
    assert.deepEqual([bot.calls.length, what, text], [said + 2, 'signedIn', undefined], 'the application never sees it')
    assert.equal(shownBy(cardOf(await click(chat))), 'done')
  })

  it('does not mention a wrong code if none was typed', async () => {
    for (const code of ['', '  ', null, 7.5, {}]) {
      const { note } = screenOn(cardOf(await click(chat, code === 7.5 ? CONSENT : { ...CONSENT, code })))
      assert.equal(note, undefined)
    }
  })

  it('keeps the code from the application', async () => {
    await click(chat, { ...CONSENT, code: '123456' })
    assert.deepEqual(bot.consents[0]?.data, CONSENT)
  })

  it('works with Action.Submit: the card is replaced, and nothing more is sent', async () => {
    const card = placeOf(await bot.server.messenger.send(surfaceOf(), notice('offered'))).activityId ?? ''
    await postActivity(bot.url, submit(chat, CONSENT, card))
    const link = screenOn(bot.connector.activities[0]?.activity.attachments?.[0]?.content).link ?? ''
    const code = await codeAt(link, 'sara')
    await postActivity(bot.url, submit(chat, { ...CONSENT, code }, card))
    assert.equal(shownBy(bot.connector.activities[0]?.activity.attachments?.[0]?.content), 'done')
    assert.equal(bot.connector.activities.length, 1)
  })

  it('has no link on a channel other than Teams, which vouches for nobody', async () => {
    const other = await startSignInBot(simulator)
    const place: Place = { ...chatOf(other, 'sara', simulator), channelId: 'webchat' }
    await postActivity(other.url, submit(place, CONSENT))
    const { need, link } = screenOn(other.connector.activities[0]?.activity.attachments?.[0]?.content)
    assert.deepEqual([need, Boolean(link), other.connector.activities.length], ['unavailable', false, 1])
    await other.close()
  })

  function surfaceOf() {
    const { url: serviceUrl } = bot.connector
    return {
      audience: 'user',
      channelId: 'msteams',
      conversationId: 'conversation-of-29:sara',
      conversationType: 'personal',
      serviceUrl,
      tenantId: simulator.tenantId,
      botId: '28:bot',
      botName: 'Pending Send',
      locale: 'en-US',
      execute: true,
    } as const
  }
})

describe('where nobody can sign in', () => {
  it('a sign-in screen is shown unchanged, and no sign-in invoke is answered', async () => {
    const screen = { kind: 'signIn', case: { id: 'c' }, plan: 'p', need: 'unavailable' } as SignInScreen
    const none = await startBot({ click: async () => screen })
    assert.equal(none.server.assertionOf, null)
    const answer = await postActivity(none.url, invoke(none, { ...CONSENT, code: '1' }, undefined, { state: '1' }))
    assert.deepEqual(screenOn(cardOf(answer)), screen)
    const exchange = { ...invoke(none, {}), name: 'signin/tokenExchange' }
    assert.equal((await postActivity(none.url, exchange)).status, 501)
    await none.close()
  })

  it('no link is made', async () => {
    bot = await startSignInBot(simulator)
    const stranger = { ...chatOf(bot, 'sara', simulator), from: { id: USER, name: 'Sara', aadObjectId: null } }
    const screen = screenOn(cardOf(await click(stranger)))
    assert.deepEqual([screen.need, screen.link], ['unavailable', undefined])
    await bot.close()
  })
})

describe('an outage of the token service', () => {
  const sent: readonly (readonly [object, SignedIn])[] = [
    [CONSENT, {}],
    [{ ...CONSENT, code: '123456' }, {}],
    [CONSENT, { state: '123456' }],
    [CONSENT, proofOf('a-token-of-sara')],
  ]

  /** Clicks in every way, and asserts that only the outage is reported. */
  async function clickAll(handler: Handler, atLast = () => {}): Promise<void> {
    const service = await serve(0, handler)
    bot = await startSignInBot(simulator, { signIn: { tokenServiceUrl: service.url, patience: 100 } })
    const chat = chatOf(bot, 'sara', simulator)
    for (const [data, signedIn] of sent) {
      const screen = screenOn(cardOf(await click(chat, data, signedIn)))
      assert.deepEqual([screen.need, screen.link, screen.note], ['unreachable', undefined, undefined])
    }
    assert.equal(bot.consents.length, sent.length)
    const outages = bot.lines.filter(({ message }) => message === 'The token service is out of order')
    assert.equal(outages.length, 3)
    for (const { details } of outages) {
      assert.equal(details.err?.name, 'TokenServiceFailed')
      assert.equal(details.err?.cause, undefined)
    }
    const told = inspect(bot.lines, { depth: 20, showHidden: true })
    assert.ok(!/123456|a-token-of-sara/.test(told), told)
    atLast()
    await bot.close()
    await service.close()
  }

  it('is reported as one if it refuses the bot: the application gets the click', async () => {
    await clickAll((_request, _body, response) => void response.writeHead(401).end('{}'))
  })

  it('is reported as one if it does not answer: nobody waits longer than a click may take', async () => {
    const unanswered: ServerResponse[] = []
    const answer = () => {
      for (const response of unanswered) response.end('{}')
    }
    await clickAll((_request, _body, response) => void unanswered.push(response), answer)
    assert.ok(unanswered.length > sent.length)
  })

  it('or a connection that it does not have, leaves the card without a link', async () => {
    bot = await startSignInBot(simulator, { signIn: { connection: '' } })
    const screen = screenOn(cardOf(await click(chatOf(bot, 'sara', simulator))))
    assert.deepEqual([screen.need, screen.link], ['signIn', undefined])
    await bot.close()
  })
})
