import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Screen } from '../../../src/app/ports.js'
import { screens } from '../../fixtures/screens.js'
import { launchBrowser } from '../../tools/browser.js'
import { StandIn } from './standIn.js'
import { becomes, type Visitor, visit } from './visitor.js'

const all: Readonly<Record<string, Screen>> = await screens()
const offered = all['phase: offered']!
const several = all['cases: several']!
const board = Object.values(all).find(({ kind }) => kind === 'board')!

describe('lists', () => {
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
    server.agent = true
    await server.start()
  })
  afterEach(async () => {
    assert.deepEqual(sara.complaints, [])
    await sara.context.close()
    server.stop()
  })

  async function open(path: string): Promise<void> {
    sara = await visit(browser, server, path)
    page = sara.page
    await page.locator('.ac-adaptiveCard').waitFor()
  }

  const headline = () => page.locator('[role="heading"]').first().innerText()
  /** The id of the case that the first button stands for. */
  const caseOf = () => new URL(page.url()).pathname.replace('/check/case/', '')

  it('lead to the page of a case, and have changed when somebody comes back', async () => {
    assert.ok(several.kind === 'cases')
    const first = several.cases[0]!.id
    server.list = { screen: several }
    server.change(first, { screen: offered })
    await open('/check/cases')
    await page.getByRole('button', { name: 'Show it here' }).first().press('Enter')
    await page.waitForURL('**/check/case/*')
    assert.equal(decodeURIComponent(caseOf()), first)
    assert.deepEqual(server.deeds, [])
    server.list = { screen: { ...several, cases: several.cases.slice(0, 1), more: 0 } }
    await page.goBack()
    await becomes(headline, 'One check is open')
  })

  it('are drawn again when the tab is looked at again, and only then', async () => {
    assert.ok(several.kind === 'cases')
    server.list = { screen: several }
    await open('/check/cases')
    await sara.setVisible(false)
    await sara.elapse(60_000)
    assert.equal(server.reads.length, 1)
    server.list = { screen: { ...several, cases: several.cases.slice(0, 1), more: 0 } }
    await sara.setVisible(true)
    await becomes(headline, 'One check is open')
  })

  it('are tried again until the server answers', async () => {
    server.list = { screen: several }
    server.faults.push('cut', 503)
    sara = await visit(browser, server, '/check/cases')
    page = sara.page
    await becomes(() => sara.notice().then(text => /does not answer/.test(text)), true)
    await becomes(async () => {
      await sara.elapse(5_000)
      return page.locator('.ac-adaptiveCard').count()
    }, 1)
  })

  it('ask for the board as a button of the bot would, and remember what was looked for', async () => {
    server.answer = () => ({ screen: board })
    await open('/check/board')
    assert.deepEqual([server.deeds[0]?.verb, server.deeds[0]?.data], ['board', {}])
    await page.getByRole('button', { name: 'Filter' }).click()
    const find = page.locator('input[type="text"]').first()
    await find.fill('sara@contoso.com')
    await page.locator('.ac-adaptiveCard .ac-adaptiveCard').getByRole('button').first().click()
    await becomes(() => server.deeds.length, 2)
    assert.equal(server.deeds[1]?.data?.find, 'sara@contoso.com')
    assert.doesNotMatch(page.url(), /sara/)
    await page.getByRole('button', { name: 'Show #42' }).click()
    await page.waitForURL('**/check/case/*')
    await page.goBack()
    await becomes(() => server.deeds.length, 3)
    assert.equal(server.deeds[2]?.data?.find, 'sara@contoso.com')
  })
})
