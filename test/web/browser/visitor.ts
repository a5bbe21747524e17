import assert from 'node:assert/strict'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { StandIn } from './standIn.js'

interface VisitOptions {
  readonly width?: number
  readonly theme?: 'light' | 'dark'
}

/** Somebody who has the page open. */
export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser complained about: violations of the policy, errors of scripts. */
  readonly complaints: string[]
  /** Lets the page's timers pass. */
  elapse(ms: number): Promise<void>
  /** Makes the page think that it is hidden or visible. */
  setVisible(isVisible: boolean): Promise<void>
  /** What is said in an alert. */
  notice(): Promise<string>
}

/** A faulty connection is what some tests are about; the browser reports it by itself. */
const EXPECTED = /Failed to load resource/

export async function visit(
  browser: Browser,
  standIn: StandIn,
  path: string,
  { width = 800, theme = 'light' }: VisitOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width, height: 700 }, colorScheme: theme, locale: 'en-US' })
  context.setDefaultTimeout(5_000)
  const complaints: string[] = []
  await context.exposeFunction('complain', (text: string) => complaints.push(text))
  await context.addInitScript(`
    document.addEventListener('securitypolicyviolation', event =>
      complain(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile))`)
  const page = await context.newPage()
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', message => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text())
  })
  await page.clock.install()
  await page.goto(standIn.origin + path)
  return {
    ...{ context, page, complaints },
    elapse: ms => page.clock.runFor(ms),
    setVisible: isVisible =>
      page.evaluate(`
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${isVisible ? 'visible' : 'hidden'}' })
        document.dispatchEvent(new Event('visibilitychange'))`),
    notice: () => page.locator('#notice').innerText(),
  }
}

/** Waits until `look` gives what is expected; for what the page does by itself. */
export async function becomes<T>(look: () => T | Promise<T>, expected: T): Promise<void> {
  let seen = await look()
  for (let i = 0; i < 100 && JSON.stringify(seen) !== JSON.stringify(expected); i += 1) {
    await new Promise(resolve => setTimeout(resolve, 30))
    seen = await look()
  }
  assert.deepEqual(seen, expected)
}

export function focused(page: Page): Promise<string> {
  return page.evaluate('document.activeElement.innerText || document.activeElement.tagName')
}
