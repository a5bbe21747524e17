import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { answer } from './api.js'
import { OrganizationControl } from './control.js'
import type { Database, Table } from './database.js'
import type { Claims } from './entra.js'
import { Refusal, unauthorized } from './errors.js'
import { type Fault, Faults, THROTTLING } from './faults.js'
import type { OrganizationInfo } from './functions.js'
import { type Listening, serve } from './http.js'
import { answerPage } from './page.js'
import { EmailRouter } from './router.js'
import { type Caller, grantsOf } from './security.js'

export interface OrganizationOptions {
  readonly name: string
  readonly uniqueName: string
  readonly db: Database
  readonly routerAccountId: string
  readonly organizationId: string
  readonly port: number
  readonly latencyMs: number
  readonly routerIntervalMs: number
  readonly now: () => Date
  readonly verify: (token: string) => Claims | null
}

export interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly status: number
}

/** What was asked of the organization: HTTP requests, and the operations in them. */
export class Requests {
  roundTrips = 0
  operations = 0
  log: LoggedRequest[] = []

  reset(): void {
    this.roundTrips = 0
    this.operations = 0
    this.log = []
  }
}

export class SimulatedOrganization {
  readonly faults = new Faults()
  readonly requests = new Requests()
  readonly router: EmailRouter
  readonly control: OrganizationControl
  #listening: Listening | undefined

  constructor(private readonly options: OrganizationOptions) {
    const { db, name, now, routerAccountId, routerIntervalMs } = options
    this.router = new EmailRouter({
      db,
      organization: name,
      accountId: routerAccountId,
      now,
      intervalMs: routerIntervalMs,
    })
    this.control = new OrganizationControl(db, routerAccountId)
  }

  get name(): string {
    return this.options.name
  }

  get uniqueName(): string {
    return this.options.uniqueName
  }

  /** Bytes that went over its connections so far, both ways. */
  traffic(): number {
    return this.#listening?.traffic() ?? 0
  }

  get url(): string {
    if (!this.#listening) throw new Error('The organization does not listen yet')
    return this.#listening.url
  }

  table(name: string): Table {
    return this.options.db.table(name)
  }

  async start(): Promise<void> {
    this.#listening = await serve(this.options.port, (request, body, response) => this.#handle(request, body, response))
    this.router.start()
  }

  async close(): Promise<void> {
    this.router.stop()
    await this.#listening?.close()
  }

  async #handle(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    if (!request.url?.startsWith('/api/')) return answerPage(this, { request, body, response })
    this.requests.roundTrips += 1
    await setTimeout(this.options.latencyMs)
    const faults = this.faults.take()
    for (const fault of faults) if (await strike(fault, response)) return
    const malformed = faults.some(({ kind }) => kind === 'malformed')
    this.#answer(request, { body, response, malformed })
  }

  #answer(request: IncomingMessage, { body, response, malformed }: Answering): void {
    try {
      const caller = this.#caller(request.headers.authorization)
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const answered = answer(
        {
          db: this.options.db,
          caller,
          info: this.#info(),
          faults: this.faults,
          count: (...what) => this.#count(...what),
        },
        { method: request.method ?? 'GET', path: request.url ?? '', headers, body },
      )
      response.writeHead(answered.status, { 'OData-Version': '4.0', ...answered.headers })
      response.end(malformed ? answered.body.slice(0, answered.body.length / 2) : answered.body)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      response.writeHead(error.status, { 'Content-Type': 'application/json', ...error.headers })
      response.end(error.body)
    }
  }

  #count(method: string, path: string, status: number): void {
    this.requests.operations += 1
    this.requests.log.push({ method, path, status })
  }

  #info(): OrganizationInfo {
    const { organizationId, uniqueName, name } = this.options
    return { organizationId, uniqueName, friendlyName: name, version: '9.2.26104.148', url: this.url }
  }

  /** The token decides who calls: it has to be for this organization, and its owner a user here. */
  #caller(authorization: string | undefined): Caller {
    const { db, verify } = this.options
    const claims = verify((authorization ?? '').replace(/^Bearer /i, ''))
    if (claims?.aud !== this.url) throw unauthorized()
    const column = claims.scp ? 'azureactivedirectoryobjectid' : 'applicationid'
    const id = claims.scp ? claims.oid : claims.appid
    const [user] = db.table('systemuser').having(column, id ?? null)
    if (!user) throw new Refusal(403, '0x80072560', 'The user is not a member of the organization.')
    if (user.isdisabled)
      throw new Refusal(403, '0x80040225', 'The specified user is disabled. The user account is not enabled.')
    return { user, grants: grantsOf(db, String(user.systemuserid)) }
  }
}

interface Answering {
  readonly body: string
  readonly response: ServerResponse
  readonly malformed: boolean
}

/** true: the fault has answered the request. */
async function strike(fault: Fault, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'slow':
      await setTimeout(fault.ms)
      return false
    case 'malformed':
    case 'throttlePart':
      return false
    case 'reset':
      response.socket?.destroy()
      return true
    case 'unavailable':
      response.writeHead(503, {
        'Content-Type': 'text/html',
        ...(fault.retryAfterSeconds !== undefined && { 'Retry-After': String(fault.retryAfterSeconds) }),
      })
      response.end('<html><body><h1>503 Service Unavailable</h1></body></html>')
      return true
    case 'unauthorized':
      return refuse(response, unauthorized())
    case 'throttle': {
      const { code, message } = THROTTLING[fault.code ?? 'requests']
      return refuse(response, new Refusal(429, code, message, { 'Retry-After': String(fault.retryAfterSeconds) }))
    }
  }
}

function refuse(response: ServerResponse, refusal: Refusal): boolean {
  response.writeHead(refusal.status, { 'Content-Type': 'application/json', ...refusal.headers })
  response.end(refusal.body)
  return true
}
