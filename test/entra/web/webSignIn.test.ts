import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it, mock } from 'node:test'
import { inspect } from 'node:util'
import { ConfidentialClientApplication } from '@azure/msal-node'
import type { SignInFailure } from '../../../src/app/ports.js'
import { Application } from '../../../src/entra/application.js'
import { SignInFailed } from '../../../src/entra/signInFailed.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import { onPage, pageSignIn, personIn, REDIRECT } from './signingInOnPage.js'

let simulator: Simulator
let contoso: string
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => new Date() })
  contoso = simulator.contoso.url
})
after(() => simulator.close())
afterEach(() => {
  const { entra } = simulator
  entra.outage = null
  entra.idTokens.forgery = null
  entra.authorizePage.needAdministrator.clear()
  mock.timers.reset()
})

const words = (url: URL, name: string) => (url.searchParams.get(name) ?? '').split(' ')

describe('somebody who signs in on the page', () => {
  it('is who the sign-in service says, and lends the bot nothing', async () => {
    const page = pageSignIn(simulator)
    const person = personIn(await page.come('sara'))
    const { tenantId } = simulator
    assert.deepEqual(person, { tenantId, aadObjectId: objectIdOf('sara'), name: 'Sara Davis' })
    const tokens = page.people.tokensOf(onPage(simulator, 'sara'))
    await assert.rejects(tokens.forOrganization(contoso), { need: 'signIn' })
    assert.deepEqual(page.lines, [])
  })

  it('is the same person however the ids are written', async () => {
    const { tenantId, entra } = simulator
    const tid = tenantId.toUpperCase()
    const iss = `https://login.microsoftonline.com/${tid}/v2.0`
    entra.idTokens.forgery = { claims: { tid, oid: objectIdOf('sara').toUpperCase(), iss } }
    const person = personIn(await pageSignIn(simulator).come('sara'))
    assert.deepEqual(person, { tenantId, aadObjectId: objectIdOf('sara'), name: 'Sara Davis' })
  })

  it('may choose who they are, at an address with nothing in it that is theirs', async () => {
    const { url } = await pageSignIn(simulator).visit('sara')
    assert.equal(url.origin, simulator.entraUrl)
    assert.deepEqual(words(url, 'prompt'), ['select_account'])
    assert.deepEqual(words(url, 'response_mode'), ['query'])
    assert.deepEqual(new Set(words(url, 'scope')), new Set(['openid', 'profile', 'offline_access']))
    assert.ok(!url.searchParams.has('login_hint'))
  })

  it('gets a state, a nonce and a verifier that nobody can guess, and the service sees only the digest of the last', async () => {
    const page = pageSignIn(simulator)
    const [one, other] = [await page.visit('sara'), await page.visit('sara')]
    for (const name of ['state', 'nonce', 'verifier'] as const) {
      assert.ok(one.attempt[name].length >= 43)
      assert.notEqual(one.attempt[name], other.attempt[name])
    }
    assert.equal(one.back.get('state'), one.attempt.state)
    assert.ok(!one.url.href.includes(one.attempt.verifier))
  })

  it('waits while many others come with codes, true or not', async () => {
    const page = pageSignIn(simulator)
    let running = 0
    let most = 0
    const releases: (() => void)[] = []
    mock.method(Application.prototype, 'redeemCode', async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise<void>(resolve => releases.push(resolve))
      running -= 1
      throw new SignInFailed('AADSTS70008', false, undefined)
    })
    try {
      const attempt = { state: 's', nonce: 'n', verifier: 'v' }
      const all = Array.from({ length: 100 }, () => page.signIn.redeem('none', REDIRECT, attempt))
      const ended = Promise.all(all)
      let isOver = false
      void ended.then(() => {
        isOver = true
      })
      while (!isOver) {
        await new Promise(resolve => setImmediate(resolve))
        for (const release of releases.splice(0)) release()
      }
      assert.deepEqual(new Set(await ended), new Set(['expired']))
      assert.equal(most, 20)
    } finally {
      mock.restoreAll()
    }
  })

  it('leaves no token behind in the cache of MSAL', async () => {
    const acquire = mock.method(ConfidentialClientApplication.prototype, 'acquireTokenByCode')
    personIn(await pageSignIn(simulator).come('sara', { organization: contoso }))
    const used = acquire.mock.calls[0]?.this as ConfidentialClientApplication
    const answer = await acquire.mock.calls[0]?.result
    acquire.mock.restore()
    const kept = used.getTokenCache().serialize()
    assert.ok(answer?.accessToken && answer.idToken)
    for (const secret of [answer.accessToken, answer.idToken, 'refresh-']) assert.ok(!kept.includes(secret), kept)
  })
})

