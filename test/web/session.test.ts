import assert from 'node:assert/strict'

import { Agent, get } from 'node:http'
import { after, before, beforeEach, describe, it, mock } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { HOUR_MS } from '../../src/domain/durations.js'
import { objectIdOf } from '../simulator/index.js'
import { type Browser, type Site, startSite } from './site.js'

/** Leaves for the sign-in service, and returns the state to come back with. */
async function leave(browser: Browser, path = '/check/sign-in'): Promise<string> {
  const { headers } = await browser.get(path, {})
  return new URL(headers.get('location') ?? '').searchParams.get('state') ?? assert.fail(path)
}

/** fetch would keep most of so many requests waiting. */
function statusOf(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, response => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    }).on('error', reject)
  })
}

describe('who is signed in on the page', () => {
  let site: Site
  let browser: Browser
  const start = new Date()
  const later = (hours: number) => {
    site.clock.now = new Date(start.getTime() + hours * HOUR_MS)
  }
  const isSignedIn = async () => (await browser.get('/check/list')).status === 200
  const act = () => browser.post('/check/act', { verb: 'board', data: {}, deed: crypto.randomUUID() })
  before(async () => {
    site = await startSite()
  })
  after(() => site.close())
  beforeEach(() => {
    later(0)
    browser = site.browser()
    site.signIn.failure = null
    site.signIn.tenantId = site.world.simulator.tenantId
  })

  it('is sent to the sign-in service by a page, and comes back to it', async () => {
    const asked = await browser.get('/check/cases', {})
    assert.equal(asked.status, 302)
    assert.equal(asked.headers.get('location'), '/check/sign-in?to=%2Fcheck%2Fcases')
    assert.equal(await browser.signIn('sara', '/check/cases'), '/check/cases')
    assert.equal(site.signIn.asked.at(-1)?.redirectUri, `${site.url}/check/signed-in`)
    assert.match(await (await browser.get('/check/cases', {})).text(), /data-page="cases"/)
  })

  it('has a cookie that no script reads and no other site sends', async () => {
    const state = await leave(browser)
    const back = await browser.get(`/check/signed-in?code=sara&state=${state}`, {})
    const [dropped = '', session = ''] = back.headers.getSetCookie()
    assert.match(dropped, /^pendingSendSignIn-[\w-]+=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/)
    assert.match(session, /^pendingSend=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  it('is found by a hash of the cookie, which is not stored', async () => {
    await browser.signIn('sara')
    const id = browser.cookies.get('pendingSend') ?? ''
    assert.equal(await isSignedIn(), true)
    assert.equal(await site.world.sessions.find(id, start), null)
    for (const wrong of [`${id.slice(1)}A`, 'x', "' or 1 eq 1"]) {
      browser.cookies.set('pendingSend', wrong)
      assert.equal(await isSignedIn(), false, wrong)
    }
  })

  it('gets a new id with each sign-in, and the old one ends', async () => {
    await browser.signIn('sara')
    const old = browser.cookies.get('pendingSend') ?? ''
    await browser.signIn('sara')
    assert.notEqual(browser.cookies.get('pendingSend'), old)
    assert.equal(await isSignedIn(), true)
    browser.cookies.set('pendingSend', old)
    assert.equal(await isSignedIn(), false)
  })

  it('stays for eight hours after the last thing that they did, and for twelve at most', async () => {
    await browser.signIn('sara')
    later(7)
    assert.equal((await act()).status, 200)
    later(11.9)
    assert.equal((await act()).status, 200)
    later(12.1)
    assert.equal((await act()).status, 401)
  })

  it('is not kept signed in by the page, which looks again and again', async () => {
    await browser.signIn('sara')
    for (const hours of [3, 6, 7.9]) {
      later(hours)
      assert.equal(await isSignedIn(), true)
    }
    later(8.1)
    assert.equal(await isSignedIn(), false)
  })

  it('signs out for good, with all that the process kept for them', async () => {
    await browser.signIn('sara')
    const id = browser.cookies.get('pendingSend') ?? ''
    assert.equal((await browser.post('/check/sign-out', {})).status, 204)
    assert.equal(browser.cookies.has('pendingSend'), false)
    assert.ok(site.signIn.forgotten.includes(objectIdOf('sara')))
    browser.cookies.set('pendingSend', id)
    assert.equal(await isSignedIn(), false)
    assert.match(await (await browser.get('/check/signed-out', {})).text(), /You are signed out/)
  })

  it('signs out however fast they were before', async () => {
    await browser.signIn('mia')
    while ((await act()).status === 200);
    assert.equal((await browser.post('/check/sign-out', {})).status, 204)
    assert.equal(browser.cookies.has('pendingSend'), false)
  })

  it('who signs out does not come back from a tab that was left at the sign-in service', async () => {
    await browser.signIn('omar')
    const left = await browser.get('/check/sign-in', {})
    const state = new URL(left.headers.get('location') ?? '').searchParams.get('state')
    assert.equal((await browser.post('/check/sign-out', {})).status, 204)
    assert.deepEqual([...browser.cookies.keys()], [])
    assert.equal((await browser.get(`/check/signed-in?code=omar&state=${state}`, {})).status, 400)
    assert.equal(await isSignedIn(), false)
  })

  it('may begin to sign in as often as they like: few of these wait, and the last of them goes on', async () => {
    const to = `/check?org=${'a'.repeat(480)}`
    let state: string | null = null
    for (let i = 0; i < 100; i += 1) {
      const left = await browser.get(`/check/sign-in?to=${encodeURIComponent(to)}`, {})
      assert.equal(left.status, 302, `the start number ${i}`)
      state = new URL(left.headers.get('location') ?? '').searchParams.get('state')
    }
    assert.equal(browser.cookies.size, 8)
    const back = await browser.get(`/check/signed-in?code=sara&state=${state}`, {})
    assert.equal(back.headers.get('location'), to)
    assert.equal(browser.cookies.size, 8, 'the session has come, and this sign-in has gone')
    for (const name of browser.cookies.keys()) assert.match(name, /^pendingSend(SignIn-[\w-]{12})?$/)
  })

  it('is taken nowhere by a cookie that somebody else has put there', async () => {
    const attempt = { state: 'somebody-else-s', nonce: 'n', verifier: 'v' }
    for (const to of ['https://evil.example/', '//evil.example', '/check\r\nx: y']) {
      const kept = Buffer.from(JSON.stringify({ attempt, to })).toString('base64url')
      browser.cookies.set('pendingSendSignIn-somebody-els', kept)
      const back = await browser.get('/check/signed-in?code=sara&state=somebody-else-s', {})
      assert.deepEqual([back.status, back.headers.get('location')], [302, '/check'], to)
    }
  })

  it('comes back to a page that shows something, and not to a step of the sign-in', async () => {
    const steps = ['sign-in?to=/check/sign-in', 'signed-in?code=x&state=y', 'signed-out', 'sign-out', 'page.js', 'list']
    for (const step of steps) assert.equal(await browser.signIn('sara', `/check/${step}`), '/check', step)
    for (const page of ['/check/cases', '/check/board', '/check/consent?case=x', '/check/case/x?y=z'])
      assert.equal(await browser.signIn('sara', page), page)
    const long = `/check?org=${'\u4e2d'.repeat(160)}`
    assert.equal(
      await browser.signIn('sara', long),
      '/check',
      'more than a cookie should hold, once it is written in ASCII',
    )
  })

  it('comes back to pages of this host alone', async () => {
    const elsewhere = ['https://evil.example/', '//evil.example', '/check/../../evil', '/checkmate', '/check\\evil', '']
    for (const to of elsewhere) {
      const went = await browser.signIn('sara', to)
      assert.equal(new URL(went, site.url).origin, site.url, to)
      assert.match(went, /^\/check(\?|$)/, to)
    }
    assert.equal(await browser.signIn('sara', '/check?org=Contoso&symptom=stuck'), '/check?org=Contoso&symptom=stuck')
  })

  it('is nobody who comes back with a state that this browser did not leave with', async () => {
    const state = await leave(browser)
    const other = site.browser()
    for (const [who, path] of [
      [other, `/check/signed-in?code=sara&state=${state}`],
      [browser, '/check/signed-in?code=sara&state=another'],
      [browser, '/check/signed-in?code=sara'],
    ] as const) {
      const back = await who.get(path, {})
      assert.equal(back.status, 400)
      assert.match(await back.text(), /This sign-in is over/)
      assert.equal(who.cookies.has('pendingSend'), false)
    }
  })

  it('cannot come back twice: a link that was used is over', async () => {
    const path = `/check/signed-in?code=sara&state=${await leave(browser)}`
    assert.equal((await browser.get(path, {})).status, 302)
    assert.equal((await browser.get(path, {})).status, 400)
  })

  it('is told why it did not work, and is not sent round in circles', async () => {
    for (const [failure, sentence] of [
      ['foreign', /people of another organization/],
      ['expired', /took too long/],
      ['unreachable', /Try again in a moment/],
    ] as const) {
      site.signIn.failure = failure
      assert.equal(await browser.signIn('sara', '/check/cases'), '')
      const state = await leave(browser, '/check/sign-in?to=%2Fcheck%2Fcases')
      const text = await (await browser.get(`/check/signed-in?code=sara&state=${state}`, {})).text()
      assert.match(text, sentence)
      assert.match(text, /href="\/check\/sign-in\?to=%2Fcheck%2Fcases"/)
    }
    const state = await leave(browser)
    const back = await browser.get(`/check/signed-in?error=access_denied&state=${state}`, {})
    assert.match(await back.text(), /You did not sign in/)
  })

  it('is served while a thousand others wait for the sign-in service', async () => {
    await browser.signIn('sara')
    const { signIn } = site
    let release = () => {}
    const held = new Promise<void>(resolve => {
      release = resolve
    })
    const begin = mock.method(signIn, 'begin', () => held.then(() => Promise.reject(new Error('The service is away'))))
    const agent = new Agent({ maxSockets: 1_500 })
    const others = Array.from({ length: 1_000 }, () => statusOf(`${site.url}/check/sign-in`, agent))
    try {
      for (let i = 0; i < 500 && begin.mock.callCount() < 1_000; i += 1) await setTimeout(20)
      assert.equal(begin.mock.callCount(), 1_000)
      assert.equal((await browser.get('/check/sign-in', {})).status, 503)
      assert.equal(await isSignedIn(), true)
    } finally {
      release()
      assert.deepEqual(new Set(await Promise.all(others)), new Set([503]))
      mock.restoreAll()
      agent.destroy()
    }
  })

  it('needs the store: an outage is told as one, on pages and to the script', async () => {
    await browser.signIn('sara')
    const { sessions } = site.world
    const find = sessions.find
    Object.assign(sessions, { find: () => Promise.reject(new Error('The store is away')) })
    try {
      const page = await browser.get('/check', {})
      assert.deepEqual([page.status, page.headers.get('retry-after')], [503, '5'])
      assert.match(await page.text(), /This does not work right now/)
      assert.equal((await browser.get('/check/list')).status, 503)
    } finally {
      Object.assign(sessions, { find })
    }
    assert.equal(await isSignedIn(), true)
  })
})

describe('consent to a repair', () => {
  let site: Site
  before(async () => {
    site = await startSite()
  })
  after(() => site.close())

  const caseOf = async (browser: Browser) => {
    const body = { text: 'sara@contoso.com is stuck in Contoso', deed: crypto.randomUUID() }
    const answer = (await (await browser.post('/check/begin', body)).json()) as { case: { id: string } }
    return answer.case.id
  }

  it('asks for the organization of the case, and comes back to the case', async () => {
    const browser = site.browser()
    await browser.signIn('sara')
    const id = await caseOf(browser)
    const left = await browser.get(`/check/consent?case=${id}`, {})
    const asked = site.signIn.asked.at(-1)
    assert.equal(asked?.organization, site.world.list[0]?.url)
    assert.equal(asked?.person?.aadObjectId, objectIdOf('sara'))
    const state = new URL(left.headers.get('location') ?? '').searchParams.get('state')
    const back = await browser.get(`/check/signed-in?code=sara&state=${state}`, {})
    assert.equal(back.headers.get('location'), `/check/case/${id}`)
    assert.equal((await browser.get(`/check/state?case=${id}`)).status, 200)
  })

  it('is not taken from somebody else, and what they left is forgotten', async () => {
    const browser = site.browser()
    await browser.signIn('sara')
    const id = await caseOf(browser)
    const state = await leave(browser, `/check/consent?case=${id}`)
    const back = await browser.get(`/check/signed-in?code=omar&state=${state}`, {})
    assert.equal(back.headers.get('location'), `/check/case/${id}?signIn=otherPerson`)
    assert.ok(site.signIn.forgotten.includes(objectIdOf('omar')))
    assert.match(await (await browser.get(`/check/case/${id}?signIn=otherPerson`, {})).text(), /Only you can agree/)
  })

  it('is asked for nowhere but for a case that the person sees', async () => {
    const sara = site.browser()
    await sara.signIn('sara')
    const id = await caseOf(sara)
    const asked = site.signIn.asked.length
    const mia = site.browser()
    assert.match((await mia.get(`/check/consent?case=${id}`, {})).headers.get('location') ?? '', /^\/check\/sign-in/)
    await mia.signIn('mia')
    assert.equal((await mia.get(`/check/consent?case=${id}`, {})).headers.get('location'), `/check/case/${id}`)
    assert.equal(site.signIn.asked.length, asked + 1, 'only the sign-in itself')
  })

  it('has a session again if that ended at the sign-in service', async () => {
    const browser = site.browser()
    await browser.signIn('sara')
    const id = await caseOf(browser)
    const state = await leave(browser, `/check/consent?case=${id}`)
    browser.cookies.delete('pendingSend')
    const back = await browser.get(`/check/signed-in?code=sara&state=${state}`, {})
    assert.equal(back.headers.get('location'), `/check/case/${id}`)
    assert.equal((await browser.get(`/check/state?case=${id}`)).status, 200)
  })
})
