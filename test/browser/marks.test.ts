import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { library } from '../fixtures/library.js'
import { launchBrowser } from '../tools/browser.js'
import { pictures } from '../tools/pictures/index.js'
import { pageOf } from '../tools/pictures/page.js'

interface Guide {
  readonly pictures: readonly { readonly file: string; readonly alt: string }[]
}

const { guides } = library.strings.en as unknown as { readonly guides: Readonly<Record<string, Guide>> }
const alts = Object.fromEntries(
  Object.values(guides).flatMap(guide => guide.pictures.map(({ file, alt }) => [file, alt])),
)

/** A mark that a person follows: a ring with its number, its hint and its content. */
interface Mark {
  /** The words of the content. */
  readonly text: string
  /** Words and drawings of the content that are not inside the ring. */
  readonly outside: readonly string[]
  /** Words outside the mark that the ring or its number covers. */
  readonly touched: readonly string[]
  /** Whether the mouse pointer points into the ring; null: there is no pointer. */
  readonly pointed: boolean | null
}

/** How many CSS pixels letters may extend beyond their boxes. */
const SLACK = 2

/** Runs in the page. */
const LOOK = `(() => {
  const slack = ${SLACK}
  const picture = document.querySelector('#picture')
  const frame = picture.getBoundingClientRect()
  const words = []
  const walker = document.createTreeWalker(picture, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (node.data.trim() === '') continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const box of range.getClientRects()) {
      const seen = box.top < frame.bottom && box.left < frame.right
      if (seen) words.push({ node, text: node.data.trim(), box })
    }
  }
  const covers = (a, b) =>
    a.left <= b.left + slack && a.right >= b.right - slack && a.top <= b.top + slack && a.bottom >= b.bottom - slack
  const meets = (a, b) =>
    a.left < b.right - slack && a.right > b.left + slack && a.top < b.bottom - slack && a.bottom > b.top + slack
  const ours = (mark, word) => mark.contains(word.node) && !word.node.parentElement.closest('.badge')
  return [...picture.querySelectorAll('.mark')].map(mark => {
    const ring = mark.querySelector(':scope > .ring').getBoundingClientRect()
    const pointer = mark.querySelector('.pointer')?.getBoundingClientRect()
    const drawn = [ring, ...[...mark.querySelectorAll(':scope > .badge')].map(badge => badge.getBoundingClientRect())]
    const inside = words.filter(word => ours(mark, word))
    const others = words.filter(word => !mark.contains(word.node) && !word.node.parentElement.closest('.badge'))
    const tip = pointer && { left: pointer.left + 2, right: pointer.left + 4, top: pointer.top + 2, bottom: pointer.top + 4 }
    return {
      text: inside.map(({ text }) => text).join(' '),
      outside: [
        ...inside.filter(({ box }) => !covers(ring, box)).map(({ text }) => text),
        ...[...mark.querySelectorAll('*')]
          .filter(element => !element.closest('.ring, .badge, .pointer') && !(element.ownerSVGElement))
          .filter(element => !covers(ring, element.getBoundingClientRect()))
          .map(element => element.className.baseVal ?? element.className),
      ],
      touched: others.filter(({ box }) => drawn.some(drawing => meets(drawing, box))).map(({ text }) => text),
      pointed: tip ? covers(ring, tip) : null,
    }
  })
})()`

describe('the marks of a picture', () => {
  let browser: Browser
  let page: Page
  before(async () => {
    browser = await launchBrowser()
    page = await browser.newPage({ viewport: { width: 480, height: 600 } })
  })
  after(() => browser.close())

  for (const [name, picture] of Object.entries(pictures)) {
    it(`enclose their content, and nothing else: ${name}`, async () => {
      await page.setContent(pageOf(picture))
      const marks = await page.evaluate<Mark[]>(LOOK)
      assert.ok(marks.length > 0)
      for (const { text, outside, touched, pointed } of marks) {
        assert.deepEqual({ outside, touched }, { outside: [], touched: [] }, text)
        assert.notEqual(pointed, false, `the mouse pointer is not on "${text}"`)
      }
      const labels = [...(alts[name] ?? '').matchAll(/"([^"]+)"/g)].map(([, label = '']) => label)
      const shown = marks.map(({ text }) => text).join(' ')
      assert.ok(
        labels.length === 0 || labels.some(label => shown.includes(label)),
        `the alternative text says ${labels.join(', ')}, but the marks are on ${shown}`,
      )
    })
  }

  it('are reported if one covers the row of something else', async () => {
    const row = (label: string) => `<div class="row" style="height: 40px">${label}</div>`
    const astray = `<span class="mark" style="display: block">${row('Meant')}<i class="ring" style="top: -30px"></i></span>`
    await page.setContent(pageOf({ height: 200, body: `<div class="rows">${row('Reparent user')}${astray}</div>` }))
    const [mark] = await page.evaluate<Mark[]>(LOOK)
    assert.deepEqual(mark?.touched, ['Reparent user'])
  })

  it('are reported if the hint of one is outside its ring', async () => {
    const explained = `Meant<i class="ring"></i><b class="presses" style="position: absolute; bottom: 44px">three times</b>`
    await page.setContent(
      pageOf({ height: 200, body: `<div style="height: 90px"></div><span class="mark">${explained}</span>` }),
    )
    const [mark] = await page.evaluate<Mark[]>(LOOK)
    assert.deepEqual(mark?.outside, ['three times', 'presses'])
  })
})
