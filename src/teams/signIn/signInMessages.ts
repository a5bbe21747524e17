import { createHash } from 'node:crypto'
import { z } from 'zod'
import { jsonOrNull } from '../../app/ports/jsonOrNull.js'
import type { Attachment } from '../posting/connector.js'
import type { SignInResource } from './tokenService.js'

/** What a client sends back with a click after a sign-in was asked for. https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/sso-adaptive-cards-universal-action */
export interface Proofs {
  /** Of single sign-on. */
  readonly token?: string
  /** The code at the end of a manual sign-in. */
  readonly code?: string
  /** The client has come back from a sign-in, whether it succeeded or not. */
  readonly again: boolean
}

const value = z.looseObject({
  authentication: z.looseObject({ token: z.string().min(1) }).nullish(),
  state: z.union([z.string(), z.number()]).nullish(),
})

/** What Teams sends instead of a code when somebody closes the window. */
const CANCELLED = 'CancelledByUser'

export function proofsIn(sent: unknown): Proofs {
  const parsed = value.safeParse(sent)
  if (!parsed.success) return { again: false }
  const { authentication, state } = parsed.data
  const code = codeIn(state)
  return {
    again: Boolean(authentication ?? state),
    ...(authentication && { token: authentication.token }),
    ...(code && { code }),
  }
}

/** null: it is not a code. */
function codeIn(typed: unknown): string | null {
  const code = typeof typed === 'string' || typeof typed === 'number' ? String(typed).replace(/\s/g, '') : ''
  return code === '' || code === CANCELLED ? null : code.slice(0, MOST_CHARACTERS)
}

const MOST_CHARACTERS = 100

/** The payload of a click without the code that somebody typed into the card. */
export function apart(payload: unknown): { readonly code: string | null; readonly data: unknown } {
  if (typeof payload !== 'object' || payload === null || !('code' in payload)) return { code: null, data: payload }
  const { code, ...data } = payload
  return { code: codeIn(code), data }
}

export interface SignInTexts {
  readonly text: string
  readonly button: string
}

interface Asking extends SignInTexts {
  readonly connection: string
  readonly resource: SignInResource
}

/** The answer to a click after which the client signs in, by itself or with the person, and clicks again. */
export function loginRequest(asking: Asking): object {
  return { statusCode: 401, type: 'application/vnd.microsoft.activity.loginRequest', value: signInCard(asking) }
}

/** Refuses the client's proof, so that it turns to a manual sign-in. */
export function preconditionFailed(message: string): object {
  return {
    statusCode: 412,
    type: 'application/vnd.microsoft.error.preconditionFailed',
    value: { code: '412', message },
  }
}

/** Clients answer it with a `signin/tokenExchange` that carries `id`; the person sees it only when that fails. */
export function oauthCard(asking: Asking, id: string): Attachment {
  const card = signInCard(asking)
  const tokenExchangeResource = { ...card.tokenExchangeResource, id }
  return { contentType: 'application/vnd.microsoft.card.oauth', content: { ...card, tokenExchangeResource } }
}

function signInCard({ text, button, connection, resource }: Asking) {
  const { signInLink, tokenExchangeResource } = resource
  return {
    text,
    connectionName: connection,
    ...(tokenExchangeResource && { tokenExchangeResource }),
    buttons: [{ title: button, text: button, type: 'signin', value: signInLink }],
  }
}

const exchange = z.looseObject({ id: z.string(), connectionName: z.string(), token: z.string().min(1) })

/** What a client sends for an OAuth card; null: this is something else. */
export function exchangeIn(sent: unknown): z.infer<typeof exchange> | null {
  const parsed = exchange.safeParse(sent)
  return parsed.success ? parsed.data : null
}

/** A click that waits for a token, on the card of a message. Its content is as untrusted as that of any click. */
export interface WaitingClick {
  readonly click: Readonly<Record<string, string>>
  readonly card?: string
}

const waiting = z.strictObject({
  by: z.string(),
  click: z.record(z.string(), z.string()),
  card: z.string().optional(),
})

/** The text values of a click's payload, without a code that was typed. */
export function clickIn(payload: unknown): WaitingClick['click'] {
  const { data } = apart(payload)
  if (typeof data !== 'object' || data === null) return {}
  return Object.fromEntries(Object.entries(data).filter(([, text]) => typeof text === 'string'))
}

/** Encodes the click as the id of a token exchange, so that whichever instance gets the token can continue with it. */
export function idOf({ click, card }: WaitingClick, userId: string): string {
  const text = JSON.stringify({ by: digestOf(userId), click, ...(card && { card }) })
  return Buffer.from(text).toString('base64url')
}

/** null: not a click of this person. In a conversation of several people, anyone's client may answer the card. */
export function waitingIn(id: string, userId: string): WaitingClick | null {
  const parsed = waiting.safeParse(jsonOrNull(Buffer.from(id, 'base64url').toString('utf8')))
  if (!parsed.success || parsed.data.by !== digestOf(userId)) return null
  const { click, card } = parsed.data
  return { click, ...(card && { card }) }
}

function digestOf(userId: string): string {
  return createHash('sha256').update(userId).digest('base64url').slice(0, 12)
}
