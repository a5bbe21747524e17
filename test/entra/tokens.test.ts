import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { Application, type ApplicationOptions } from '../../src/entra/application.js'
import { onBehalfOf } from '../../src/entra/onBehalfOf.js'
import { SignInFailed } from '../../src/entra/signInFailed.js'
import { createTokens } from '../../src/entra/tokens.js'
import { type Handler, type Listening, serve } from '../simulator/http.js'
import { objectIdOf, type Simulator, startSimulator } from '../simulator/index.js'

let simulator: Simulator
let contoso: string
let issuedBefore: number
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  contoso = simulator.contoso.url
})
after(() => simulator.close())
beforeEach(() => {
  issuedBefore = simulator.entra.issued()
})

const issued = () => simulator.entra.issued() - issuedBefore
/** Retries without waiting. */
const pause = async () => {}
const tokens = (changes: Partial<ApplicationOptions> = {}) => createTokens({ ...simulator, pause, ...changes })

async function failureOf(options: Partial<ApplicationOptions>, url = contoso): Promise<SignInFailed> {
  const error = await tokens(options)
    .forOrganization(url)
    .catch((failure: unknown) => failure)
  assert.ok(error instanceof SignInFailed)
  return error
}

/** The failure when a sign-in service answers like this. */
async function failureAt(handler: Handler): Promise<SignInFailed> {
  const service = await serve(0, handler)
  return failureOf({ entraUrl: service.url }).finally(() => service.close())
}

