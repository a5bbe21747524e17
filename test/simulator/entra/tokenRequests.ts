import type { Place } from './keptTokens.js'
import type { SignIn } from './pages/signInPage.js'

/** A refusal in the shape of the service: {"error": {"code", "message"}}. */
export class ServiceError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name)
  if (!value) throw new ServiceError(400, 'BadArgument', `Missing required query string parameter: ${name}`)
  return value
}

export function placeIn(query: URLSearchParams): Place {
  return {
    userId: required(query, 'userId'),
    connectionName: required(query, 'connectionName'),
    channelId: required(query, 'channelId'),
  }
}

export function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>
  } catch {
    // Reported below.
  }
  throw new ServiceError(400, 'BadRequest', 'What was sent is no JSON.')
}

interface State {
  readonly connectionName?: string
  readonly conversation?: { channelId?: string; user?: { id?: string; aadObjectId?: string } }
}

/** The state is the conversation reference as base64 JSON. */
export function signInOf(state: string): SignIn {
  const { connectionName, conversation }: State = parsed(Buffer.from(state, 'base64').toString())
  const { id: userId, aadObjectId = null } = conversation?.user ?? {}
  if (!connectionName || !userId || !conversation?.channelId)
    throw new ServiceError(400, 'BadArgument', 'The state names no connection, no user or no channel.')
  return { aadObjectId, place: { userId, connectionName, channelId: conversation.channelId } }
}
