import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { onBehalfOf } from '../../src/entra/onBehalfOf.js'
import { createTokens, SignInFailed, type TokenOptions } from '../../src/entra/tokens.js'
import { type Handler, type Listening, serve } from '../simulator/http.js'
import { objectIdOf, type Simulator, startSimulator } from '../simulator/index.js'

let simulator: Simulator
let contoso: string
let soFar: number
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  contoso = simulator.contoso.url
})
after(() => simulator.close())
beforeEach(() => {
  soFar = simulator.entra.issued()
})

const issued = () => simulator.entra.issued() - soFar
/** Repeats at once. */
const pause = async () => {}
const tokens = (changes: Partial<TokenOptions> = {}) => createTokens({ ...simulator, pause, ...changes })

async function failureOf(options: Partial<TokenOptions>, url = contoso): Promise<SignInFailed> {
  const error = await tokens(options)
    .forOrganization(url)
    .catch((failure: unknown) => failure)
  assert.ok(error instanceof SignInFailed)
  return error
}

/** A sign-in service that answers so. */
async function failureAt(handler: Handler): Promise<SignInFailed> {
  const service = await serve(0, handler)
  return failureOf({ entraUrl: service.url }).finally(() => service.close())
}

describe('a token', () => {
  it('is one that the organization takes, and no other organization does', async () => {
    const own = tokens()
    const [forContoso, forField] = await Promise.all(
      [contoso, simulator.field.url].map(url => own.forOrganization(url)),
    )
    assert.equal(simulator.entra.verify(forContoso ?? '')?.aud, contoso)
    assert.equal(simulator.entra.verify(forField ?? '')?.aud, simulator.field.url)
    assert.equal(simulator.entra.verify(forContoso ?? '')?.scp, undefined)
  })

  it('is fetched once for many calls, one after the other and at once', async () => {
    const own = tokens()
    const first = await own.forOrganization(contoso)
    const others = await Promise.all(Array.from({ length: 20 }, () => own.forOrganization(contoso)))
    assert.deepEqual(new Set([first, ...others]).size, 1)
    assert.equal(issued(), 1)
  })

  it('is fetched once by many calls that are the first', async () => {
    const own = tokens()
    const all = await Promise.all(Array.from({ length: 20 }, () => own.forOrganization(contoso)))
    assert.equal(new Set(all).size, 1)
    assert.equal(issued(), 1)
  })

  it('that was refused is replaced once, however many were refused it', async () => {
    const own = tokens()
    const old = await own.forOrganization(contoso)
    const renewed = await Promise.all(
      Array.from({ length: 8 }, () => {
        own.forget(contoso, old)
        return own.forOrganization(contoso)
      }),
    )
    assert.equal(new Set(renewed).size, 1)
    assert.notEqual(renewed[0], old)
    assert.equal(issued(), 2)
    own.forget(contoso, old)
    assert.equal(await own.forOrganization(contoso), renewed[0])
    assert.equal(issued(), 2)
  })

  it('that was refused while it was handed out again is not handed out', async () => {
    const own = tokens()
    const old = await own.forOrganization(contoso)
    const asked = own.forOrganization(contoso)
    own.forget(contoso, old)
    assert.notEqual(await asked, old)
  })

  it('of one organization stays when that of another is refused', async () => {
    const own = tokens()
    const [first, other] = await Promise.all([contoso, simulator.field.url].map(url => own.forOrganization(url)))
    own.forget(contoso, first ?? '')
    assert.equal(await own.forOrganization(simulator.field.url), other)
    assert.equal(issued(), 2)
  })
})

describe('a sign-in that is refused', () => {
  const secret = 'not-the-right-secret-7Q~x'

  it('says so with the number of Entra, and never shows the secret', async () => {
    const error = await failureOf({ clientSecret: secret })
    assert.equal(error.code, 'AADSTS7000215')
    assert.equal(error.unreachable, false)
    assert.match(error.message, /refused.*AADSTS7000215/)
    const told = JSON.stringify(error) + String(error.stack) + inspect(error, { depth: 20, showHidden: true })
    assert.ok(!told.includes(secret) && !told.includes(encodeURIComponent(secret)))
  })

  it('tells an unknown application and an unknown organization apart', async () => {
    assert.equal((await failureOf({ clientId: 'somebody-else' })).code, 'AADSTS700016')
    assert.equal((await failureOf({}, 'https://other.crm4.dynamics.com')).code, 'AADSTS500011')
  })

  it('is refused too when no number comes with it', async () => {
    const error = await failureAt((_request, _body, response) => {
      response.writeHead(401, { 'Content-Type': 'application/json' }).end('{"error":"invalid_client"}')
    })
    assert.deepEqual([error.code, error.unreachable], ['invalid_client', false])
  })

  it('can be tried again with another answer', async () => {
    let visits = 0
    const service = await serve(0, (_request, _body, response) => {
      visits += 1
      const good = '{"token_type":"Bearer","expires_in":3600,"access_token":"a-token"}'
      const bad = '{"error":"invalid_client","error_description":"AADSTS7000222: The client secret has expired."}'
      response.writeHead(visits > 1 ? 200 : 401, { 'Content-Type': 'application/json' }).end(visits > 1 ? good : bad)
    })
    const own = tokens({ entraUrl: service.url })
    await assert.rejects(own.forOrganization(contoso), { code: 'AADSTS7000222' })
    assert.equal(await own.forOrganization(contoso), 'a-token')
    await service.close()
  })
})

