import assert from 'node:assert/strict'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { actionsOn, type CardActions } from '../cardActions.js'

export interface VisitOptions {
  /** Where the bot is. */
  readonly origin: string
  readonly javaScript?: false
}

/** Somebody at the bot's own page, in a browser of their own. The actions are on the card that the page shows. */
export interface Visitor extends CardActions {
  readonly page: Page
  readonly context: BrowserContext
  /** What the browser complained about, in any tab: violations of the policy, errors of scripts. */
  readonly complaints: string[]
  /** Opens another tab of the same browser. */
  tab(path: string): Promise<Visitor>
  /** Goes to a page and, where that is asked for, signs in on the way. */
  arrive(path: string, name: string): Promise<void>
  /** Chooses the account on the page of the sign-in service, and comes back. */
  signIn(name: string): Promise<void>
  /** What stands above the card. */
  notice(): Promise<string>
  /** Takes pictures of what there is to see, light and wide, dark and narrow. Throws where something scrolls sideways. */
  look(name: string): Promise<void>
  close(): Promise<void>
}

/** Where pictures of all that is seen go. */
export const output = '.test-output/web'

/** A card inside an Action.ShowCard has the same class. */
const CARD = '#main .ac-adaptiveCard:not(.ac-adaptiveCard .ac-adaptiveCard)'

/** Refusals and a server that is away, which the browser reports by itself: scenes are about them. */
const EXPECTED = /^Failed to load resource: (?:the server responded with a status of (?:400|401|403|404|503)|net::ERR_)/

/** Opens a browser of its own for a person. */
export async function visit(browser: Browser, options: VisitOptions): Promise<Visitor> {
  const { origin, javaScript = true } = options
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1000, height: 900 },
    colorScheme: 'light',
    // What changes slowly would be in the picture half-way.
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    javaScriptEnabled: javaScript,
  })
  context.setDefaultTimeout(20_000)
  const complaints: string[] = []
  await context.exposeFunction('complain', (text: string) => complaints.push(text))
  await context.addInitScript(`document.addEventListener('securitypolicyviolation', event =>
    complain([event.violatedDirective, event.blockedURI, event.sourceFile, event.sample].join(' ')))`)
  context.on('weberror', error => complaints.push(String(error.error())))
  context.on('console', message => {
    const text = message.text()
    if (message.type() === 'error' && !EXPECTED.test(text)) complaints.push(`${text} (${message.location().url})`)
  })
  return visitorAt(await context.newPage(), complaints)
}

function visitorAt(page: Page, complaints: string[]): Visitor {
  const context = page.context()
  const card = page.locator(CARD).last()
  const signIn = async (name: string) => {
    await page.getByRole('button', { name: `Continue as ${name}` }).click()
    await page.waitForURL('**/check**')
  }
  return {
    ...actionsOn(page, card),
    ...{ page, context, complaints, signIn },
    pressMore: async name => {
      await card.getByRole('button', { name: 'More', exact: true }).first().click()
      await page.getByRole('menuitem', { name, exact: true }).click()
    },
    async tab(path) {
      const opened = visitorAt(await context.newPage(), complaints)
      await opened.page.goto(path)
      return opened
    },
    async arrive(path, name) {
      await page.goto(path)
      if (await page.getByRole('button', { name: `Continue as ${name}` }).isVisible()) await signIn(name)
    },
    notice: () => page.locator('#notice').innerText(),
    look: name => look(page, name),
    close: () => page.close(),
  }
}

/** The narrowest that has to do: https://www.w3.org/WAI/WCAG22/Understanding/reflow */
const NARROW = 320

async function look(page: Page, name: string): Promise<void> {
  const wide = page.viewportSize()
  await page.screenshot({ path: `${output}/${name}.png`, fullPage: true })
  await page.setViewportSize({ width: NARROW, height: 640 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.screenshot({ path: `${output}/${name}-narrow.png`, fullPage: true })
  const width = await page.evaluate('document.scrollingElement.scrollWidth')
  assert.equal(width, NARROW, `${name} scrolls sideways`)
  await page.emulateMedia({ colorScheme: 'light' })
  if (wide) await page.setViewportSize(wide)
}
