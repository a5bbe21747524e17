import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../tools/browser.js'
import { StandIn } from './standIn.js'
import { becomes, type Visitor, visit } from './visitor.js'

describe('signing out on the page', () => {
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
    await page.getByLabel('Error text or log').fill('typed by Sara')
  })
  afterEach(async () => {
    assert.deepEqual(sara.complaints, [])
    await sara.context.close()
    server.stop()
  })

  const signOut = () => page.getByRole('button', { name: 'Sign out' }).click()
  const stored = () => page.evaluate('JSON.stringify(sessionStorage)') as Promise<string>

  it('is asked for by the script, which the server takes it from, and says that it is done', async () => {
    const asked = page.waitForRequest('**/check/sign-out')
    await signOut()
    assert.equal((await asked).headers()['x-pending-send'], 'page')
    await page.waitForURL('**/check/signed-out')
  })

  it('leaves nothing that was typed, on whatever page, to the next person', async () => {
    await page.evaluate(`sessionStorage.setItem('pending-send:/check/case/a', '[["x","typed there"]]')`)
    await page.evaluate(`sessionStorage.setItem('of another page', 'stays')`)
    await signOut()
    await page.waitForURL('**/check/signed-out')
    assert.equal(await stored(), '{"of another page":"stays"}')
  })

  it('is done where the session had ended before', async () => {
    server.always = 401
    await signOut()
    await page.waitForURL('**/check/signed-out')
  })

  it('says that somebody is still signed in while the server cannot be reached', async () => {
    server.always = 'cut'
    await signOut()
    await becomes(async () => {
      await sara.elapse(1_000)
      return /You are still signed in/.test(await sara.notice())
    }, true)
    assert.match(await stored(), /typed by Sara/)
    server.always = null
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.waitForURL('**/check/signed-out')
  })
})
