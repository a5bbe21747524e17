import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { PAGES } from '../../../src/http/pages.js'
import { launchBrowser } from '../../tools/browser.js'
import { type Site, startSite } from '../../web/site.js'
import { axeFindings, refusedBy, watchAxe } from './axe.js'

const WIDTHS = [1000, 320]
const THEMES = ['light', 'dark'] as const
const FAILURES = ['declined', 'consent', 'foreign', 'unavailable', 'unreachable'] as const

/** How much wider the page is than the window. */
const EXCESS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

async function look(page: Page): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme })
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 })
      assert.deepEqual(await axeFindings(page), [], `${colorScheme}, ${width}`)
      assert.equal(await page.evaluate(EXCESS), 0, `${colorScheme}, ${width}`)
    }
  }
  assert.deepEqual(await refusedBy(page), [])
}

/** A page is served by the real server, also where a browser would not ask for it like this. */
async function openAs(page: Page, url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  await page.route(url, async route => {
    const answer = await fetch(url, { headers: { ...headers }, redirect: 'manual' })
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    })
  })
  await page.goto(url)
}

describe('every page, in both themes, wide and narrow', () => {
  let site: Site
  let browser: Browser
  let context: BrowserContext
  let page: Page
  before(async () => {
    ;[site, browser] = await Promise.all([startSite(), launchBrowser()])
  })
  after(async () => {
    await browser.close()
    await site.close()
  })

  /** A window in which somebody is signed in; null: nobody. */
  const open = async (person: 'sara' | 'helen' | null) => {
    await context?.close()
    context = await browser.newContext({ locale: 'en-US', timezoneId: 'UTC', reducedMotion: 'reduce' })
    context.setDefaultTimeout(10_000)
    page = await context.newPage()
    await watchAxe(page)
    if (!person) return
    const signedIn = site.browser()
    await signedIn.signIn(person)
    await context.addCookies([...signedIn.cookies].map(([name, value]) => ({ name, value, url: site.url })))
  }
  const goto = (path: string) => page.goto(site.url + path)
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

  it('start: as it is opened, after a press on nothing, with a file, and with a note', async () => {
    await open('sara')
    await goto('/check')
    await page.getByRole('button', { name: 'Check this', exact: true }).waitFor()
    await look(page)
    await press('Check this')
    await page.locator('[aria-invalid=true]').waitFor()
    await look(page)
    await page.locator('#file').setInputFiles({ name: 'a log.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
    await press('Remove')
    await page.locator('#file').setInputFiles({ name: 'a log.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
    await look(page)
    await goto('/check?org=Contoso&symptom=stuck&signIn=declined')
    await page.locator('.symptom.chosen').waitFor()
    await page.locator('.notice-line').waitFor()
    await look(page)
  })

  it('a case: its cause, an open menu, and after somebody has signed out elsewhere', async () => {
    await open('sara')
    await goto('/check')
    await page.locator('textarea').fill('sara@contoso.com is stuck in Contoso')
    await press('Check this')
    await page.getByRole('button', { name: 'Details', exact: true }).click()
    await look(page)
    await press('More')
    await page.getByRole('menu').waitFor()
    await look(page)
    await page.keyboard.press('Escape')
    await context.clearCookies()
    await press('Check again')
    await page.getByRole('link', { name: 'Sign in again', exact: true }).waitFor()
    await look(page)
  })

  it('the checks of a person, with and without any', async () => {
    await open('sara')
    await goto('/check/cases')
    await page.locator('.ac-adaptiveCard').waitFor()
    await look(page)
    await open('helen')
    await goto('/check/cases')
    await page.locator('.ac-adaptiveCard').waitFor()
    await look(page)
  })

  it('a check that does not exist', async () => {
    await open('sara')
    await goto('/check/case/none')
    await page.locator('.notice-line, .ac-adaptiveCard').first().waitFor()
    await look(page)
  })

  it('the board, and for whoever may not see it', async () => {
    await open('helen')
    await goto('/check/board')
    await page.locator('.ac-adaptiveCard').waitFor()
    await look(page)
    await open('sara')
    await goto('/check/board')
    assert.equal(await page.locator('h1').count(), 1)
    await look(page)
  })

  for (const failure of [...FAILURES, 'expired'] as const) {
    it(`the message that the sign-in failed: ${failure}`, async () => {
      await open(null)
      const person = site.browser()
      const left = await person.get('/check/sign-in', {})
      const state = new URL(left.headers.get('location') ?? '').searchParams.get('state') ?? ''
      const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      site.signIn.failure = failure
      const address = `${site.url}/check/signed-in?code=sara&state=${failure === 'expired' ? 'other' : state}`
      await openAs(page, address, { cookie })
      site.signIn.failure = null
      await page.locator('main.message').waitFor()
      await look(page)
    })
  }

  it('the messages in a frame, after signing out, and while nothing works', async () => {
    await open(null)
    await openAs(page, `${site.url}/check`, { 'sec-fetch-dest': 'iframe' })
    await page.locator('main.message a[target=_blank]').waitFor()
    await look(page)
    await goto('/check/signed-out')
    await look(page)
    site.run(null)
    const answer = await goto('/check/cases')
    site.run(site.app)
    assert.equal(answer?.status(), 503)
    await look(page)
  })

  for (const [path, { html, headers }] of PAGES) {
    it(`the public page ${path}`, async () => {
      await open(null)
      await page.route(site.url + path, route => route.fulfill({ body: html, headers: { ...headers } }))
      await goto(path)
      await look(page)
    })
  }
})
