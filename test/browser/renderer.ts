import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'

const bundle = fileURLToPath(import.meta.resolve('adaptivecards/dist/adaptivecards.js'))

export const THEMES = ['light', 'dark'] as const
type Theme = (typeof THEMES)[number]
/** CSS pixels: a small phone, and a chat on a desk. */
export const WIDTHS = [320, 800] as const

/** What the official renderer said of a card, and what it drew. */
export interface Rendered {
  /** Validation events of parsing and of the parsed card; empty: none. */
  readonly faults: readonly string[]
  readonly text: string
  readonly imagesWithoutAlt: number
  readonly inputsWithoutLabel: number
  readonly buttonsWithoutName: number
  /** Pixels that something sticks out by. */
  readonly overflow: number
}

export interface Screen {
  readonly theme: Theme
  readonly width: number
  /** Device pixels for one CSS pixel; default 1. */
  readonly scale?: number
}

/** A page with the official renderer, looking like a Teams chat. */
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

/** `picture` answers with the file of an image's address. */
export async function servePictures(page: Page, picture: (path: string) => string): Promise<void> {
  await page.route('https://bot.example/images/**', route =>
    route.fulfill({ body: readFileSync(picture(new URL(route.request().url()).pathname)), contentType: 'image/png' }),
  )
}

export function draw(page: Page, card: object): Promise<Rendered> {
  return page.evaluate(`draw(${JSON.stringify(card)})`)
}

/** What the card looks like at the moment. */
export function look(page: Page): Promise<Rendered> {
  return page.evaluate('look([])')
}

/** Opens what is one tap away, one after the other: the renderer closes the one before. `visit` is told its title. */
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

/** As the clients of Teams do it, near enough to see what a person sees. */
function hostConfig(theme: Theme): object {
  const { text, subtle, accent } = COLORS[theme]
  const dark = theme === 'dark'
  const color = (one: string) => ({ default: one, subtle: one })
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
    const labelled = input => input.labels?.length || input.getAttribute('aria-label') || input.getAttribute('aria-labelledby')
    const named = button => button.textContent.trim() || button.getAttribute('aria-label')
    const all = selector => [...document.querySelectorAll('#card ' + selector)]
    async function draw(json) {
      const { AdaptiveCard, CardElement, HostConfig, SerializationContext } = AdaptiveCards
      AdaptiveCard.onProcessMarkdown = (text, result) => {
        const shown = document.createElement('span')
        shown.textContent = text.replace(/\\\\([\\\\*_[\\]\`~])/g, '$1')
        result.outputHtml = shown.outerHTML
        result.didProcess = true
      }
      // The pattern of lang keeps its place from card to card (adaptivecards 3.0.6), and so refuses every other one.
      CardElement.langProperty.regEx.lastIndex = 0
      const card = new AdaptiveCard()
      card.hostConfig = new HostConfig(${JSON.stringify(hostConfig(theme))})
      const context = new SerializationContext()
      card.parse(json, context)
      const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message)
      const failures = card.validateProperties().validationEvents.map(event => event.message)
      const target = document.getElementById('card')
      target.replaceChildren(card.render())
      return look([...events, ...failures])
    }
    async function look(faults) {
      const target = document.getElementById('card')
      const missing = []
      await Promise.all(all('img').map(image => image.decode().catch(() => missing.push('no picture ' + image.src))))
      return {
        faults: [...faults, ...missing],
        text: target.innerText,
        imagesWithoutAlt: all('img').filter(image => !image.alt).length,
        inputsWithoutLabel: all('input, select').filter(input => !labelled(input)).length,
        buttonsWithoutName: all('button').filter(button => !named(button)).length,
        overflow: target.scrollWidth - target.clientWidth,
      }
    }`
}
