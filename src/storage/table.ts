import { RestError, TableClient, type TableServiceClientOptions } from '@azure/data-tables'

type TokenCredential = import('@azure/identity').TokenCredential

export type TableSettings =
  | { readonly connectionString: string }
  | {
      /** Name of a storage account. */
      readonly account: string
      /** Who may use it; null: the host's own identity, or, on a developer's machine, whoever is signed in there. */
      readonly credential: TokenCredential | null
    }

/** The board is apart from the cases, so that it is not slower for the closed ones. */
const TABLES = { cases: 'PendingSendCases', board: 'PendingSendBoard' } as const

/** The bot cannot start without its storage. The message is one sentence for the operator and carries no secret. */
export class StoreUnavailable extends Error {
  constructor(settings: TableSettings, cause: unknown) {
    const variable = 'account' in settings ? 'AZURE_STORAGE_ACCOUNT' : 'AZURE_STORAGE_CONNECTION_STRING'
    super(`The case store ${faultOf(cause)}: look at ${variable}. (${reasonOf(cause)})`, { cause })
    this.name = 'StoreUnavailable'
  }
}

function faultOf(cause: unknown): string {
  const status = cause instanceof RestError ? cause.statusCode : undefined
  if (status === 401 || status === 403) {
    return 'refuses the bot, whose key or role (Storage Table Data Contributor) is not accepted'
  }
  return 'cannot be reached'
}

/** The first line only: SDKs add the request, or a page of advice. */
function reasonOf(cause: unknown): string {
  const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
  return cause instanceof RestError && cause.statusCode ? (cause.code ?? `HTTP ${cause.statusCode}`) : line
}

/** The longest wait for one response of the store; the SDK itself would wait forever. */
const PATIENCE_MS = 4_000

export interface TableOptions {
  /** Default: the table of cases. */
  readonly table?: keyof typeof TABLES
  readonly patienceMs?: number
}

/** Opens a table, and creates it if needed. Every request to it has a deadline. Throws StoreUnavailable. */
export async function openTable(
  settings: TableSettings,
  { table = 'cases', patienceMs = PATIENCE_MS }: TableOptions = {},
): Promise<TableClient> {
  try {
    const client = await clientOf(settings, TABLES[table], inTime(patienceMs))
    await client.createTable()
    return client
  } catch (cause) {
    throw new StoreUnavailable(settings, cause)
  }
}

async function clientOf(
  settings: TableSettings,
  name: string,
  bounds: TableServiceClientOptions,
): Promise<TableClient> {
  if ('connectionString' in settings) {
    const allowInsecureConnection = isLocal(settings.connectionString)
    return TableClient.fromConnectionString(settings.connectionString, name, { ...bounds, allowInsecureConnection })
  }
  const url = `https://${settings.account}.table.core.windows.net`
  return new TableClient(url, name, settings.credential ?? (await credentialOfHost()), bounds)
}

async function credentialOfHost(): Promise<TokenCredential> {
  // Loaded only when needed, because it takes as long to load as all other Azure packages together.
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new DefaultAzureCredential()
}

/** A request without a response is retried twice, so a store that never answers takes about thirteen seconds to fail. */
function inTime(patienceMs: number): TableServiceClientOptions {
  return {
    retryOptions: { maxRetries: 2, retryDelayInMs: 200 },
    additionalPolicies: [{ position: 'perRetry', policy: { name: 'deadline', sendRequest: withDeadline(patienceMs) } }],
  }
}

type Policy = NonNullable<TableServiceClientOptions['additionalPolicies']>[number]['policy']

function withDeadline(patienceMs: number): Policy['sendRequest'] {
  return async (request, next) => {
    const { abortSignal: given } = request
    // Its timer is cleared with the answer; that of AbortSignal.timeout would be kept for as long as the patience lasts.
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), patienceMs)
    // Changed in place: the part of the SDK that reads the response would not recognize a copy of the request.
    request.abortSignal = given ? AbortSignal.any([late.signal, given as AbortSignal]) : late.signal
    try {
      return await next(request)
    } catch (cause) {
      if (!late.signal.aborted) throw cause
      throw new RestError('The store did not answer in time', { code: 'ETIMEDOUT', request })
    } finally {
      clearTimeout(timer)
      if (given) request.abortSignal = given
      else delete request.abortSignal
    }
  }
}

/** Only a storage emulator on this machine may be reached without TLS. */
function isLocal(connectionString: string): boolean {
  return /UseDevelopmentStorage=true|TableEndpoint=http:\/\/(127\.0\.0\.1|localhost)[:/]/i.test(connectionString)
}
