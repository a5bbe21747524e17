import type { Browser, Locator, Page } from 'playwright-core'

/** A person at the Agents Playground. All actions on a card are on the newest one. */
export interface PlaygroundPage {
  readonly page: Page
  /** Goes to a conversation by its name: `Personal Chat`, `Sales`, `Contoso - Help desk`. */
  open(conversation: string): Promise<void>
  /** Types a message and sends it; with `mention`, it mentions the bot, which receives nothing else in groups. */
  say(text: string, options?: { readonly mention?: boolean }): Promise<void>
  /** Presses a button or a link of the card. */
  press(name: string): Promise<void>
  /** Presses an item of the card's overflow menu (the three dots). */
  pressMore(name: string): Promise<void>
  /** How many cards there are. When the count rises, the newest card is another one. */
  count(): Promise<number>
  /** Presses a button twice before the bot can answer. */
  pressTwice(name: string): Promise<void>
  /** Ticks a box of the card. */
  check(label: string | RegExp): Promise<void>
  /** Fills the card's text input of this label. */
  fill(label: string, text: string): Promise<void>
  /** Picks a choice by its title: a radio button, or an option of the drop-down list `label`. */
  choose(title: string, label?: string): Promise<void>
  /** The visible text of the card, line by line. */
  cardText(): Promise<string>
  /** Waits until the newest card contains this text, and returns all of its text. */
  waitForCard(text: string | RegExp): Promise<string>
  /** Waits until every picture of the card is loaded, and returns their alternative texts. Throws if one cannot be loaded. */
  pictures(): Promise<string[]>
  screenshot(file: string): Promise<void>
  close(): Promise<void>
}

/** Opens the client and waits until it is connected to the bot. Each time, this installs the bot again, which sends a greeting. */
export async function openPlayground(browser: Browser, url: string): Promise<PlaygroundPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1100 } })
  // The client would load fonts from Microsoft's servers.
  await context.route(
    url => !['127.0.0.1', 'localhost'].includes(url.hostname),
    route => route.abort(),
  )
  const page = await context.newPage()
  await page.goto(url)
  await composer(page).waitFor()
  await settled(page)
  return {
    page,
    open: async name => {
      await page.getByRole('treeitem', { name, exact: true }).click()
      await settled(page)
    },
    say: (text, { mention = false } = {}) => say(page, text, mention),
    press: name => press(page, name),
    pressMore: name => pressMore(page, name),
    count: () => page.locator('.ac-adaptiveCard:not(.ac-adaptiveCard .ac-adaptiveCard)').count(),
    pressTwice: name => newestCard(page).getByRole('button', { name, exact: true }).first().dblclick(),
    check: label => newestCard(page).getByLabel(label).check(),
    fill: (label, text) => newestCard(page).getByLabel(label).fill(text),
    choose: (title, label) => choose(page, title, label),
    cardText: () => visibleText(newestCard(page)),
    waitForCard: async text => {
      await newestCard(page).filter({ hasText: text }).waitFor()
      return visibleText(newestCard(page))
    },
    pictures: () => pictures(newestCard(page)),
    screenshot: async file => void (await page.screenshot({ path: file })),
    close: () => context.close(),
  }
}

/** A card inside an Action.ShowCard has the same class. */
function newestCard(page: Page): Locator {
  return page.locator('.ac-adaptiveCard:not(.ac-adaptiveCard .ac-adaptiveCard)').last()
}

/** Waits until no more cards come: the greeting is one card or, during a check, two. */
async function settled(page: Page): Promise<void> {
  await newestCard(page).waitFor()
  const cards = page.locator('.ac-adaptiveCard')
  for (let seen = 0, now = await cards.count(); now !== seen; now = await cards.count()) {
    seen = now
    await page.waitForTimeout(500)
  }
}

/** The box for messages. Inputs of cards are text boxes as well, but this is the only editable block. */
function composer(page: Page): Locator {
  return page.locator('[role=textbox][contenteditable=true]').last()
}

async function say(page: Page, text: string, mention: boolean): Promise<void> {
  await composer(page).click()
  if (mention) {
    await page.keyboard.type('@')
    await page.getByRole('menuitem', { name: 'Pending Send' }).click()
  }
  await page.keyboard.insertText(text)
  // Every thread of a channel has a button of its own.
  await page.getByRole('button', { name: 'Send Message' }).last().click()
}

async function press(page: Page, name: string): Promise<void> {
  const card = newestCard(page)
  const button = card.getByRole('button', { name, exact: true })
  await button
    .or(card.getByRole('link', { name, exact: true }))
    .first()
    .click()
}

const TRIES = 10

/** Tries several times, because a card that is redrawn in between closes its menu. */
async function pressMore(page: Page, name: string): Promise<void> {
  const item = page
    .getByRole('menuitem', { name, exact: true })
    .or(page.locator('[role=menu]').getByText(name, { exact: true }))
  for (let tries = 1; ; tries++) {
    try {
      await newestCard(page)
        .locator('button', { hasText: /^(\.\.\.|…)$/ })
        .first()
        .click({ timeout: 3000 })
      return await item.first().click({ timeout: 1500 })
    } catch (error) {
      if (tries === TRIES) throw error
    }
  }
}

async function choose(page: Page, title: string, label?: string): Promise<void> {
  if (label === undefined) return newestCard(page).getByLabel(title, { exact: true }).check()
  await newestCard(page).getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: title, exact: true }).click()
}

async function visibleText(card: Locator): Promise<string> {
  await card.waitFor()
  return (await card.allInnerTexts()).join('\n')
}

/** The part of the browser's HTMLImageElement that is used. */
interface Image {
  readonly alt: string
  decode(): Promise<void>
}

function pictures(card: Locator): Promise<string[]> {
  return card.locator('img').evaluateAll(elements => {
    const images = elements as unknown as Image[]
    return Promise.all(images.map(image => image.decode().then(() => image.alt)))
  })
}
