import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import type { Screen } from '../../../src/app/ports.js'
import { screens } from '../../fixtures/screens.js'
import { launchBrowser } from '../../tools/browser.js'
import { StandIn } from './standIn.js'
import { becomes, type Visitor, visit } from './visitor.js'

const all: Readonly<Record<string, Screen>> = await screens()
const asking = all['intake: sender']!
const offered = all['phase: offered']!
const TYPED = 'nora@contoso.com'

describe('what comes between', () => {
  let browser: Browser
  let server: StandIn
  let sara: Visitor
  let page: Page
  let field: Locator

  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())
  beforeEach(async () => {
    server = new StandIn()
    await server.start()
    server.answer = () => ({ screen: offered, id: 'one' })
    server.change('one', { screen: asking })
    sara = await visit(browser, server, '/check/case/one')
    page = sara.page
    field = page.getByLabel('E-mail address in "From"')
    await field.fill(TYPED)
  })
  afterEach(async () => {
    assert.deepEqual(sara.complaints, [])
    await sara.context.close()
    server.stop()
  })

  const press = (name: string) => page.getByRole('button', { name }).click()
  const headline = () => page.locator('[role="heading"]').first().innerText()
  const stored = () => page.evaluate('JSON.stringify(sessionStorage)') as Promise<string>

  it('sends again what got lost, and does it once', async () => {
    server.faults.push('cut', 'lost', 503)
    await press('Check')
    for (let i = 0; i < 8; i += 1) await sara.elapse(1_000)
    await becomes(headline, 'Let others send for you?')
    assert.equal(server.deeds.length, 1)
  })

  it('offers to try again after a few times, as the same deed, and keeps what was typed', async () => {
    server.always = 'lost'
    await press('Check')
    await becomes(async () => {
      await sara.elapse(1_000)
      return /That did not arrive/.test(await sara.notice())
    }, true)
    assert.equal(await field.inputValue(), TYPED)
    assert.equal(await page.locator('.working').count(), 0)
    server.always = null
    await press('Try again')
    await becomes(headline, 'Let others send for you?')
    await becomes(() => sara.notice().then(text => /did not arrive/.test(text)), false)
    assert.equal(server.deeds.length, 1)
    assert.equal(await stored(), '{}')
  })

  it('knows the same deed when the same button is pressed once more', async () => {
    server.always = 'lost'
    await press('Check')
    await becomes(async () => {
      await sara.elapse(1_000)
      return /That did not arrive/.test(await sara.notice())
    }, true)
    server.always = null
    await press('Check')
    await becomes(headline, 'Let others send for you?')
    assert.equal(server.deeds.length, 1)
  })

  it('keeps what was typed over a reload, and in no address', async () => {
    await page.reload()
    await becomes(() => field.inputValue(), TYPED)
    assert.doesNotMatch(page.url(), /nora/)
    assert.ok((await stored()).includes(TYPED))
  })

  it('forgets what was typed once it was sent', async () => {
    await press('Check')
    await becomes(headline, 'Let others send for you?')
    assert.doesNotMatch(await stored(), /nora/)
    server.change('one', { screen: asking })
    await page.reload()
    await becomes(() => field.inputValue(), 'sara@contoso.com')
  })

  it('asks the same question again without what was sent', async () => {
    server.answer = () => ({ screen: asking, id: 'one' })
    await press('Check')
    await becomes(() => field.inputValue(), 'sara@contoso.com')
    assert.equal(await stored(), '{}')
  })

  it('says that there is a newer card while somebody types, and shows it when they want it', async () => {
    server.change('one', { screen: offered })
    await sara.elapse(5_000)
    await becomes(() => sara.notice().then(text => /changed meanwhile/.test(text)), true)
    assert.deepEqual([await headline(), await field.inputValue()], ['Whose mail is stuck?', TYPED])
    await press('Show the new card')
    assert.equal(await headline(), 'Let others send for you?')
    assert.equal(await page.evaluate('document.activeElement.innerText'), 'Let others send for you?')
    assert.equal(await sara.notice(), '')
  })

  it('shows the newer card by itself once nothing is typed any longer', async () => {
    server.change('one', { screen: offered })
    await sara.elapse(5_000)
    await becomes(() => sara.notice().then(text => /changed meanwhile/.test(text)), true)
    await field.fill('sara@contoso.com')
    await sara.elapse(5_000)
    await becomes(headline, 'Let others send for you?')
    assert.equal(await sara.notice(), '')
  })

  for (const [when, provoke] of [
    ['a look', () => sara.elapse(5_000)],
    ['a click', () => press('Check')],
  ] as const) {
    it(`leads to signing in again and back, with what was typed, when ${when} finds somebody signed out`, async () => {
      server.always = 401
      await provoke()
      const link = page.getByRole('link', { name: 'Sign in again' })
      await link.waitFor()
      assert.match(await sara.notice(), /You are signed out/)
      assert.equal(await link.getAttribute('href'), '/check/sign-in?to=%2Fcheck%2Fcase%2Fa')
      const reads = server.reads.length
      await sara.elapse(60_000)
      assert.equal(server.reads.length, reads)
      await link.click()
      await page.waitForURL('**/check/sign-in?to=*')
      server.always = null
      await page.goto(`${server.origin}/check/case/one`)
      await becomes(() => field.inputValue(), TYPED)
      assert.equal(server.deeds.length, 0)
    })
  }

  it('goes on by itself when somebody has signed in again in another tab', async () => {
    server.always = 401
    await sara.elapse(5_000)
    await page.getByRole('link', { name: 'Sign in again' }).waitFor()
    server.always = null
    await sara.setVisible(true)
    await becomes(() => sara.notice(), '')
  })

  it('says that there is no network, and that it is there again', async () => {
    await sara.context.setOffline(true)
    await becomes(() => sara.notice().then(text => /You are offline/.test(text)), true)
    await sara.context.setOffline(false)
    await becomes(() => sara.notice(), 'Connected again.')
    await sara.elapse(10_000)
    await becomes(() => sara.notice(), '')
    assert.equal(await field.inputValue(), TYPED)
  })

  it('says that the server does not answer, asks ever more seldom, and says that it is back', async () => {
    server.always = 'cut'
    const before = server.reads.length
    await sara.elapse(5_000)
    await becomes(() => sara.notice().then(text => /server does not answer/.test(text)), true)
    for (let i = 0; i < 60; i += 1) {
      await sara.elapse(5_000)
      await page.waitForLoadState()
    }
    // At the usual pace there would be sixty; the browser itself may try a broken connection twice.
    const tries = server.reads.length - before
    assert.ok(tries >= 2 && tries <= 25, `${tries} tries in five minutes`)
    server.always = null
    await becomes(async () => {
      await sara.elapse(1_000)
      return sara.notice()
    }, 'Connected again.')
  })

  it('says what the server says of a check that is gone', async () => {
    await page.goto(`${server.origin}/check/case/another`)
    await becomes(() => sara.notice(), 'There is no such check.')
  })
})
