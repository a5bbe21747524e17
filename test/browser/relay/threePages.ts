import { mkdirSync } from 'node:fs'
import { type Playground, startPlayground } from '../../demo/playground.js'
import { type Stack, type StackOptions, startStack } from '../../demo/stack.js'
import { launchBrowser } from '../../tools/browser.js'
import { openPlayground, type PlaygroundPage } from '../playgroundPage.js'
import { type Relay, startRelay } from './relay.js'
import { type Person, seatOf, userOf } from './seat.js'

/** The channel that all three see, to be opened by this name. */
export const CHANNEL = 'Contoso - Help desk'

export interface Three {
  readonly stack: Stack
  readonly relay: Relay
  readonly employee: PlaygroundPage
  readonly agents: readonly [PlaygroundPage, PlaygroundPage]
  /** Takes a screenshot of each page, `NAME-KEY.png`. */
  screenshots(name: string): Promise<void>
  close(): Promise<void>
}

export interface ThreeOptions extends Omit<StackOptions, 'helpdesk'> {
  readonly employee: Person
  /** HELPDESK_MEMBERS of the bot, unless `helpdesk` says otherwise. */
  readonly agents: readonly [Person, Person]
  /** Keys of the simulator's people. */
  readonly helpdesk?: readonly string[]
  /** The channel is a private one, and the employee is no member. Otherwise all three are. */
  readonly isPrivate?: boolean
}

/**
 * Starts the bot with everything it needs, and opens the pages of three people, each in their personal chat:
 *
 *     const three = await openThree({ folder, employee: { key: 'mia', name: 'Mia Novak' }, agents: [HELEN, ADELE] })
 *     const [helen, adele] = three.agents
 *     await helen.open(CHANNEL)
 *     await helen.post(' use this channel for triage', { mention: true })
 *     await helen.thread('#17:').firstCard.press('Take') // the card of a case, above the replies
 *     await helen.thread('#17:').waitForText('has #17 already')
 *     await helen.open('Personal Chat')
 *     await helen.card('#17').press('Close') // the newest card with that text
 *
 * A client forgets what it shows when its page is reloaded, so pages stay open from the beginning.
 */
export async function openThree(options: ThreeOptions): Promise<Three> {
  const { employee, agents, isPrivate = false, ...stackOptions } = options
  const { folder, helpdesk = agents.map(({ key }) => key) } = options
  mkdirSync(folder, { recursive: true })
  const people = [employee, ...agents]
  const opened: { close(): Promise<void> }[] = []
  const closeAll = async () => {
    for (const one of opened.toReversed()) await one.close()
  }
  const keep = <T extends { close(): Promise<void> }>(one: T): T => {
    opened.push(one)
    return one
  }
  try {
    const stack = keep(await startStack({ ...stackOptions, helpdesk }))
    const { tenantId } = stack.simulator
    const relay = keep(
      await startRelay({ botUrl: stack.bot.url, tenantId, members: isPrivate ? agents : people, isPrivate }),
    )
    const browser = keep(await launchBrowser())
    const clientOf = async (person: Person) => {
      const client = keep(await startClient({ relay, folder, tenantId, person, people }))
      relay.seats.push(seatOf(person, client))
      return client
    }
    const clients = [await clientOf(employee), await clientOf(agents[0]), await clientOf(agents[1])] as const
    const open = (client: Playground) => openPlayground(browser, client.url)
    const pages = [await open(clients[0]), await open(clients[1]), await open(clients[2])] as const
    const screenshots = async (name: string) => {
      for (const [at, { key }] of people.entries()) await pages[at]?.screenshot(`${folder}/${name}-${key}.png`)
    }
    return { stack, relay, employee: pages[0], agents: [pages[1], pages[2]], screenshots, close: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}

interface Client {
  readonly relay: Relay
  readonly folder: string
  readonly tenantId: string
  readonly person: Person
  readonly people: readonly Person[]
}

/** Everybody is known to each client, so that it shows a mention of them. */
function startClient({ relay, folder, tenantId, person, people }: Client): Promise<Playground> {
  const users = [person, ...people.filter(other => other !== person)].map(userOf)
  return startPlayground({ botUrl: relay.url, port: 0, folder: `${folder}/chat-${person.key}`, users, tenantId })
}
