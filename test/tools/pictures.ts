/**
 * Draws the pictures of the guides into cards/images: all of them, or those given as arguments, such as senderConsent/2.
 * The committed ones are drawn with the font Open Sans (Debian: fonts-open-sans); without it, letters look different.
 */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { launchBrowser } from './browser.js'
import { pictures } from './pictures/index.js'
import { pageOf } from './pictures/page.js'
import type { Picture } from './pictures/parts.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))

const names = process.argv.slice(2)
const unknown = names.filter(name => !Object.hasOwn(pictures, name))
if (unknown.length > 0) {
  console.error(`There is no picture ${unknown.join(', ')}. There are: ${Object.keys(pictures).join(', ')}`)
  process.exit(64)
}

const browser = await launchBrowser()
try {
  const page = await browser.newPage({ viewport: { width: 480, height: 360 }, deviceScaleFactor: 2 })
  if (!(await hasFont(page))) {
    console.warn('The font Open Sans is missing, so letters look different. Debian: apt-get install fonts-open-sans')
  }
  for (const [name, picture] of Object.entries(pictures)) {
    if (names.length === 0 || names.includes(name)) await draw(page, name, picture)
  }
} finally {
  await browser.close()
}

/** An installed font has other widths than its substitute. */
function hasFont(page: Page): Promise<boolean> {
  return page.evaluate(`{
    const pen = document.createElement('canvas').getContext('2d')
    const widthIn = font => { pen.font = '40px ' + font; return pen.measureText('Pending Send').width }
    widthIn('"Open Sans", monospace') !== widthIn('monospace')
  }`)
}

async function draw(page: Page, name: string, source: Picture): Promise<void> {
  await page.setContent(pageOf(source))
  const picture = page.locator('#picture')
  if (await cutsOff(picture)) throw new Error(`${name}: a mark sticks out of the picture`)
  const path = join(root, 'cards/images', `${name}.png`)
  mkdirSync(dirname(path), { recursive: true })
  const { length } = await picture.screenshot({ path, omitBackground: true })
  console.log(`${name}.png  ${Math.ceil(length / 1024)} KB`)
}

/** Whether a mark is not completely inside the picture. */
async function cutsOff(picture: Locator): Promise<boolean> {
  const frame = await picture.boundingBox()
  const marks = await picture.locator('.ring, .badge, .pointer').all()
  if (!frame || marks.length === 0) throw new Error('The picture is empty, or nothing is marked')
  const boxes = await Promise.all(marks.map(mark => mark.boundingBox()))
  return boxes.some(
    box =>
      !box ||
      box.x < frame.x ||
      box.y < frame.y ||
      box.x + box.width > frame.x + frame.width ||
      box.y + box.height > frame.y + frame.height,
  )
}
