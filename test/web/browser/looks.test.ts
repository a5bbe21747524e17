import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { screens } from '../../fixtures/screens.js'
import { launchBrowser } from '../../tools/browser.js'
import { StandIn } from './standIn.js'
import { type Visitor, visit } from './visitor.js'

const output = '.test-output/page'
const all = Object.entries(await screens())
const MOST_BYTES = 150 * 1024

/** Nothing is too wide, nothing can be pressed without a name, and no field is without a label. */
const LOOK = `({
  overflow: document.documentElement.scrollWidth - innerWidth,
  unnamed: [...document.querySelectorAll('button, [role=link]')].filter(one => !one.innerText.trim()).length,
  unlabelled: [...document.querySelectorAll('main input, main select, main textarea')]
    .filter(one => !one.labels?.length && !one.getAttribute('aria-label') && !one.getAttribute('aria-labelledby')).length,
  wide: [...document.querySelectorAll('img.ac-image, .ac-image img')].filter(one => one.offsetWidth > 480).length,
  low: [...document.querySelectorAll('.ac-pushButton, .button, .symptom')].filter(one => one.offsetHeight > 0 && one.offsetHeight < 40).length,
})`
const SOUND = { overflow: 0, unnamed: 0, unlabelled: 0, wide: 0, low: 0 }

async function lookAt(page: Page, name: string): Promise<void> {
  await page.locator('.ac-adaptiveCard').first().waitFor()
  assert.deepEqual(await page.evaluate(LOOK), SOUND, name)
  for (const button of await page.locator('button.expandable').all()) {
    if (!(await button.isVisible())) continue
    await button.click()
    assert.deepEqual(await page.evaluate(LOOK), SOUND, name)
  }
}

describe('the looks of the page', () => {
  let browser: Browser
  let server: StandIn
  before(async () => {
    browser = await launchBrowser()
    server = new StandIn()
    server.agent = true
    server.list = { screen: all.find(([name]) => name === 'cases: several')![1] }
    server.answer = () => ({ screen: all.find(([, { kind }]) => kind === 'board')![1] })
    await server.start()
    for (const [i, [, screen]] of all.entries()) server.change(String(i), { screen })
  })
  after(async () => {
    await browser.close()
    server.stop()
  })

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [320, 1_000]) {
      describe(`${theme}, ${width} pixels wide`, () => {
        const folder = join(output, `${theme}-${width}`)
        let sara: Visitor
        before(async () => {
          mkdirSync(folder, { recursive: true })
          sara = await visit(browser, server, '/check', { theme, width })
        })
        after(() => sara.context.close())

        for (const [name, path, part] of [
          ['start', '/check?org=Contoso', '.start'],
          ['cases', '/check/cases', '.ac-adaptiveCard'],
          ['board', '/check/board', '.ac-adaptiveCard'],
        ] as const) {
          it(name, async () => {
            await sara.page.goto(server.origin + path)
            await sara.page.locator(part).first().waitFor()
            await sara.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
            assert.deepEqual(await sara.page.evaluate(LOOK), SOUND)
            assert.deepEqual(sara.complaints, [])
          })
        }

        // Every card is drawn elsewhere (browser/cards.test.ts); here, what the sheet makes of each kind is looked at.
        it('draws cards, and each part of them that is one tap away', async () => {
          const some = all.flatMap(([name], i) => (i % 8 === (theme === 'dark' ? 0 : 4) ? [[name, i] as const] : []))
          for (const [name, i] of some) {
            await sara.page.goto(`${server.origin}/check/case/${i}`)
            await lookAt(sara.page, name)
          }
          assert.deepEqual(sara.complaints, [])
        })
      })
    }
  }

  it('weighs no more than 150 KB, compressed', t => {
    const html = gzipSync(server.page('/check/case/one') ?? '').length
    const names = ['page.js', 'page.css', 'adaptivecards.js', 'icon.svg']
    const files = names.map(name => [name, gzipSync(server.file(name)).length] as const)
    const sum = files.reduce((total, [, size]) => total + size, html)
    t.diagnostic(`${sum} bytes: html ${html}, ${files.map(([name, size]) => `${name} ${size}`).join(', ')}`)
    assert.ok(html > 500 && sum > 80_000)
    assert.ok(sum <= MOST_BYTES, `${sum} bytes`)
  })
})