describe('a token', () => {
  it('is accepted by its organization and by no other', async () => {
    const own = tokens()
    const [forContoso, forField] = await Promise.all(
      [contoso, simulator.field.url].map(url => own.forOrganization(url)),
    )
    assert.equal(simulator.entra.verify(forContoso ?? '')?.aud, contoso)
    assert.equal(simulator.entra.verify(forField ?? '')?.aud, simulator.field.url)
    assert.equal(simulator.entra.verify(forContoso ?? '')?.scp, undefined)
  })

  it('is fetched once for many calls, one after another or at the same time', async () => {
    const own = tokens()
    const first = await own.forOrganization(contoso)
    const others = await Promise.all(Array.from({ length: 20 }, () => own.forOrganization(contoso)))
    assert.deepEqual(new Set([first, ...others]).size, 1)
    assert.equal(issued(), 1)
  })

  it('is fetched once when many first calls come at the same time', async () => {
    const own = tokens()
    const all = await Promise.all(Array.from({ length: 20 }, () => own.forOrganization(contoso)))
    assert.equal(new Set(all).size, 1)
    assert.equal(issued(), 1)
  })

  it('that was refused is replaced once, however many callers it was refused to', async () => {
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

  it('that is refused while it is being handed out again is not handed out', async () => {
    const own = tokens()
    const old = await own.forOrganization(contoso)
    const next = own.forOrganization(contoso)
    own.forget(contoso, old)
    assert.notEqual(await next, old)
  })

  it('for one organization stays valid when the token for another is refused', async () => {
    const own = tokens()
    const [first, other] = await Promise.all([contoso, simulator.field.url].map(url => own.forOrganization(url)))
    own.forget(contoso, first ?? '')
    assert.equal(await own.forOrganization(simulator.field.url), other)
    assert.equal(issued(), 2)
  })
})

describe('a sign-in that is refused', () => {
  const secret = 'not-the-right-secret-7Q~x'

  it('is reported with the code that Entra gave, and never shows the secret', async () => {
    const error = await failureOf({ credential: { kind: 'secret', secret } })
    assert.equal(error.code, 'AADSTS7000215')
    assert.equal(error.unreachable, false)
    assert.match(error.message, /refused.*AADSTS7000215/)
    const output = JSON.stringify(error) + String(error.stack) + inspect(error, { depth: 20, showHidden: true })
    assert.ok(!output.includes(secret) && !output.includes(encodeURIComponent(secret)))
  })

  it('distinguishes an unknown application from an unknown organization', async () => {
    assert.equal((await failureOf({ clientId: 'somebody-else' })).code, 'AADSTS700016')
    assert.equal((await failureOf({}, 'https://other.crm4.dynamics.com')).code, 'AADSTS500011')
  })

  it('is still a refusal without an AADSTS code', async () => {
    const error = await failureAt((_request, _body, response) => {
      response.writeHead(401, { 'Content-Type': 'application/json' }).end('{"error":"invalid_client"}')
    })
    assert.deepEqual([error.code, error.unreachable], ['invalid_client', false])
  })

  it('can be tried again and succeed', async () => {
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
    const service = await serve(0, () => {})
    await service.close()
    const error = await failureOf({ entraUrl: service.url })
    assert.equal(error.unreachable, true)
    assert.match(error.message, /cannot be reached/)
  })

  const down = '{"error":"temporarily_unavailable","error_description":"AADSTS90033: A transient error has occurred."}'
  const answers: Readonly<Record<string, Handler>> = {
    'it hangs up': (_request, _body, response) => void response.socket?.destroy(),
    'a proxy answers with a page': (_request, _body, response) =>
      void response.end('<html>Sign in to the network</html>'),
    'it is busy': (_request, _body, response) => void response.writeHead(503).end(down),
    'it redirects': (_request, _body, response) => void response.writeHead(307, { Location: contoso }).end(),
    'its answer has no token': (_request, _body, response) => void response.end('{}'),
  }
  for (const [what, handler] of Object.entries(answers)) {
    it(`is unreachable when ${what}`, async () => {
      assert.equal((await failureAt(handler)).unreachable, true)
    })
  }
})

describe('a sign-in service with a passing fault', () => {
  const services: Listening[] = []
  after(() => Promise.all(services.map(service => service.close())))

  /** Answers the first token requests with a fault, and forwards the others to the simulated service. */
  async function faultyService(faults: number, fault: Handler) {
    let requests = 0
    const service = await serve(0, async (request, body, response) => {
      if (!request.url?.includes('/token')) return forward(request, body, response)
      requests += 1
      return requests <= faults ? fault(request, body, response) : forward(request, body, response)
    })
    services.push(service)
    return { ...service, requests: () => requests }
  }
  const forward: Handler = async (request, body, response) => {
    const { 'content-type': type = '' } = request.headers
    const init = { method: request.method ?? '', headers: { 'content-type': type }, ...(body && { body }) }
    const answer = await fetch(`${simulator.entraUrl}${request.url}`, init)
    response.writeHead(answer.status).end(await answer.text())
  }
  const faultHandlers: Readonly<Record<string, Handler>> = {
    503: (_request, _body, response) => void response.writeHead(503, { 'Retry-After': '3' }).end('<html>busy</html>'),
    429: (_request, _body, response) => void response.writeHead(429, { 'Retry-After': '3' }).end('{}'),
    'a hang-up': (_request, _body, response) => void response.socket?.destroy(),
  }
  for (const [what, fault] of Object.entries(faultHandlers)) {
    it(`is asked again after ${what}`, async () => {
      const service = await faultyService(3, fault)
      const delays: number[] = []
      const own = tokens({ entraUrl: service.url, pause: async (delay: number) => delays.push(delay) })
      assert.equal(simulator.entra.verify(await own.forOrganization(contoso))?.aud, contoso)
      assert.equal(service.requests(), 4)
      if (what === 'a hang-up')
        assert.deepEqual(
          delays.toSorted((a, b) => a - b),
          delays,
        )
      else assert.deepEqual(delays, [3000, 3000, 3000])
    })
  }

  it('is an outage only after the fourth attempt', async () => {
    const service = await faultyService(4, faultHandlers[503] ?? assert.fail())
    await assert.rejects(tokens({ entraUrl: service.url }).forOrganization(contoso), { unreachable: true })
    assert.equal(service.requests(), 4)
  })

  it('is an outage at once if it asks for a longer wait than a person would accept', async () => {
    const service = await faultyService(9, (_request, _body, response) => {
      response.writeHead(503, { 'Retry-After': '120' }).end('{}')
    })
    await assert.rejects(tokens({ entraUrl: service.url }).forOrganization(contoso), { unreachable: true })
    assert.equal(service.requests(), 1)
  })

  it('is asked only once if it refuses', async () => {
    const service = await faultyService(0, forward)
    await assert.rejects(
      tokens({ entraUrl: service.url, credential: { kind: 'secret', secret: 'another' } }).forOrganization(contoso),
      {
        code: 'AADSTS7000215',
      },
    )
    assert.equal(service.requests(), 1)
  })

  it('is asked again for a token on behalf of a person, too', async () => {
    const service = await faultyService(2, faultHandlers[503] ?? assert.fail())
    const assertion = simulator.entra.issueUserToken(objectIdOf('sara'))
    const { oid } = await onBehalfOf(
      new Application({ ...simulator, entraUrl: service.url, pause }),
      assertion,
      contoso,
    )
    assert.equal(oid, objectIdOf('sara'))
    assert.equal(service.requests(), 3)
  })
})