describe('somebody who lets the bot act for them', () => {
  it('is asked for one organization, under the name that is known already', async () => {
    const page = pageSignIn(simulator)
    const person = personIn(await page.come('nora'))
    const { url } = await page.visit('nora', { organization: contoso, person })
    assert.ok(words(url, 'scope').includes(`${contoso}/user_impersonation`))
    assert.equal(url.searchParams.get('prompt'), null)
    assert.equal(url.searchParams.get('login_hint'), 'nora@contoso.com')
    page.signIn.forget(person)
    const later = await page.visit('nora', { organization: contoso, person })
    assert.deepEqual([later.url.searchParams.get('login_hint'), later.url.searchParams.get('prompt')], [null, null])
  })

  it('lends it a token for that organization, and for no other', async () => {
    const page = pageSignIn(simulator)
    personIn(await page.come('nora', { organization: contoso }))
    const tokens = page.people.tokensOf(onPage(simulator, 'nora'))
    const claims = simulator.entra.verify(await tokens.forOrganization(contoso))
    const expected = [contoso, objectIdOf('nora'), 'user_impersonation']
    assert.deepEqual([claims?.aud, claims?.oid, claims?.scp], expected)
    await assert.rejects(tokens.forOrganization(simulator.field.url), { need: 'signIn' })
    assert.equal(await page.people.need(onPage(simulator, 'nora'), { name: 'Contoso', url: contoso }), null)
  })

  it('gives the consent that was missing', async () => {
    const page = pageSignIn(simulator)
    simulator.entra.demand(objectIdOf('nora'), 'consent')
    const person = personIn(await page.come('nora', { organization: contoso }))
    assert.equal(person.name, 'Nora Lindqvist')
    assert.equal(simulator.entra.demandOf(objectIdOf('nora')), null)
  })

  it('lends it their own token only, even if they were expected to be somebody else', async () => {
    const page = pageSignIn(simulator)
    const person = personIn(await page.come('nora'))
    const other = personIn(await page.come('sara', { organization: contoso, person }))
    assert.equal(other.aadObjectId, objectIdOf('sara'))
    const tokensOf = (key: string) => page.people.tokensOf(onPage(simulator, key))
    await assert.rejects(tokensOf('nora').forOrganization(contoso), { need: 'signIn' })
    assert.ok(await tokensOf('sara').forOrganization(contoso))
  })

  it('has no token left after signing out', async () => {
    const page = pageSignIn(simulator)
    const [nora] = [personIn(await page.come('nora', { organization: contoso })), await page.come('sara')]
    page.signIn.forget(nora)
    await assert.rejects(page.people.tokensOf(onPage(simulator, 'nora')).forOrganization(contoso), { need: 'signIn' })
  })
})

describe('somebody who could not sign in', () => {
  const failing = async (page: ReturnType<typeof pageSignIn>, expected: SignInFailure, key = 'sara') =>
    assert.equal(await page.come(key, { organization: contoso }), expected)

  it('declined', async () => {
    const page = pageSignIn(simulator)
    const { back } = await page.visit(null)
    assert.equal(page.signIn.failureOf(back.get('error') ?? '', back.get('error_description') ?? ''), 'declined')
  })

  it('needs the consent of an administrator', async () => {
    const page = pageSignIn(simulator)
    simulator.entra.authorizePage.needAdministrator.add(objectIdOf('sara'))
    const { back } = await page.visit('sara', { organization: contoso })
    assert.equal(page.signIn.failureOf(back.get('error') ?? '', back.get('error_description') ?? ''), 'consent')
  })

  for (const [demand, expected] of [
    ['consent', 'consent'],
    ['declined', 'declined'],
    ['proof', 'expired'],
    ['expired', 'expired'],
  ] as const) {
    it(`learns what is missing after they came back: ${demand}`, async () => {
      const page = pageSignIn(simulator)
      const { code, attempt } = await page.visit('sara', { organization: contoso })
      simulator.entra.demand(objectIdOf('sara'), demand)
      assert.equal(await page.signIn.redeem(code, REDIRECT, attempt), expected)
      simulator.entra.demand(objectIdOf('sara'), null)
      const log = page.lines.map(({ level, details }) => [level, 'failure' in details && details.failure])
      assert.deepEqual(log, [['info', expected]])
    })
  }

  it('came with a code that was used, or is too old, or none', async () => {
    const page = pageSignIn(simulator)
    const { code, attempt } = await page.visit('sara')
    personIn(await page.signIn.redeem(code, REDIRECT, attempt))
    assert.equal(await page.signIn.redeem(code, REDIRECT, attempt), 'expired')
    const late = await page.visit('sara')
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 10 * 60_000 })
    assert.equal(await page.signIn.redeem(late.code, REDIRECT, late.attempt), 'expired')
    assert.equal(await page.signIn.redeem('nothing', REDIRECT, late.attempt), 'expired')
  })

  it("came with somebody else's attempt: another verifier, another nonce", async () => {
    const page = pageSignIn(simulator)
    const other = (await page.visit('nora')).attempt
    for (const name of ['verifier', 'nonce'] as const) {
      const { code, attempt } = await page.visit('sara', { organization: contoso })
      assert.equal(await page.signIn.redeem(code, REDIRECT, { ...attempt, [name]: other[name] }), 'expired')
    }
    await assert.rejects(page.people.tokensOf(onPage(simulator, 'sara')).forOrganization(contoso), { need: 'signIn' })
  })

  it('came back to another address', async () => {
    const page = pageSignIn(simulator)
    const { code, attempt } = await page.visit('sara')
    const failure = await page.signIn.redeem(code, 'http://127.0.0.1:1/check/signed-in', attempt)
    assert.equal(failure, 'unavailable')
    assert.deepEqual(
      page.lines.map(({ level, details }) => ({ level, details })),
      [{ level: 'warn', details: { failure: 'unavailable', code: 'AADSTS500112' } }],
    )
  })

  it('belongs to a tenant that is not served', async () => {
    const another = '99999999-1111-4222-8333-444444444444'
    await failing(pageSignIn(simulator, { allowedTenants: new Set([another]) }), 'foreign')
    const iss = `https://login.microsoftonline.com/${another}/v2.0`
    simulator.entra.idTokens.forgery = { claims: { tid: another, iss } }
    for (const allowedTenants of [undefined, new Set([another])]) {
      const page = pageSignIn(simulator, allowedTenants && { allowedTenants })
      await failing(page, 'foreign')
      const foreign = onPage(simulator, 'sara')
      const there = { ...foreign, actor: { ...foreign.actor, tenantId: another } }
      for (const signer of [foreign, there])
        await assert.rejects(page.people.tokensOf(signer).forOrganization(contoso), { need: 'signIn' })
    }
  })

  it('met an application without the right secret, which the log says', async () => {
    const page = pageSignIn(simulator, { credential: { kind: 'secret', secret: 'wrong' } })
    await failing(page, 'unavailable')
    assert.ok(page.lines.some(({ level, message }) => level === 'error' && /is not a secret of this/.test(message)))
  })

  for (const answer of [503, 429, 'break'] as const) {
    it(`met an outage of the sign-in service, which passes: ${answer}`, async () => {
      const page = pageSignIn(simulator)
      simulator.entra.outage = { of: /\/token$/, answer }
      await failing(page, 'unreachable')
      simulator.entra.outage = null
      personIn(await page.come('sara', { organization: contoso }))
    })
  }
})

