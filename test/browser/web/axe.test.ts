import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { checks } from '../../../src/checks/index.js'
import { remedies } from '../../../src/remedies/index.js'
import { createView } from '../../../src/view/view.js'
import { library } from '../../fixtures/library.js'
import { screens, surfaces } from '../../fixtures/screens.js'
import { launchBrowser } from '../../tools/browser.js'
import { StandIn } from '../../web/browser/standIn.js'
import { axeFindings, refusedBy } from './axe.js'
import { countsOf, drawAll, faultsOf, type NamedCard, newColors, openGallery, pressAll } from './gallery.js'

const all = Object.entries(await screens())
/** So many on one page: each look at a page costs more than what is looked at. */
const AT_ONCE = 60
const batches = Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, i) =>
  all.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
)
const surface = { ...surfaces['Action.Execute'], channelId: 'web', page: true } as const

const WIDE = { width: 1000, height: 800 }
/** A small phone, and a page that is enlarged to 400 %: https://www.w3.org/TR/WCAG22/#reflow */
const NARROW = { width: 320, height: 800 }

describe('every card on the web page', () => {
  const site = new StandIn()
  let browser: Browser
  let page: Page
  let invalid = 0
  let colored = 0
  const missing: string[] = []
  before(async () => {
    await site.start()
    browser = await launchBrowser()
    page = await openGallery(browser, site)
    // The renderer takes away what it cannot load.
    page.on('response', answer => answer.ok() || missing.push(answer.url()))
  })
  after(async () => {
    await browser.close()
    site.stop()
  })

  const draw = async (cards: readonly NamedCard[]) => {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize(WIDE)
    await drawAll(page, cards)
  }

  for (const batch of batches) {
    it(`is accessible, from “${batch[0]?.[0]}” to “${batch.at(-1)?.[0]}”`, async () => {
      const view = createView(library, { publicUrl: site.origin, checks, remedies, repairs: true })
      await draw(batch.map(([name, screen]) => ({ name, card: view.card(screen, surface) })))
      assert.deepEqual(await axeFindings(page, { within: '.looked-at' }), [])
      assert.deepEqual(await faultsOf(page), [])

      await page.emulateMedia({ colorScheme: 'dark' })
      const fresh = await newColors(page)
      colored += fresh
      // A theme changes colors alone, and these come from the sheet: what is built and styled alike has the same ones.
      const ofColors = { within: '[data-new-colors]', rules: ['color-contrast', 'link-in-text-block'] }
      if (fresh > 0) assert.deepEqual(await axeFindings(page, ofColors), [])

      await page.setViewportSize(NARROW)
      assert.deepEqual(await faultsOf(page), [])

      const complaints = await pressAll(page)
      invalid += complaints
      if (complaints > 0) assert.deepEqual(await axeFindings(page, { within: 'section.invalid' }), [])
      assert.deepEqual(await faultsOf(page), [])
    })
  }

  it('was opened wherever something is one tap away, and complained of what is missing', async () => {
    const { faces, parts, inputs, images } = await countsOf(page)
    assert.equal(faces, all.length)
    for (const [count, least] of [
      [parts, 200],
      [inputs, 150],
      [images, 150],
      [colored, 50],
      [invalid, 10],
    ] as const)
      assert.ok(count >= least, `${count} instead of at least ${least}`)
  })

  it('has all its pictures, and does nothing that the policy of the page refuses', async () => {
    assert.deepEqual(await refusedBy(page), [])
    assert.deepEqual(missing, [])
  })

  it('is told apart from a card that is not accessible', async () => {
    const text = { type: 'TextBlock', text: 'a **b* c', wrap: true }
    const wide = { type: 'Image', url: `${site.origin}/images/actingAccountDisabled/1.png`, width: '900px' }
    await draw([{ name: 'bad', card: { type: 'AdaptiveCard', version: '1.5', body: [text, wide] } }])
    await page.evaluate(`
      const text = document.querySelector('.looked-at .ac-textBlock')
      text.style.color = '#aaaaaa'
      text.style.width = '900px'
      text.append(document.createElement('input'))
      const script = document.createElement('script')
      script.textContent = '1'
      text.append(script)
    `)
    const found = (await axeFindings(page, { within: '.looked-at' })).join('\n')
    for (const rule of ['color-contrast', 'label', 'image-alt'])
      assert.match(found, new RegExp(`wrong \\| ${rule} \\| bad`))
    await page.setViewportSize(NARROW)
    const faults = (await faultsOf(page)).join('\n')
    for (const fault of [/bad: no label/, /bad: no text for/, /bad: stray \*/, /bad: too wide/])
      assert.match(faults, fault)
    assert.match((await refusedBy(page)).join('\n'), /^script-src/)
  })
})
