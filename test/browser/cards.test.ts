import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { cardsFolder, view } from '../fixtures/library.js'
import { screens, surfaces } from '../fixtures/screens.js'
import { launchBrowser } from '../tools/browser.js'
import { draw, drawInside, openEach, openRenderer, servePictures, THEMES, WIDTHS } from './renderer.js'

const output = '.test-output/cards'
const all = Object.entries(await screens())

const SOUND = { faults: [], imagesWithoutAlt: 0, inputsWithoutLabel: 0, buttonsWithoutName: 0, overflow: 0 }

/** A file name from the name of the card, without characters that file systems reject. */
function fileOf(name: string): string {
  return `${name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 90)}.png`
}

/** Pictures take longer than all that is looked at here: CARD_PICTURES=yes takes them, for somebody who wants to see the cards. */
const isPictured = process.env.CARD_PICTURES === 'yes'

async function picture(
  page: Page,
  { card, file }: { readonly card: object; readonly file: (part: string) => string },
): Promise<void> {
  await draw(page, card)
  await page.screenshot({ path: file(''), fullPage: true })
  await openEach(page, async title => void (await page.screenshot({ path: file(` ${title}`), fullPage: true })))
}

describe('every card in the official renderer', () => {
  let browser: Browser
  let opened = 0
  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())

  for (const theme of THEMES) {
    for (const width of WIDTHS) {
      describe(`${theme}, ${width} pixels wide`, () => {
        const folder = join(output, `${theme}-${width}`)
        let page: Page
        before(async () => {
          mkdirSync(folder, { recursive: true })
          page = await openRenderer(browser, { theme, width })
          await servePictures(page, path => join(cardsFolder, path))
        })
        after(() => page.close())

        for (const [name, screen] of all) {
          it(name, async () => {
            const card = view.card(screen, surfaces['Action.Execute'])
            const [face, ...parts] = await drawInside(page, card)
            assert.ok(face && face.text.trim().length > 0)
            opened += parts.length
            for (const { title, text, ...rendered } of [face, ...parts]) {
              assert.ok(text.length > face.text.length || title === face.title, title)
              assert.deepEqual(rendered, SOUND, title)
            }
            if (isPictured) await picture(page, { card, file: part => join(folder, fileOf(`${name}${part}`)) })
          })
        }
      })
    }
  }

  it('has been opened wherever something is one tap away', () => {
    assert.ok(opened > all.length, `${opened} parts of ${all.length} cards`)
  })

  it('parses the cards for channels without Action.Execute as well', async () => {
    const page = await openRenderer(browser, { theme: 'light', width: 800 })
    await servePictures(page, path => join(cardsFolder, path))
    for (const [name, screen] of all) {
      const { faults } = await draw(page, view.card(screen, surfaces['Action.Submit']))
      assert.deepEqual(faults, [], name)
    }
  })

  it('detects an invalid card', async () => {
    const page = await openRenderer(browser, { theme: 'light', width: 320 })
    const image = { type: 'Image', size: 'huge', url: 'data:,' }
    const { faults, imagesWithoutAlt } = await draw(page, { type: 'AdaptiveCard', version: '1.5', body: [image] })
    assert.ok(faults.length > 0)
    assert.equal(imagesWithoutAlt, 1)
    const foreign = (type: string) => ({ type: 'AdaptiveCard', version: '1.5', body: [{ type, fallback: 'drop' }] })
    assert.deepEqual((await draw(page, foreign('Chart.Donut'))).faults, [])
    assert.equal((await draw(page, foreign('Chart.Gauge'))).faults.length, 1)
  })
})
