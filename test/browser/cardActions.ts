import type { Locator, Page } from 'playwright-core'

/** What a person can do with a card. */
export interface CardActions {
  /** Presses a button or a link of the card. */
  press(name: string): Promise<void>
  /** Presses an item of the card's overflow menu (the three dots). */
  pressMore(name: string): Promise<void>
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
  /** Waits until the card contains this text, and returns all of its text. */
  waitForCard(text: string | RegExp): Promise<string>
  /** Waits until every picture of the card is loaded, and returns their alternative texts. Throws if one cannot be loaded. */
  pictures(): Promise<string[]>
}

export function actionsOn(page: Page, card: Locator): CardActions {
  return {
    press: name => press(card, name),
    pressMore: name => pressMore(page, card, name),
    pressTwice: name => card.getByRole('button', { name, exact: true }).first().dblclick(),
    check: label => card.getByLabel(label).check(),
    fill: (label, text) => card.getByLabel(label).fill(text),
    choose: async (title, label) => {
      if (label === undefined) return card.getByLabel(title, { exact: true }).check()
      await card.getByRole('combobox', { name: label }).click()
      await page.getByRole('option', { name: title, exact: true }).click()
    },
    cardText: () => visibleText(card),
    waitForCard: async text => {
      await card.filter({ hasText: text }).waitFor()
      return visibleText(card)
    },
    pictures: () => pictures(card),
  }
}

async function press(card: Locator, name: string): Promise<void> {
  const button = card.getByRole('button', { name, exact: true })
  await button
    .or(card.getByRole('link', { name, exact: true }))
    .first()
    .click()
}

const TRIES = 10

/** Tries several times, because a card that is redrawn in between closes its menu. */
async function pressMore(page: Page, card: Locator, name: string): Promise<void> {
  const item = page
    .getByRole('menuitem', { name, exact: true })
    .or(page.locator('[role=menu]').getByText(name, { exact: true }))
  for (let tries = 1; ; tries++) {
    try {
      await card
        .locator('button', { hasText: /^(\.\.\.|…)$/ })
        .first()
        .click({ timeout: 3000 })
      return await item.first().click({ timeout: 1500 })
    } catch (error) {
      if (tries === TRIES) throw error
    }
  }
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
