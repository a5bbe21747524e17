import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  isRestError,
  type Pipeline,
  type PipelineResponse,
} from '@azure/core-rest-pipeline'
import { isLoopbackUrl } from '../../domain/loopback.js'
import { ConnectorError, type ConnectorPort, codeOf, membersPath, messagesPath, type SendOptions } from './connector.js'

/** Its connections are kept alive. */
const http = createDefaultHttpClient()

/**
 * Policies that are left out. The first one makes each call a single request: the SDK's client would retry on its own, beyond
 * the budget of the conversation and as late as Retry-After says. The others convert, trace and log what needs none of it.
 */
const LEFT_OUT = [
  ...['defaultRetryPolicy', 'serializationPolicy', 'deserializationPolicy', 'tracingPolicy', 'logPolicy'],
  ...['decompressResponsePolicy', 'formDataPolicy', 'multipartPolicy', 'wrapAbortSignalLikePolicy'],
  'ServiceClientContext_RequestPolicyFactories',
]

interface Call extends SendOptions {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly body?: object
}

/**
 * A client of the channel at `serviceUrl`. It sends through the pipeline of the SDK's client, which signs each request with
 * the bot's token, but without the SDK's conversions: they copy a card property by property. (botframework-connector 4.23)
 * `refused` is told of a token that the channel does not accept.
 */
export function createConnector(
  sdkClient: object,
  serviceUrl: string,
  refused: (token: string) => void = () => {},
): ConnectorPort {
  const pipeline = pipelineOf(sdkClient)
  const { origin, pathname } = new URL(serviceUrl)
  const address = `${origin}${pathname.replace(/\/$/, '')}/v3/conversations`
  const allowInsecureConnection = isLoopbackUrl(serviceUrl)
  const call = async ({ method, path, body, abortSignal }: Call) => {
    const request = createPipelineRequest({
      ...{ url: `${address}${path}`, method, abortSignal },
      headers: createHttpHeaders({ Accept: 'application/json', 'Content-Type': 'application/json; charset=utf-8' }),
      ...(body && { body: JSON.stringify(body) }),
      allowInsecureConnection,
    })
    const response = await pipeline.sendRequest(http, request).catch(withoutRequest)
    if (response.status === 401) refused(tokenOf(response))
    return answerOf(response)
  }
  return {
    conversations: {
      createConversation: (body, { abortSignal }) => call({ method: 'POST', path: '', body, abortSignal }),
      sendToConversation: (conversation, body, options) =>
        call({ ...options, method: 'POST', path: messagesPath(conversation, options), body }),
      updateActivity: (conversation, message, body, options) =>
        call({ ...options, method: 'PUT', path: messagesPath(conversation, options, message), body }),
      getPagedMembers: (conversation, options) =>
        call({ ...options, method: 'GET', path: membersPath(conversation, options) }),
    },
  }
}

/** A copy of its pipeline, without the policies that are left out. */
function pipelineOf(sdkClient: object): Pipeline {
  const { client } = sdkClient as { readonly client: { readonly pipeline: Pipeline } }
  const pipeline = client.pipeline.clone()
  for (const name of LEFT_OUT) pipeline.removePolicy({ name })
  return pipeline
}

/** An error of the pipeline keeps the request, with the bot's token. Other errors are of what signs the request. */
function withoutRequest(error: unknown): never {
  if (!isRestError(error)) throw error
  throw new ConnectorError(error.message, { statusCode: error.statusCode, code: codeOf(error) })
}

function tokenOf({ request }: PipelineResponse): string {
  return request.headers.get('authorization')?.replace(/^Bearer /, '') ?? ''
}

interface Answer {
  readonly id?: string
  readonly error?: { readonly code?: string; readonly message?: string }
}

function answerOf(response: PipelineResponse): Answer {
  const { status } = response
  const answer = bodyOf(response)
  if (status >= 200 && status < 300) return answer
  const { code, message = `The channel answered with ${status}` } = answer.error ?? {}
  throw new ConnectorError(message, { statusCode: status, code, retryAfter: response.headers.get('Retry-After') })
}

/** Empty: there is none, or it is no JSON. */
function bodyOf({ bodyAsText }: PipelineResponse): Answer {
  try {
    return JSON.parse(bodyAsText ?? '') ?? {}
  } catch {
    return {}
  }
}
