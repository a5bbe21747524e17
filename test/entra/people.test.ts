import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { inspect } from 'node:util'
import type { SignInNeed } from '../../src/app/ports.js'
import type { OrganizationRef, Signer } from '../../src/domain/case/case.js'
import { Application, type ApplicationOptions } from '../../src/entra/application.js'
import { SignInNeeded } from '../../src/entra/onBehalfOf.js'
import { type AssertionOf, createPeople } from '../../src/entra/people.js'
import { type Handler, serve } from '../simulator/http.js'
import { objectIdOf, type Simulator, startSimulator } from '../simulator/index.js'
import type { Demand } from '../simulator/seeds/demands.js'
import { recordingLog } from '../teams/harness.js'

let simulator: Simulator
let contoso: OrganizationRef
let issuedBefore: number
let now = Date.now()
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => new Date(now) })
  contoso = { name: 'Contoso', url: simulator.contoso.url }
})
after(() => simulator.close())
beforeEach(() => {
  now = Date.now()
  issuedBefore = simulator.entra.issued()
})

const issued = () => simulator.entra.issued() - issuedBefore

function signerFor(key: string, changes: Partial<Signer['actor']> = {}): Signer {
  const { tenantId } = simulator
  const actor = {
    channelId: 'msteams',
    id: `29:${key}`,
    name: key,
    tenantId,
    aadObjectId: objectIdOf(key),
    helpdesk: false,
    ...changes,
  }
  return { actor, channelId: 'msteams' }
}

/** Single sign-on of one person; `renew` signs them in again. */
function signedIn(key: string): { readonly assertionOf: AssertionOf; renew(): void } {
  let assertion = simulator.entra.issueUserToken(objectIdOf(key))
  return {
    assertionOf: async () => assertion,
    renew: () => {
      assertion = simulator.entra.issueUserToken(objectIdOf(key))
    },
  }
}

function peopleWith(assertionOf: AssertionOf | null, changes: Partial<ApplicationOptions> = {}) {
  const { log, lines } = recordingLog()
  const application = new Application({ ...simulator, ...changes })
  return { ...createPeople({ application, log, now: () => now }, assertionOf), lines }
}

async function needOf(people: ReturnType<typeof peopleWith>, signer: Signer): Promise<SignInNeed | null> {
  const need = await people.need(signer, contoso)
  const failure = await people
    .tokensOf(signer)
    .forOrganization(contoso.url)
    .catch((error: unknown) => error)
  if (need === null) assert.equal(typeof failure, 'string')
  else assert.ok(failure instanceof SignInNeeded && failure.need === need, `${need}: ${failure}`)
  return need
}

describe('a person who signed in', () => {
  it('lends the bot a token of their own, for one organization', async () => {
    const people = peopleWith(signedIn('sara').assertionOf)
    const tokens = people.tokensOf(signerFor('sara'))
    const [forContoso, forField] = await Promise.all(
      [contoso.url, simulator.field.url].map(url => tokens.forOrganization(url)),
    )
    const claims = simulator.entra.verify(forContoso ?? '')
    assert.deepEqual([claims?.oid, claims?.scp, claims?.aud], [objectIdOf('sara'), 'user_impersonation', contoso.url])
    assert.equal(simulator.entra.verify(forField ?? '')?.aud, simulator.field.url)
    assert.equal(await needOf(people, signerFor('sara')), null)
  })

  it('costs one request for a token, however many callers need it, at the same time or later', async () => {
    const people = peopleWith(signedIn('sara').assertionOf)
    const ask = () => people.tokensOf(signerFor('sara')).forOrganization(contoso.url)
    const all = await Promise.all(Array.from({ length: 10 }, ask))
    assert.deepEqual(new Set([...all, await ask()]).size, 1)
    assert.equal(issued(), 1)
  })

  it('costs one more request after the organization refused the token', async () => {
    const tokens = peopleWith(signedIn('sara').assertionOf).tokensOf(signerFor('sara'))
    const old = await tokens.forOrganization(contoso.url)
    tokens.forget(contoso.url, old)
    const renewed = await tokens.forOrganization(contoso.url)
    assert.notEqual(renewed, old)
    assert.equal(await tokens.forOrganization(contoso.url), renewed)
    assert.equal(issued(), 2)
  })

  it('leaves no token behind when they sign out, and gets another one when they sign in again', async () => {
    const signIn = signedIn('sara')
    let isSignedOut = false
    const people = peopleWith(async signer => (isSignedOut ? null : signIn.assertionOf(signer)))
    assert.equal(await needOf(people, signerFor('sara')), null)
    isSignedOut = true
    assert.equal(await needOf(people, signerFor('sara')), 'signIn')
    isSignedOut = false
    signIn.renew()
    assert.equal(await needOf(people, signerFor('sara')), null)
    assert.equal(issued(), 2)
  })

  it('gets a new token before the old one expires', async () => {
    const people = peopleWith(signedIn('sara').assertionOf)
    assert.equal(await people.need(signerFor('sara'), contoso), null)
    now += 59 * 60_000
    assert.equal(await people.need(signerFor('sara'), contoso), null)
    assert.equal(issued(), 2)
  })

  it('is forgotten half an hour after their last request', async () => {
    const people = peopleWith(signedIn('sara').assertionOf)
    await needOf(people, signerFor('sara'))
    now += 31 * 60_000
    people.tokensOf(signerFor('omar'))
    await needOf(people, signerFor('sara'))
    assert.equal(issued(), 2)
  })

  it('is forgotten once 500 others have come after them', async () => {
    const people = peopleWith(signedIn('sara').assertionOf)
    await needOf(people, signerFor('sara'))
    for (let i = 0; i < 499; i++) people.tokensOf(signerFor('omar', { id: `29:${i}` }))
    await needOf(people, signerFor('sara'))
    assert.equal(issued(), 1)
    for (let i = 0; i < 500; i++) people.tokensOf(signerFor('omar', { id: `29:${i}` }))
    await needOf(people, signerFor('sara'))
    assert.equal(issued(), 2)
  })
})

