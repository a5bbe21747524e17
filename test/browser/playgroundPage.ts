import type { Browser, Locator, Page } from 'playwright-core'

/** A person in front of the Agents Playground. Whatever is done to a card is done to the newest one. */
export interface PlaygroundPage {
  readonly page: Page
  /** Goes to a conversation by its name: `Personal Chat`, `Sales`, `Contoso - Help desk`. */
  open(conversation: string): Promise<void>
  /** Types a message and sends it; with `mention`, to the bot by name: in groups it hears nothing else. */
  say(text: string, options?: { readonly mention?: boolean }): Promise<void>
  /** Presses a button or a link of the card. */
  press(name: string): Promise<void>
  /** Presses what is behind the three dots of the card. */
  pressMore(name: string): Promise<void>
  /** How many cards there are: one more, and the newest one is another. */
  count(): Promise<number>
  /** Presses it twice before anything can answer. */
  pressTwice(name: string): Promise<void>
  /** Ticks a box of the card. */
  check(label: string | RegExp): Promise<void>
  /** Fills the card's text input of this label. */
  fill(label: string, text: string): Promise<void>
  /** Picks a choice by its title: a radio button, or an option of the card's compact list `label`. */
  choose(title: string, label?: string): Promise<void>
  /** The visible text of the card, a line for each line. */
  cardText(): Promise<string>
  /** Waits until the newest card has this text, and answers with all its text. */
  waitForCard(text: string | RegExp): Promise<string>
  /** Waits until every picture of the card is loaded; answers with their alternative texts. Throws when one cannot be. */
  pictures(): Promise<string[]>
  screenshot(file: string): Promise<void>
  close(): Promise<void>
}

/** Opens the client and waits until it is connected to the bot. Every opening installs the bot anew: a greeting comes. */
export async function openPlayground(browser: Browser, url: string): Promise<PlaygroundPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1100 } })
  // The client asks Microsoft's servers for fonts.
  await context.route(
    asked => !['127.0.0.1', 'localhost'].includes(asked.hostname),
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

/** The greeting is one card or, with a check under way, two: waits until no more come. */
async function settled(page: Page): Promise<void> {
  await newestCard(page).waitFor()
  const cards = page.locator('.ac-adaptiveCard')
  for (let seen = 0, now = await cards.count(); now !== seen; now = await cards.count()) {
    seen = now
    await page.waitForTimeout(500)
  }
}

/** Inputs of cards are text boxes as well; the one for messages is the only editable block. */
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
  // Every thread of a channel has its own.
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

/** A card that is drawn anew meanwhile closes its menu. */
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

/** What is used of the browser's HTMLImageElement. */
interface Image {
  readonly alt: string
  decode(): Promise<void>
}

function pictures(card: Locator): Promise<string[]> {
  return card.locator('img').evaluateAll(found => {
    const images = found as unknown as Image[]
    return Promise.all(images.map(image => image.decode().then(() => image.alt)))
  })
}
