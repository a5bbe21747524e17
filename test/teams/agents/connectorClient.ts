import { type ConnectorClient, HttpError } from '@microsoft/agents-hosting'
import {
  ConnectorError,
  type ConnectorPort,
  membersPath,
  messagesPath,
  type SendOptions,
} from '../../../src/teams/posting/connector.js'

interface Call extends SendOptions {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly data?: object
}

/**
 * The channel through the SDK's client. Its own methods take no signal, put ids into the path as they are, and copy each
 * activity twice; so we use the HTTP client below them, which has the address and the token. (agents-hosting 1.8.1)
 */
export function createConnector({ httpClient }: ConnectorClient): ConnectorPort {
  const call = async ({ method, path, data, abortSignal }: Call) => {
    const request = { method, url: `/v3/conversations${path}`, signal: abortSignal, ...(data && { data }) }
    const { data: answer } = await httpClient.request(request).catch(withoutRequest)
    return isRecord(answer) ? answer : {}
  }
  return {
    conversations: {
      createConversation: (data, { abortSignal }) => call({ method: 'POST', path: '', data, abortSignal }),
      sendToConversation: (conversation, data, options) =>
        call({ ...options, method: 'POST', path: messagesPath(conversation, options), data }),
      updateActivity: (conversation, message, data, options) =>
        call({ ...options, method: 'PUT', path: messagesPath(conversation, options, message), data }),
      getPagedMembers: (conversation, options) =>
        call({ ...options, method: 'GET', path: membersPath(conversation, options) }),
    },
  }
}

/** Its errors keep the request, and even quote the answer: of the token service, that is a token. */
export function withoutRequest(error: unknown): never {
  if (error instanceof HttpError) throw refused(error)
  if (!(error instanceof TypeError && error.cause instanceof Error)) throw error
  const { code } = error.cause as { readonly code?: string }
  throw new ConnectorError('There was no answer', { code })
}

function refused({ status, response }: HttpError): ConnectorError {
  const { error } = (isRecord(response.data) ? response.data : {}) as { readonly error?: { readonly code?: string } }
  const retryAfter = response.headers.get('Retry-After') ?? undefined
  return new ConnectorError(`The service answered with ${status}`, {
    statusCode: status,
    code: error?.code,
    retryAfter,
  })
}

function isRecord(value: unknown): value is { readonly id?: string } {
  return typeof value === 'object' && value !== null
}
