import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import type { StandIn } from '../../web/browser/standIn.js'
import { watchAxe } from './axe.js'

/** Opens the page of a case with all that the page has, except for its script: in its place, many cards are drawn at once. */
export async function openGallery(browser: Browser, site: StandIn): Promise<Page> {
  const page = await browser.newPage({ locale: 'en-US', timezoneId: 'UTC', reducedMotion: 'reduce' })
  await watchAxe(page)
  const script = await galleryScript()
  await page.route('**/check/page.js', route => route.fulfill({ body: script, contentType: 'text/javascript' }))
  await page.goto(`${site.origin}/check/case/gallery`)
  return page
}

/** Draws each card, and again for each of its parts that is one tap away and that no card before it had. */
export function drawAll(page: Page, cards: readonly NamedCard[]): Promise<void> {
  return page.evaluate(`gallery.drawAll(${JSON.stringify(cards)})`)
}

export interface NamedCard {
  readonly name: string
  readonly card: object
}

/** How many elements are colored as none was before, among what was drawn last. */
export function newColors(page: Page): Promise<number> {
  return page.evaluate("document.querySelectorAll('[data-new-colors]').length")
}

/** Empties every field that has to be filled, and presses the buttons that send. Returns of how many fields is said that they are wrong. */
export function pressAll(page: Page): Promise<number> {
  return page.evaluate('gallery.pressAll()')
}

/** What nobody should see on any card, each with the name of the card. */
export function faultsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate('gallery.faults()')
}

/** What was drawn so far. */
export function countsOf(page: Page): Promise<Counts> {
  return page.evaluate('gallery.counts')
}

export interface Counts {
  readonly faces: number
  readonly parts: number
  readonly inputs: number
  readonly images: number
}

async function galleryScript(): Promise<Buffer> {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: fileURLToPath(new URL('../../../../src/web/client', import.meta.url)) },
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'warning',
  })
  return Buffer.from(outputFiles[0]?.contents ?? [])
}

