import assert from 'node:assert/strict'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { type Browser, type Site, startSite } from './site.js'

interface Asked {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const deed = () => crypto.randomUUID()

/** Everything that the page's script asks for, as it asks for it. `id`: of the case. */
const SCRIPT: Readonly<Record<string, (id: string) => Omit<Asked, 'headers'>>> = {
  'POST act': id => ({
    method: 'POST',
    path: '/check/act',
    body: JSON.stringify({ verb: 'checkAgain', data: { case: id, step: 'diagnosed.1' }, deed: deed() }),
  }),
  'POST begin': () => ({
    method: 'POST',
    path: '/check/begin',
    body: JSON.stringify({ symptom: 'stuck', deed: deed() }),
  }),
  'POST sign-out': () => ({ method: 'POST', path: '/check/sign-out', body: '{}' }),
  'GET state': id => ({ method: 'GET', path: `/check/state?case=${id}` }),
  'GET list': () => ({ method: 'GET', path: '/check/list' }),
}

/** undefined: the header is left out. */
type Changed = Readonly<Record<string, string | undefined>>

const NOBODYS = `pendingSend=${'A'.repeat(43)}`

/** How a request can be wrong, and with what status it is refused. */
const WRONG: Readonly<Record<string, readonly [number, Changed]>> = {
  'without a session': [401, { cookie: undefined }],
  'with a session that nobody has': [401, { cookie: NOBODYS }],
  'without the header of the page': [403, { 'x-pending-send': undefined }],
  'with another value of that header': [403, { 'x-pending-send': 'true' }],
  'from another origin': [403, { origin: 'https://evil.example' }],
  'from a sandboxed frame': [403, { origin: 'null' }],
  'from another port of this host': [403, { origin: 'http://127.0.0.1:1' }],
  'from another site, as the browser says': [403, { 'sec-fetch-site': 'cross-site' }],
  'from another host of the domain': [403, { 'sec-fetch-site': 'same-site' }],
  'for another host, which leads here': [421, { host: 'localhost:1' }],
}

/** fetch sets some of these headers itself. */
function send({ url }: Site, { method = 'GET', path, headers, body }: Asked): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url + path, { method, headers: { connection: 'close', ...headers } }, response => {
      response.resume().on('end', () => resolve(response))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function statusOf(site: Site, asked: Asked): Promise<number | undefined> {
  return (await send(site, asked)).statusCode
}

describe('a request of the page', () => {
  let site: Site
  let sara: Browser
  let id: string
  let cookie: string
  before(async () => {
    site = await startSite()
    sara = site.browser()
    await sara.signIn('sara')
    const body = { text: 'sara@contoso.com is stuck in Contoso', deed: deed() }
    const answer = (await (await sara.post('/check/begin', body)).json()) as { case: { id: string } }
    id = answer.case.id
    cookie = `pendingSend=${sara.cookies.get('pendingSend')}`
    // The check runs on after the answer.
    await site.app.idle()
  })
  after(() => site.close())

  const asked = (name: string): Asked => {
    const made = SCRIPT[name]?.(id)
    assert.ok(made)
    const headers = { cookie, 'x-pending-send': 'page', 'content-type': 'application/json' }
    return { ...made, headers }
  }
  const stored = async () => JSON.stringify(await site.world.store.load(id).then(found => found?.case.revision))

  for (const name of Object.keys(SCRIPT)) {
    for (const [how, [status, changed]] of Object.entries(WRONG)) {
      it(`is refused with ${status}: ${name} ${how}`, async () => {
        const before = await stored()
        const request = asked(name)
        const headers = Object.entries({ ...request.headers, ...changed }).filter(([, value]) => value !== undefined)
        assert.equal(
          await statusOf(site, { ...request, headers: Object.fromEntries(headers) as Asked['headers'] }),
          status,
        )
        assert.equal(await stored(), before)
        assert.equal((await sara.get('/check/list')).status, 200, 'nobody was signed out')
      })
    }
  }

  for (const name of Object.keys(SCRIPT).filter(name => name !== 'POST sign-out')) {
    it(`is answered as the page asks it: ${name}`, async () => {
      assert.equal(await statusOf(site, asked(name)), 200)
    })
  }

  it('is refused for the case of somebody else, like one for a case that there is not', async () => {
    const mia = site.browser()
    await mia.signIn('mia')
    const before = await stored()
    const foreign = await mia.get(`/check/state?case=${id}`)
    const none = await mia.get('/check/state?case=no-such-case')
    assert.deepEqual([foreign.status, none.status], [404, 404])
    const refused = await foreign.json()
    assert.deepEqual(refused, await none.json())
    assert.match(JSON.stringify(refused), /Yours are under/)
    for (const verb of [
      'checkAgain',
      'cancel',
      'repair',
      'consent',
      'export',
      'startOver',
      'take',
      'close',
      'assign',
    ]) {
      const answer = await mia.post('/check/act', { verb, data: { case: id, step: 'diagnosed.1' }, deed: deed() })
      assert.doesNotMatch(await answer.text(), /sara@contoso\.com|Sara Davis/, verb)
    }
    assert.equal(await stored(), before)
  })

  it('is refused for the board and for the cases of others, unless the person works in the helpdesk', async () => {
    assert.equal((await sara.get('/check/board', {})).status, 403)
    const board = await (await sara.post('/check/act', { verb: 'board', data: {}, deed: deed() })).text()
    assert.doesNotMatch(board, /whose|Unowned/i)
  })

  it('of another tenant does not see the case of the same object id', async () => {
    const foreign = site.browser()
    site.signIn.tenantId = 'd9b9fd0e-7d09-4d5d-8b34-0d4f4a4d1b11'
    await foreign.signIn('sara')
    site.signIn.tenantId = site.world.simulator.tenantId
    assert.equal((await foreign.get(`/check/state?case=${id}`)).status, 404)
  })

  for (const [what, body] of Object.entries({
    'no JSON': 'x',
    'no object': '[]',
    'no verb': JSON.stringify({ data: {}, deed: deed() }),
    'no deed': JSON.stringify({ verb: 'board', data: {} }),
    'a deed that is none': JSON.stringify({ verb: 'board', data: {}, deed: '../1' }),
    'data that is none': JSON.stringify({ verb: 'board', data: 'x', deed: deed() }),
  })) {
    it(`is refused with 400 if it has ${what}`, async () => {
      assert.equal(await statusOf(site, { ...asked('POST act'), body }), 400)
    })
  }

  it('is refused while the bot starts or stops', async () => {
    site.run(null)
    try {
      assert.equal(await statusOf(site, asked('GET list')), 503)
      const page = await sara.get('/check', {})
      assert.equal(page.status, 503)
    } finally {
      site.run(site.app)
    }
  })
})

describe('a page', () => {
  let site: Site
  before(async () => {
    site = await startSite({ frameAncestors: ['https://intranet.contoso.com'] })
  })
  after(() => site.close())

  it('allows nothing but its own files, and the portal that may frame it', async () => {
    const browser = site.browser()
    await browser.signIn('sara')
    for (const path of ['/check', '/check/cases', '/check/case/x', '/check/signed-out', '/check/signed-in']) {
      const { headers } = await browser.get(path, {})
      assert.equal(
        headers.get('content-security-policy'),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self' https://intranet.contoso.com",
        path,
      )
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin')
    }
  })

  it('that there is not is answered with a sentence and the way on', async () => {
    for (const path of ['/check/nowhere', '/check/', '/check/cases/more']) {
      const answer = await site.browser().get(path, {})
      assert.equal(answer.status, 404, path)
      assert.match(await answer.text(), /There is no such page[\s\S]*href="\/check"/)
    }
  })

  it('in a frame does not leave for the sign-in service, which would refuse to be framed', async () => {
    const framed = await site.browser().get('/check/cases', { 'sec-fetch-dest': 'iframe' })
    assert.equal(framed.status, 200)
    const text = await framed.text()
    assert.match(text, /href="\/check\/sign-in\?to=%2Fcheck%2Fcases"/)
    assert.match(text, /target="_blank"/)
  })

  it('that is asked for by another name of this host is at the published address, and nobody is sent round in circles', async () => {
    const host = `localhost:${new URL(site.url).port}`
    const ask = async (path: string) => {
      const { statusCode, headers } = await send(site, { path, headers: { host } })
      return [statusCode, headers.location]
    }
    const there = '/check/cases?x=1&moved=1'
    assert.deepEqual(await ask('/check/cases?x=1'), [302, site.url + there])
    // What is in front of the bot has changed the name once more.
    assert.deepEqual(await ask(there), [421, undefined])
    assert.equal((await site.browser().get(there, {})).status, 302, 'under its own name it is a page')
  })

  it('shows what stands in its address as text', async () => {
    const browser = site.browser()
    await browser.signIn('sara')
    const hostile = '"><script>alert(1)</script>'
    for (const path of [
      `/check?org=${encodeURIComponent(hostile)}&symptom=${encodeURIComponent(hostile)}`,
      `/check/case/${encodeURIComponent(hostile)}`,
      `/check?signIn=${encodeURIComponent(hostile)}`,
    ]) {
      assert.doesNotMatch(await (await browser.get(path, {})).text(), /<script>alert/, path)
    }
  })
})

describe('on https', () => {
  it('cookies go to this host alone, and never without encryption', async () => {
    const site = await startSite({ publicUrl: 'https://pending-send.contoso.com' })
    try {
      const { headers } = await send(site, { path: '/check/sign-in', headers: { host: 'pending-send.contoso.com' } })
      const cookies = headers['set-cookie'] ?? []
      assert.equal(cookies.length, 1)
      assert.match(
        cookies[0] ?? '',
        /^__Host-pendingSendSignIn-[\w-]+=[\w-]+; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      )
    } finally {
      await site.close()
    }
  })
})
