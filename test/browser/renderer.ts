import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { TEAMS_ONLY } from '../view/nodes.js'

const bundle = fileURLToPath(import.meta.resolve('adaptivecards/dist/adaptivecards.js'))

export const THEMES = ['light', 'dark'] as const
type Theme = (typeof THEMES)[number]
/** CSS pixels: a small phone, and a chat on a desktop. */
export const WIDTHS = [320, 800] as const

/** What the official renderer reported about a card, and what it drew. */
export interface Rendered {
  /** Validation events from parsing and from the parsed card; that it does not know the elements of Teams' own is no fault. */
  readonly faults: readonly string[]
  readonly text: string
  readonly imagesWithoutAlt: number
  readonly inputsWithoutLabel: number
  readonly buttonsWithoutName: number
  /** By how many pixels the content is too wide. */
  readonly overflow: number
}

export interface Screen {
  readonly theme: Theme
  readonly width: number
  /** Device pixels per CSS pixel; default 1. */
  readonly scale?: number
}

/** Opens a page with the official renderer, styled like a Teams chat. */
export async function openRenderer(browser: Browser, { theme, width, scale = 1 }: Screen): Promise<Page> {
  const viewport = { width, height: 400 }
  const page = await browser.newPage({ viewport, deviceScaleFactor: scale, locale: 'en-US', timezoneId: 'UTC' })
  page.setDefaultTimeout(5_000)
  await page.setContent(
    `<!doctype html><html lang="en"><style>${styles(theme)}</style><main id="card"></main><script>${script(theme)}</script></html>`,
  )
  await page.addScriptTag({ path: bundle })
  return page
}

/** Serves the cards' images; `picture` maps the path of an address to a file. */
export async function servePictures(page: Page, picture: (path: string) => string): Promise<void> {
  await page.route('https://bot.example/images/**', route =>
    route.fulfill({ body: readFileSync(picture(new URL(route.request().url()).pathname)), contentType: 'image/png' }),
  )
}

export function draw(page: Page, card: object): Promise<Rendered> {
  return page.evaluate(`draw(${JSON.stringify(card)})`)
}

/** Draws a card, then opens each part that is one tap away, and returns what was seen each time: first its face. */
export function drawInside(page: Page, card: object): Promise<readonly (Rendered & { readonly title: string })[]> {
  return page.evaluate(`drawInside(${JSON.stringify(card)})`)
}

/** Opens each part that is one tap away and calls `visit` with its title; the renderer closes the previous part. */
export async function openEach(page: Page, visit: (title: string) => Promise<void>): Promise<void> {
  for (const button of await page.locator('#card button.expandable').all()) {
    if (!(await button.isVisible())) continue
    await button.click()
    await visit(await button.innerText())
  }
}

function styles(theme: Theme): string {
  const { background, surface } = COLORS[theme]
  return `
    body { margin: 0; padding: 8px; background: ${background}; font-family: sans-serif; }
    #card { background: ${surface}; border-radius: 6px; overflow-x: auto; }
    button, input { font: inherit; font-size: 14px; max-width: 100%; box-sizing: border-box; }
    button { padding: 6px 12px; border-radius: 4px; border: 1px solid #8888; background: none; color: inherit; }
    .ac-pushButton { color: ${COLORS[theme].text}; white-space: normal !important; }
    .style-positive { background: #4f52b2; color: white; }
    .ac-actionSet { flex-wrap: wrap; gap: 6px; }`
}

const COLORS = {
  light: { background: '#f5f5f5', surface: '#ffffff', text: '#242424', subtle: '#616161', accent: '#4f52b2' },
  dark: { background: '#141414', surface: '#292929', text: '#ffffff', subtle: '#adadad', accent: '#9ea2ff' },
}
const TINTS = {
  light: { emphasis: '#f0f0f0', good: '#e7f2da', attention: '#fcf4f6', warning: '#fbf6d9', accent: '#e8ebfa' },
  dark: { emphasis: '#1f1f1f', good: '#0d2e0d', attention: '#3a1015', warning: '#463100', accent: '#2f2f4a' },
}

/** Close enough to the clients of Teams to show what a person sees. */
function hostConfig(theme: Theme): object {
  const { text, subtle, accent } = COLORS[theme]
  const dark = theme === 'dark'
  const color = (value: string) => ({ default: value, subtle: value })
  const foregroundColors = {
    default: { default: text, subtle },
    accent: color(accent),
    good: color(dark ? '#92c353' : '#237b4b'),
    warning: color(dark ? '#f2c661' : '#835c00'),
    attention: color(dark ? '#f9526b' : '#c4314b'),
  }
  const containerStyles = Object.fromEntries(
    Object.entries({ default: COLORS[theme].surface, ...TINTS[theme] }).map(([name, backgroundColor]) => [
      name,
      { backgroundColor, foregroundColors },
    ]),
  )
  return {
    containerStyles,
    spacing: { small: 6, default: 10, medium: 14, large: 20, extraLarge: 28, padding: 14 },
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    actions: { maxActions: 6, actionsOrientation: 'horizontal', actionAlignment: 'left', buttonSpacing: 6 },
    supportsInteractivity: true,
  }
}

/** Runs in the page. */
function script(theme: Theme): string {
  return `
    const labelOf = input => input.labels?.length || input.getAttribute('aria-label') || input.getAttribute('aria-labelledby')
    const nameOf = button => button.textContent.trim() || button.getAttribute('aria-label')
    const all = selector => [...document.querySelectorAll('#card ' + selector)]
    async function draw(json) {
      const { AdaptiveCard, CardElement, HostConfig, SerializationContext } = AdaptiveCards
      AdaptiveCard.onProcessMarkdown = (text, result) => {
        const span = document.createElement('span')
        span.textContent = text.replace(/\\\\([\\\\*_[\\]\`~])/g, '$1')
        result.outputHtml = span.outerHTML
        result.didProcess = true
      }
      // The regular expression for lang keeps its lastIndex from card to card (adaptivecards 3.0.6), and so rejects every other card.
      CardElement.langProperty.regEx.lastIndex = 0
      const card = new AdaptiveCard()
      card.hostConfig = new HostConfig(${JSON.stringify(hostConfig(theme))})
      const context = new SerializationContext()
      card.parse(json, context)
      const foreign = ${JSON.stringify(TEAMS_ONLY)}.map(type => 'Unknown element type "' + type + '".')
      const said = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message)
      const events = said.filter(message => !foreign.some(unknown => message.startsWith(unknown)))
      const failures = card.validateProperties().validationEvents.map(event => event.message)
      const target = document.getElementById('card')
      target.replaceChildren(card.render())
      return look([...events, ...failures])
    }
    async function drawInside(json) {
      const seen = [{ title: 'its face', ...(await draw(json)) }]
      for (const button of all('button.expandable')) {
        if (!button.isConnected || button.offsetParent === null) continue
        button.click()
        seen.push({ title: button.innerText, ...(await look([])) })
      }
      return seen
    }
    async function look(faults) {
      const target = document.getElementById('card')
      const missing = []
      await Promise.all(all('img').map(image => image.decode().catch(() => missing.push('missing picture ' + image.src))))
      return {
        faults: [...faults, ...missing],
        text: target.innerText,
        imagesWithoutAlt: all('img').filter(image => !image.alt).length,
        inputsWithoutLabel: all('input, select').filter(input => !labelOf(input)).length,
        buttonsWithoutName: all('button').filter(button => !nameOf(button)).length,
        overflow: target.scrollWidth - target.clientWidth,
      }
    }`
}