describe('what the page of the sign-in service answers without a code', () => {
  const meanings: readonly (readonly [string, string, SignInFailure])[] = [
    ['access_denied', 'AADSTS65004: User declined to consent to access the app.', 'declined'],
    ['access_denied', 'AADSTS50020: User account does not exist in tenant.', 'foreign'],
    ['access_denied', '', 'declined'],
    ['interaction_required', 'AADSTS65001: The user or administrator has not consented.', 'consent'],
    ['invalid_request', 'AADSTS50105: The signed in user is not assigned to a role for the application.', 'consent'],
    ['login_required', '', 'expired'],
    ['temporarily_unavailable', 'AADSTS90033: A transient error has occurred.', 'unreachable'],
    ['server_error', '', 'unreachable'],
    ['invalid_resource', 'AADSTS500011: The resource principal was not found.', 'unavailable'],
    ['unauthorized_client', 'AADSTS700016', 'unavailable'],
    ['constructor', '__proto__', 'unavailable'],
    ['', '', 'unavailable'],
  ]
  for (const [error, description, expected] of meanings) {
    it(`means ${expected}: ${error} ${description}`, () => {
      assert.equal(pageSignIn(simulator).signIn.failureOf(error, description), expected)
    })
  }
})

describe('a token of somebody on the page', () => {
  it('appears neither in the log nor in an error, and nor do code, nonce and verifier', async () => {
    const secrets: string[] = [simulator.clientSecret]
    const outputs: unknown[] = []
    const page = pageSignIn(simulator)
    for (const forgery of [null, { key: 'impostor' }, { claims: { tid: 'x' } }, { claims: { oid: 7 } }] as const) {
      simulator.entra.idTokens.forgery = forgery
      for (const redirect of [REDIRECT, 'http://127.0.0.1:1/check/signed-in']) {
        const { code, attempt } = await page.visit('sara', { organization: contoso })
        outputs.push(await page.signIn.redeem(code, redirect, attempt))
        secrets.push(code, attempt.nonce, attempt.verifier)
      }
    }
    const tokens = page.people.tokensOf(onPage(simulator, 'sara'))
    secrets.push(await tokens.forOrganization(contoso))
    outputs.push(await tokens.forOrganization(simulator.field.url).catch((error: unknown) => error))
    const text = inspect([outputs, page.lines], { depth: 20, showHidden: true })
    assert.match(text, /SignInNeeded/)
    assert.equal(page.lines.length, 7)
    for (const secret of secrets) assert.ok(!text.includes(secret))
  })
})