describe('a person whom the bot cannot act for', () => {
  const demands: readonly Demand[] = ['consent', 'proof', 'expired', 'declined']
  for (const demand of demands) {
    it(`has to do something first: ${demand}`, async () => {
      const people = peopleWith(signedIn('nora').assertionOf)
      simulator.entra.demand(objectIdOf('nora'), demand)
      assert.equal(await needOf(people, signerFor('nora')), demand)
      simulator.entra.demand(objectIdOf('nora'), null)
      assert.equal(await needOf(people, signerFor('nora')), null)
    })
  }

  it('has a sign-in that expired', async () => {
    const people = peopleWith(signedIn('sara').assertionOf)
    now += 61 * 60_000
    assert.equal(await needOf(people, signerFor('sara')), 'expired')
  })

  it('has a sign-in that is not meant for the bot', async () => {
    assert.equal(
      await needOf(
        peopleWith(async () => 'nothing'),
        signerFor('sara'),
      ),
      'expired',
    )
  })

  it('is not the one who signed in, however often it is tried', async () => {
    const people = peopleWith(signedIn('admin').assertionOf)
    for (const _ of [1, 2, 3]) assert.equal(await needOf(people, signerFor('sara')), 'otherPerson')
  })

  it('belongs to another tenant than the one who signed in', async () => {
    const people = peopleWith(signedIn('sara').assertionOf)
    assert.equal(await needOf(people, signerFor('sara', { tenantId: 'another' })), 'otherPerson')
    assert.equal(await needOf(people, signerFor('sara', { tenantId: simulator.tenantId.toUpperCase() })), null)
  })

  it('has not signed in', async () => {
    assert.equal(
      await needOf(
        peopleWith(async () => null),
        signerFor('sara'),
      ),
      'signIn',
    )
  })

  it('cannot sign in: there is no connection, or the channel does not know their object id', async () => {
    assert.equal(await needOf(peopleWith(null), signerFor('sara')), 'unavailable')
    const people = peopleWith(signedIn('sara').assertionOf)
    assert.equal(await needOf(people, signerFor('sara', { aadObjectId: null })), 'unavailable')
  })

  it('cannot help by signing in when the application itself is refused', async () => {
    const people = peopleWith(signedIn('sara').assertionOf, {
      credential: { kind: 'secret', secret: 'wrong' },
    })
    assert.equal(await needOf(people, signerFor('sara')), 'unavailable')
    assert.ok(people.lines.some(({ details }) => 'code' in details && details.code === 'AADSTS7000215'))
  })
})

describe('an outage', () => {
  it('of the token service is reported as one, and passes', async () => {
    let down = true
    const { assertionOf } = signedIn('sara')
    const people = peopleWith(async signer => (down ? Promise.reject(new Error('down')) : assertionOf(signer)))
    assert.equal(await needOf(people, signerFor('sara')), 'unreachable')
    down = false
    assert.equal(await needOf(people, signerFor('sara')), null)
  })

  const answers: Readonly<Record<string, Handler>> = {
    'it hangs up': (_request, _body, response) => void response.socket?.destroy(),
    'it is too busy': (_request, _body, response) => void response.writeHead(429).end('{"error":"busy"}'),
    'it is broken': (_request, _body, response) => void response.writeHead(503).end('{"error":"invalid_grant"}'),
    'its answer has no token': (_request, _body, response) => void response.end('{}'),
  }
  for (const [what, handler] of Object.entries(answers)) {
    it(`of the sign-in service is reported as one: ${what}`, async () => {
      const service = await serve(0, handler)
      const people = peopleWith(signedIn('sara').assertionOf, { entraUrl: service.url })
      assert.equal(await needOf(people, signerFor('sara')), 'unreachable')
      await service.close()
    })
  }
})

describe('a token', () => {
  it('appears neither in the log nor in an error', async () => {
    const assertion = simulator.entra.issueUserToken(objectIdOf('nora'))
    const outputs: unknown[] = []
    for (const demand of ['consent', 'proof', 'expired', 'declined', null] as const) {
      simulator.entra.demand(objectIdOf('nora'), demand)
      const people = peopleWith(async () => assertion)
      for (const key of ['nora', 'sara']) {
        await people.need(signerFor(key), contoso)
        const tokens = people.tokensOf(signerFor(key))
        outputs.push(
          await tokens.forOrganization(contoso.url).then(
            () => null,
            error => error,
          ),
        )
      }
      outputs.push(...people.lines)
    }
    const text = inspect(outputs, { depth: 20, showHidden: true })
    assert.match(text, /SignInNeeded/)
    assert.ok(!text.includes(assertion) && !text.includes(simulator.clientSecret) && !/eyJ/.test(text))
  })
})
