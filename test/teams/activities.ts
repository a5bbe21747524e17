import { TENANT_ID } from '../simulator/seeds/contoso.js'
import type { Connector } from './connector.js'

/** The sender. `aadObjectId` null: the channel gives none. */
export interface Writer {
  readonly id: string
  readonly name: string
  readonly aadObjectId: string | null
}

export interface Place {
  readonly connector: Pick<Connector, 'url'>
  readonly from?: Writer
  /** Default: msteams. */
  readonly channelId?: string
  readonly conversationId?: string
  /** Default: personal; null: left out, as Direct Line does. */
  readonly conversationType?: 'personal' | 'groupChat' | 'channel' | null
  readonly locale?: string
  /** Default: TENANT. */
  readonly tenantId?: string
}

export const ALEX: Writer = { id: '29:alex', name: 'Alex Wilber', aadObjectId: '5f1a3c1e-7b1d-4d0a-9a55-0c6f2f1b0a20' }
/** The tenant of the simulated organizations, so that its helpdesk is the bot's own. */
export const TENANT = TENANT_ID
/** What an activity from Microsoft 365 Copilot carries beside the rest. */
export const COPILOT = { entities: [{ type: 'ProductInfo', id: 'COPILOT' }] }
export const BOT = { id: '28:bot', name: 'Pending Send' }

let sent = 0

/** The envelope that Teams puts around everything; `parts` override it. */
export function activity(place: Place, parts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { connector, from = ALEX, channelId = 'msteams', conversationType = 'personal', tenantId = TENANT } = place
  const teams = channelId === 'msteams'
  return {
    id: `activity-${++sent}`,
    timestamp: '2026-01-15T09:30:00.000Z',
    channelId,
    serviceUrl: connector.url,
    from: { id: from.id, name: from.name, ...(from.aadObjectId && { aadObjectId: from.aadObjectId }) },
    conversation: {
      id: place.conversationId ?? `conversation-of-${from.id}`,
      ...(conversationType && { conversationType, isGroup: conversationType !== 'personal' }),
      ...(teams && { tenantId }),
    },
    recipient: BOT,
    locale: place.locale ?? 'en-US',
    ...(teams && { channelData: { tenant: { id: tenantId } } }),
    ...parts,
  }
}

export function message(place: Place, text: string, parts: Readonly<Record<string, unknown>> = {}) {
  return activity(place, { type: 'message', text, textFormat: 'plain', ...parts })
}

/** What a client sends with a click after a sign-in. */
export interface SignedIn {
  readonly authentication?: { readonly id: string; readonly connectionName: string; readonly token: string }
  readonly state?: string
}

/** A button with Action.Execute. `data` is the card's payload merged with its inputs; `card` the message that shows it. */
export function invoke(place: Place, data: unknown, card?: string, signedIn: SignedIn = {}) {
  const value = { action: { type: 'Action.Execute', verb: verbOf(data), data }, trigger: 'manual', ...signedIn }
  return activity(place, { type: 'invoke', name: 'adaptiveCard/action', value, ...(card && { replyToId: card }) })
}

/** A button with Action.Submit. */
export function submit(place: Place, data: unknown, card?: string) {
  return activity(place, { type: 'message', value: data, ...(card && { replyToId: card }) })
}

export function installed(place: Place) {
  return activity(place, { type: 'installationUpdate', action: 'add' })
}

export function membersAdded(place: Place, ids: readonly string[]) {
  return activity(place, { type: 'conversationUpdate', membersAdded: ids.map(id => ({ id })) })
}

function verbOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'verb' in data ? data.verb : undefined
}

export interface BotAnswer {
  readonly status: number
  /** Parsed if it is JSON. */
  readonly body: unknown
  readonly text: string
}

/** Posts an activity as the channel does. `botUrl` has no path. */
export function postActivity(botUrl: string, body: unknown, headers: Record<string, string> = {}): Promise<BotAnswer> {
  return postRaw(botUrl, JSON.stringify(body), headers)
}

export async function postRaw(botUrl: string, body: string, headers: Record<string, string> = {}): Promise<BotAnswer> {
  const response = await fetch(new URL('/api/messages', botUrl), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  })
  const text = await response.text()
  return { status: response.status, body: parsed(text), text }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The card in the answer to a click. Throws when there is none. */
export function cardOf({ status, body }: BotAnswer): object {
  const answer = body as { statusCode?: number; type?: string; value?: object } | null
  if (status === 200 && answer?.statusCode === 200 && answer.type === 'application/vnd.microsoft.card.adaptive') {
    if (answer.value) return answer.value
  }
  throw new Error(`The click was not answered with a card: ${status} ${JSON.stringify(body)}`)
}