describe('a sign-in service that does not answer as it should', () => {
  it('is unreachable when nobody listens', async () => {
    const gone = await serve(0, () => {})
    await gone.close()
    const error = await failureOf({ entraUrl: gone.url })
    assert.equal(error.unreachable, true)
    assert.match(error.message, /cannot be reached/)
  })

  const down = '{"error":"temporarily_unavailable","error_description":"AADSTS90033: A transient error has occurred."}'
  const answers: Readonly<Record<string, Handler>> = {
    'it hangs up': (_request, _body, response) => void response.socket?.destroy(),
    'it shows the page of a proxy': (_request, _body, response) =>
      void response.end('<html>Sign in to the network</html>'),
    'it is busy': (_request, _body, response) => void response.writeHead(503).end(down),
    'it sends us elsewhere': (_request, _body, response) => void response.writeHead(307, { Location: contoso }).end(),
    'it answers nothing of use': (_request, _body, response) => void response.end('{}'),
  }
  for (const [what, handler] of Object.entries(answers)) {
    it(`is unreachable when ${what}`, async () => {
      assert.equal((await failureAt(handler)).unreachable, true)
    })
  }
})

describe('a sign-in service that stumbles', () => {
  const services: Listening[] = []
  after(() => Promise.all(services.map(service => service.close())))

  /** Hands on to the simulated one, save for as many answers at first. */
  async function stumbling(faults: number, stumble: Handler) {
    let asked = 0
    const service = await serve(0, async (request, body, response) => {
      if (!request.url?.includes('/token')) return forward(request, body, response)
      asked += 1
      return asked <= faults ? stumble(request, body, response) : forward(request, body, response)
    })
    services.push(service)
    return { ...service, asked: () => asked }
  }
  const forward: Handler = async (request, body, response) => {
    const { 'content-type': type = '' } = request.headers
    const asked = { method: request.method ?? '', headers: { 'content-type': type }, ...(body && { body }) }
    const answer = await fetch(`${simulator.entraUrl}${request.url}`, asked)
    response.writeHead(answer.status).end(await answer.text())
  }
  const stumbles: Readonly<Record<string, Handler>> = {
    503: (_request, _body, response) => void response.writeHead(503, { 'Retry-After': '3' }).end('<html>busy</html>'),
    429: (_request, _body, response) => void response.writeHead(429, { 'Retry-After': '3' }).end('{}'),
    'a hang-up': (_request, _body, response) => void response.socket?.destroy(),
  }
  for (const [what, stumble] of Object.entries(stumbles)) {
    it(`is asked again after ${what}`, async () => {
      const service = await stumbling(3, stumble)
      const waited: number[] = []
      const own = tokens({ entraUrl: service.url, pause: async delay => waited.push(delay) })
      assert.equal(simulator.entra.verify(await own.forOrganization(contoso))?.aud, contoso)
      assert.equal(service.asked(), 4)
      if (what === 'a hang-up')
        assert.deepEqual(
          waited.toSorted((a, b) => a - b),
          waited,
        )
      else assert.deepEqual(waited, [3000, 3000, 3000])
    })
  }

  it('is an outage only after the fourth attempt', async () => {
    const service = await stumbling(4, stumbles[503] ?? assert.fail())
    await assert.rejects(tokens({ entraUrl: service.url }).forOrganization(contoso), { unreachable: true })
    assert.equal(service.asked(), 4)
  })

  it('is an outage at once where it asks to wait longer than somebody would', async () => {
    const service = await stumbling(9, (_request, _body, response) => {
      response.writeHead(503, { 'Retry-After': '120' }).end('{}')
    })
    await assert.rejects(tokens({ entraUrl: service.url }).forOrganization(contoso), { unreachable: true })
    assert.equal(service.asked(), 1)
  })

  it('is asked once where it refuses', async () => {
    const service = await stumbling(0, forward)
    await assert.rejects(tokens({ entraUrl: service.url, clientSecret: 'another' }).forOrganization(contoso), {
      code: 'AADSTS7000215',
    })
    assert.equal(service.asked(), 1)
  })

  it('is asked again for a token on behalf of a person, too', async () => {
    const service = await stumbling(2, stumbles[503] ?? assert.fail())
    const assertion = simulator.entra.issueUserToken(objectIdOf('sara'))
    const { oid } = await onBehalfOf({ ...simulator, entraUrl: service.url, pause }, assertion, contoso)
    assert.equal(oid, objectIdOf('sara'))
    assert.equal(service.asked(), 3)
  })
})
