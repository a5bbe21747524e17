/** Draws the picture for the README: a whole case in three cards, as the official renderer shows them. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { draw, openRenderer, servePictures } from '../browser/renderer.js'
import { cardsFolder, view } from '../fixtures/library.js'
import { screens, surfaces } from '../fixtures/screens.js'
import { launchBrowser } from './browser.js'

const WALK = ['intake: symptom', 'own mail: mailboxNotEnabled', 'phase: resolved']
const CARD_WIDTH = 360
const path = join(fileURLToPath(new URL('../../../', import.meta.url)), '.github/pending-send.png')

const STYLE = `
  main { display: flex; align-items: center; gap: 18px; padding: 24px; width: max-content; background: #f5f5f5; }
  img { border-radius: 8px; box-shadow: 0 2px 10px #0003; }
  b { font: 28px sans-serif; color: #4f52b2; }`

const browser = await launchBrowser()
try {
  const cards: Buffer[] = []
  for (const name of WALK) cards.push(await shot(browser, name))
  mkdirSync(dirname(path), { recursive: true })
  const page = await browser.newPage({ viewport: { width: 1240, height: 400 } })
  const images = cards.map(png => `<img width="${CARD_WIDTH}" src="data:image/png;base64,${png.toString('base64')}">`)
  await page.setContent(`<!doctype html><style>${STYLE}</style><main>${images.join('<b>→</b>')}</main>`)
  const { length } = await page.locator('main').screenshot({ path })
  console.log(`${path.split('/').slice(-2).join('/')}  ${Math.ceil(length / 1024)} KB`)
} finally {
  await browser.close()
}

async function shot(browser: Browser, name: string): Promise<Buffer> {
  const screen = (await screens())[name]
  if (!screen) throw new Error(`There is no screen "${name}"`)
  const page = await openRenderer(browser, { theme: 'light', width: CARD_WIDTH, scale: 2 })
  await servePictures(page, file => join(cardsFolder, file))
  await draw(page, view.card(screen, surfaces['Action.Execute']))
  return page.locator('#card').screenshot()
}
