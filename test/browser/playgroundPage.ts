import type { Browser, Locator, Page } from 'playwright-core'
import { actionsOn, type CardActions } from './cardActions.js'

interface Saying {
  /** Mentions the bot, which receives nothing else in groups. */
  readonly mention?: boolean
}

/** A post of a channel with its replies. The actions are on its last card. */
interface ThreadActions extends CardActions {
  /** Actions on its first card, above the replies. */
  readonly firstCard: CardActions
  /** Replies in the thread. */
  say(text: string, options?: Saying): Promise<void>
  /** Waits until the thread contains this text, and returns all of its text. */
  waitForText(text: string | RegExp): Promise<string>
}

/** A person at the Agents Playground. The actions are on the newest card: in a channel, the last one of the newest thread. */
export interface PlaygroundPage extends CardActions {
  readonly page: Page
  /** Goes to a conversation by its name: `Personal Chat`, `Sales`, `Contoso - Help desk`. */
  open(conversation: string): Promise<void>
  /** Types a message and sends it; in a channel, as a reply in the oldest thread. */
  say(text: string, options?: Saying): Promise<void>
  /** Begins a thread of the channel. */
  post(text: string, options?: Saying): Promise<void>
  /** The newest card with this text, also when it is redrawn, as long as the text stays: its number, for example. */
  card(text: string | RegExp): CardActions
  /** The newest thread of the channel with this text in it. */
  thread(text: string | RegExp): ThreadActions
  /** How many cards there are. When the count rises, the newest card is another one. */
  count(): Promise<number>
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
  await connect(page, url)
  return {
    page,
    ...actionsOn(page, newestCard(page)),
    open: async name => {
      await page.getByRole('treeitem', { name, exact: true }).click()
      await settled(page)
    },
    // Every thread of a channel has a box and a button of its own.
    say: (text, options) =>
      write(page, { text, ...options, box: composers(page).last(), send: sendButtons(page).last() }),
    post: (text, options) => {
      const send = page.getByRole('button', { name: 'Post', exact: true })
      return write(page, { text, ...options, box: composers(page).first(), send })
    },
    card: text => actionsOn(page, newestCard(page, text)),
    thread: text => threadActions(page, text),
    count: () => page.locator(CARD).count(),
    screenshot: async file => void (await page.screenshot({ path: file })),
    close: () => context.close(),
  }
}

/** On a busy machine, the client now and then waits for ever for its own connection; loaded once more, it has it. */
async function connect(page: Page, url: string): Promise<void> {
  const open = async () => {
    await page.goto(url)
    await composers(page).last().waitFor({ timeout: CONNECT_MS })
    await newestCard(page).waitFor({ timeout: CONNECT_MS })
  }
  await open().catch(open)
  await settled(page)
}

const CONNECT_MS = 15_000

function threadActions(page: Page, text: string | RegExp): ThreadActions {
  const thread = threads(page).filter({ hasText: text }).first()
  return {
    ...actionsOn(page, thread.locator(CARD).last()),
    firstCard: actionsOn(page, thread.locator(CARD).first()),
    say: (said, options) => write(page, { text: said, ...options, box: composers(thread), send: sendButtons(thread) }),
    waitForText: async awaited => {
      await thread.filter({ hasText: awaited }).waitFor()
      return thread.innerText()
    },
  }
}

/** A card inside an Action.ShowCard has the same class. */
const CARD = '.ac-adaptiveCard:not(.ac-adaptiveCard .ac-adaptiveCard)'
/** A post of a channel with its replies; the place to write a new one looks the same, but has no cards. */
const THREAD = '.fui-Card[role=group]'

function threads(page: Page): Locator {
  return page.locator(THREAD)
}

/** A chat has the newest message at its end, a channel the newest thread at its beginning. */
function newestCard(page: Page, text?: string | RegExp): Locator {
  const within = text === undefined ? {} : { hasText: text }
  const inChat = page.locator(`${CARD}:not(${THREAD} *)`, within).last()
  const thread = threads(page).filter({ has: page.locator(CARD, within) })
  return inChat.or(thread.first().locator(CARD, within).last())
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

/** The boxes for messages. Inputs of cards are text boxes as well, but these are the only editable blocks. */
function composers(place: Page | Locator): Locator {
  return place.locator('[role=textbox][contenteditable=true]')
}

function sendButtons(place: Page | Locator): Locator {
  return place.getByRole('button', { name: 'Send Message' })
}

interface Writing extends Saying {
  readonly text: string
  readonly box: Locator
  readonly send: Locator
}

async function write(page: Page, { text, mention = false, box, send }: Writing): Promise<void> {
  await box.click()
  if (mention) {
    await page.keyboard.type('@')
    await page.getByRole('menuitem', { name: 'Pending Send' }).click()
  }
  await page.keyboard.insertText(text)
  await send.click()
}
