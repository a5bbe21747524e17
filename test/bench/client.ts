import { setTimeout } from 'node:timers/promises'
import { objectIdOf } from '../simulator/index.js'
import { cardOf, invoke, message, type Place, postActivity } from '../teams/activities.js'
import type { Connector } from '../teams/connector.js'

let people = 0

/** Somebody whom no bot has seen, in a conversation of their own. */
export function stranger(connector: Connector, aadObjectId: string | null = null): Place {
  people += 1
  return { connector, from: { id: `29:bench-${people}`, name: 'Bench', aadObjectId } }
}

/** A message; its answer has reached the channel when the bot has answered the request. */
export async function write(bot: string, place: Place, text: string): Promise<void> {
  const { status } = await postActivity(bot, message(place, text))
  if (status !== 200) throw new Error(`${bot} answered "${text}" with ${status}`)
}

/** A button with Action.Execute; the answer carries the next card. */
export async function click(bot: string, { place, data, card }: Click): Promise<void> {
  cardOf(await postActivity(bot, invoke(place, data, card)))
}

export interface Click {
  readonly place: Place
  readonly data: unknown
  /** The message with the button. */
  readonly card: string
}

/** The click on the button with this answer, on the card that the person was shown last. */
export function clickOn({ activities }: Connector, place: Place, answer: string): Click {
  const shown = activities.findLast(({ conversationId }) => conversationId === `conversation-of-${place.from?.id}`)
  const data = shown && dataWith(answer, shown.activity)
  if (!shown || !data) throw new Error(`${place.from?.id} sees no button for "${answer}"`)
  return { place, data, card: shown.id }
}

function dataWith(answer: string, node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return undefined
  if ('verb' in node && 'value' in node && node.value === answer) return node
  for (const child of Object.values(node)) {
    const found = dataWith(answer, child)
    if (found) return found
  }
  return undefined
}

/** A click's answer is not drawn over: what it leaves for afterwards is one save, which nobody is told of. */
export async function settled(): Promise<void> {
  await setTimeout(1000)
}

/** A member of the helpdesk names everything at once; done when the card shows Sara's cause. */
export async function diagnose(bot: string, connector: Connector): Promise<void> {
  const place = stranger(connector, objectIdOf('helen'))
  await write(bot, place, 'sara@contoso.com is stuck in Contoso')
  const here = `conversation-of-${place.from?.id}`
  await connector.waitFor(
    ({ conversationId, activity }) =>
      conversationId === here && /Sara Davis has not allowed/.test(JSON.stringify(activity)),
  )
}
