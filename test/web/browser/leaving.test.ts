import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../tools/browser.js'
import { type Site, startSite } from '../site.js'
import { StandIn } from './standIn.js'
import { becomes, type Visitor, visit } from './visitor.js'

const TYPED = 'A text that nobody else should read'

describe('whoever sits there next', () => {
  let browser: Browser
  let server: StandIn
  let sara: Visitor
  let page: Page

  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())
  beforeEach(async () => {
    server = new StandIn()
    await server.start()
    sara = await visit(browser, server, '/check')
    page = sara.page
    await page.getByLabel('Error text or log').fill(TYPED)
    assert.ok((await stored(page)).includes(TYPED))
  })
  afterEach(async () => {
    assert.deepEqual(sara.complaints, [])
    await sara.context.close()
    server.stop()
  })

  const stored = (one: Page) => one.evaluate('JSON.stringify(sessionStorage)') as Promise<string>

  it('finds nothing of what was typed, in this tab and in the others, once somebody has signed out', async () => {
    const other = await sara.context.newPage()
    await other.goto(`${server.origin}/check?symptom=draft`)
    await other.getByLabel('Error text or log').fill(TYPED)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL('**/check/signed-out')
    await other.waitForURL('**/check/signed-out')
    for (const one of [page, other]) await becomes(() => stored(one), '{}')
  })

  it('does not find what somebody typed whose session has run out, and they do', async () => {
    server.personKey = 'web:omar'
    await page.reload()
    assert.equal(await page.getByLabel('Error text or log').inputValue(), '')
    server.personKey = 'web:sara'
    await page.reload()
    assert.equal(await page.getByLabel('Error text or log').inputValue(), TYPED)
  })

  it('finds no page that the browser kept', async () => {
    const restored = "window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    await Promise.all([page.waitForEvent('load'), page.evaluate(restored)])
  })
})

describe('the button that signs out', () => {
  let browser: Browser
  let site: Site
  before(async () => {
    browser = await launchBrowser()
    site = await startSite()
  })
  after(async () => {
    await browser.close()
    await site.close()
  })

  it('ends the session, and the button that goes back leads to signing in', async () => {
    const sara = site.browser()
    await sara.signIn('sara')
    const id = sara.cookies.get('pendingSend') ?? ''
    const context = await browser.newContext({ locale: 'en-US' })
    await context.addCookies([{ name: 'pendingSend', value: id, url: site.url, httpOnly: true, sameSite: 'Lax' }])
    const page = await context.newPage()
    await page.goto(`${site.url}/check/cases`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
    assert.equal(page.url(), `${site.url}/check/signed-out`)
    assert.equal((await sara.get('/check/list')).status, 401)
    assert.deepEqual(await context.cookies(), [])
    // Nobody answers there: that the browser goes there is enough.
    await Promise.all([page.waitForRequest('https://login.example/**'), page.goBack().catch(() => null)])
    await context.close()
  })
})
