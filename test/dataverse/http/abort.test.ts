import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import type { ServerResponse } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { DataverseClient } from '../../../src/dataverse/http/dataverseClient.js'
import { createTokens } from '../../../src/entra/tokens.js'
import { userAgent } from '../../../src/packageInfo.js'
import { atOnce, type Edge, startEdge } from '../edge.js'

let edge: Edge
before(async () => {
  edge = await startEdge()
})
after(() => edge.close())

/** An organization that holds back every answer until it is released. */
async function holding(concurrency?: number) {
  const held: ServerResponse[] = []
  let arrived = () => {}
  const client = await edge.client(
    (_request, _body, response) => {
      held.push(response)
      arrived()
    },
    concurrency === undefined ? atOnce : { concurrency },
  )
  return {
    client,
    held,
    async until(count: number): Promise<void> {
      while (held.length < count)
        await new Promise<void>(resolve => {
          arrived = resolve
        })
    },
    release(): void {
      for (const response of held.splice(0)) response.end('{}')
    },
  }
}

const reason = new Error('nobody wants it any more')

describe('the limit of concurrent requests', () => {
  for (const [allowed, expected] of [
    [undefined, [8, 8, 4]],
    [3, [3, 3, 3, 3, 3, 3, 2]],
  ] as const) {
    it(`allows ${allowed ?? 'eight by default'}, and never one more`, async () => {
      const { client, held, until, release } = await holding(allowed)
      const reads = Array.from({ length: 20 }, () => client.get('WhoAmI'))
      const seen: number[] = []
      for (const count of expected) {
        await until(count)
        // Time for one request too many to arrive.
        await setTimeout(30)
        seen.push(held.length)
        release()
      }
      await Promise.all(reads)
      assert.deepEqual(seen, expected)
    })
  }

  it('frees a place after a failure', async () => {
    const client = await edge.client(
      (request, _body, response) => {
        response.writeHead(request.url?.endsWith('bad') ? 403 : 200).end('{}')
      },
      { concurrency: 1 },
    )
    await assert.rejects(client.get('bad'))
    await assert.rejects(client.get('bad'))
    assert.deepEqual(await client.get('good'), {})
  })
})

describe('a signal that aborts', () => {
  it('ends a request at once, with its reason', async () => {
    const { client, until } = await holding(1)
    const abort = new AbortController()
    const read = client.get('WhoAmI', { signal: abort.signal })
    await until(1)
    abort.abort(reason)
    await assert.rejects(read, reason)
  })

  it('ends a write at once, without a retry', async () => {
    const { client, held, until } = await holding(1)
    const abort = new AbortController()
    const write = client.patch('roles(1)', { etag: '*', values: {}, signal: abort.signal })
    await until(1)
    abort.abort(reason)
    await assert.rejects(write, reason)
    assert.equal(held.length, 1)
  })

  it('ends the wait for a place at once, and takes up none', async () => {
    const { client, held, until, release } = await holding(1)
    const abort = new AbortController()
    const first = client.get('WhoAmI')
    await until(1)
    const second = client.get('WhoAmI', { signal: abort.signal })
    const third = client.get('WhoAmI')
    await setTimeout(0)
    abort.abort(reason)
    await assert.rejects(second, reason)
    assert.equal(held.length, 1)
    release()
    await until(1)
    release()
    await Promise.all([first, third])
  })

  it('ends the wait that Retry-After asks for at once', async () => {
    const client = await edge.client((_request, _body, response) => {
      response.writeHead(429, { 'Retry-After': '80' }).end()
    }, {})
    const abort = new AbortController()
    const read = client.get('WhoAmI', { signal: abort.signal, onWait: () => setImmediate(() => abort.abort(reason)) })
    await assert.rejects(read, reason)
  })

  it('ends the wait for the sign-in at once', async () => {
    const silent = await edge.serve(() => {})
    const tokens = createTokens({
      tenantId: 't',
      clientId: 'c',
      credential: { kind: 'secret', secret: 's' },
      entraUrl: silent.url,
    })
    const abort = new AbortController()
    const read = new DataverseClient({ url: silent.url, tokens, userAgent }).get('WhoAmI', { signal: abort.signal })
    setImmediate(() => abort.abort(reason))
    await assert.rejects(read, reason)
  })

  it('prevents any request if it was aborted before', async () => {
    const { client, held } = await holding(1)
    const signal = AbortSignal.abort(reason)
    await assert.rejects(client.get('WhoAmI', { signal }), reason)
    await assert.rejects(client.batch(['WhoAmI'], { signal }), reason)
    assert.equal(held.length, 0)
  })

  it('leaves no listener behind', async () => {
    const client = await edge.client((_request, _body, response) => void response.end('{}'), { concurrency: 2 })
    const { signal } = new AbortController()
    for (let i = 0; i < 5; i++) await Promise.all(Array.from({ length: 6 }, () => client.get('WhoAmI', { signal })))
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })
})