/** Runs in the page, with what draws its cards. */
const SCRIPT = `
import { createCardHost } from './card/cardHost.ts'
import { prepareRenderer } from './card/renderer.ts'

const main = document.getElementById('main')
const strings = JSON.parse(document.getElementById('strings').textContent)
prepareRenderer(strings.more)
const drafts = { get: () => null, set() {}, remove() {} }
const [seen, drawn] = [new Set(), new Map()]
const counts = { faces: 0, parts: 0, inputs: 0, images: 0 }

function draw({ name, card }) {
  const section = document.createElement('section')
  section.setAttribute('aria-label', name)
  main.append(section)
  drawn.set(section, card)
  const told = { working: strings.working, click: async () => false, open() {}, opensApart: () => true }
  createCardHost({ element: section, drafts, ...told }).show(card, 'still')
  return section
}
const isShown = element => element.checkVisibility()
const foldersIn = section => [...section.querySelectorAll('button.expandable')].filter(isShown)
const partIn = section => [...section.querySelectorAll('.ac-adaptiveCard .ac-adaptiveCard')].filter(isShown).at(-1)
/** The generated ids differ each time. */
const keyOf = part => part.outerHTML.replace(/__ac-[\\w-]+/g, '')
/** Opens one part after the other; each that is new stays open in a card of its own. */
function drawParts(named, path) {
  const section = draw(named)
  const open = () => {
    for (const i of path) foldersIn(section)[i].click()
    return foldersIn(section).length
  }
  const before = open()
  for (let i = 0; i < before; i++) {
    const folder = foldersIn(section)[i]
    if (folder.classList.contains('expanded')) continue
    folder.click()
    const part = partIn(section)
    if (!part) throw new Error(named.name + ': ' + folder.textContent + ' opens nothing')
    const key = keyOf(part)
    if (!seen.has(key)) {
      seen.add(key)
      counts.parts += 1
      const copy = draw({ ...named, name: named.name + ', ' + folder.textContent })
      for (const at of [...path, i]) foldersIn(copy)[at].click()
      partIn(copy).classList.add('looked-at')
      if (foldersIn(copy).length > before) drawParts(named, [...path, i])
    }
    folder.click()
  }
  section.remove()
}

/** What decides over colors: the classes and styles of an element and of all around it. */
const chains = new Map()
function chainOf(element) {
  const around = element.parentElement === main ? '' : chainOf(element.parentElement)
  const chain = [around, element.tagName, element.className, element.getAttribute('style')].join('|')
  if (!chains.has(chain)) chains.set(chain, chains.size)
  return chains.get(chain)
}
const colored = new Set()
const hasText = element => [...element.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim() !== '')
function markNewColors() {
  for (const element of all('*')) {
    if (!hasText(element) || !isShown(element)) continue
    const chain = chainOf(element)
    if (!colored.has(chain)) element.toggleAttribute('data-new-colors', true)
    colored.add(chain)
  }
}

/** Signs of Markdown that stand in a text although nobody made them plain. */
function strayIn(text, card) {
  const strings = []
  const visit = node => typeof node === 'string' ? strings.push(node) : node && Object.values(node).forEach(visit)
  visit(card)
  const isPlain = sign => strings.some(string => string.includes('\\\\' + sign))
  return ['\\\\', '*', ']('].filter(sign => text.includes(sign) && !isPlain(sign === '](' ? '[' : sign))
}
const all = selector => [...document.querySelectorAll('.looked-at')].flatMap(part => [...part.querySelectorAll(selector)])
const cardOf = element => element.closest('section').getAttribute('aria-label')

globalThis.gallery = {
  counts,
  async drawAll(cards) {
    main.replaceChildren()
    drawn.clear()
    for (const named of cards) {
      draw(named).classList.add('looked-at')
      counts.faces += 1
    }
    for (const named of cards) drawParts(named, [])
    counts.inputs += all('input, select, textarea').length
    counts.images += all('img').length
    markNewColors()
    await Promise.all(all('img').map(image => image.decode().catch(() => {})))
  },
  async pressAll() {
    for (const field of all('.ac-input-required')) {
      field.value = ''
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
    for (const button of all('.style-positive:not(.expandable)')) if (isShown(button)) button.click()
    // Invalid fields are marked when the page has done all that it does at a press.
    await new Promise(done => setTimeout(done))
    const invalid = document.querySelectorAll('[aria-invalid="true"]')
    for (const field of invalid) field.closest('section').classList.add('invalid')
    return invalid.length
  },
  faults() {
    const found = []
    const add = (element, what) => found.push(cardOf(element) + ': ' + what)
    for (const input of all('input, select, textarea')) {
      const ids = (input.getAttribute('aria-labelledby') ?? '').split(' ')
      const labels = [...(input.labels ?? []), ...ids.map(id => document.getElementById(id))].filter(Boolean)
      if (!labels.some(label => label.textContent.trim() !== '')) add(input, 'no label: ' + input.outerHTML)
    }
    for (const image of all('img')) if (!image.alt) add(image, 'no text for ' + image.src)
    for (const text of all('.ac-textBlock, .ac-fact-title, .ac-fact-value'))
      for (const sign of strayIn(text.textContent, drawn.get(text.closest('section'))))
        add(text, 'stray ' + sign + ' in: ' + text.textContent.slice(0, 200))
    for (const part of document.querySelectorAll('.looked-at')) {
      const { right } = part.closest('section').getBoundingClientRect()
      for (const element of part.querySelectorAll('*'))
        if (isShown(element) && element.getBoundingClientRect().right > right + 1) add(part, 'too wide: ' + element.outerHTML.slice(0, 200))
      if (part.innerText.trim() === '') add(part, 'nothing is shown')
    }
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) found.push('the page is ' + scrollWidth + ' pixels wide instead of ' + clientWidth)
    return found
  },
}
`
