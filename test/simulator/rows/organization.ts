import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { answer } from '../api/api.js'
import { Refusal, unauthorized } from '../api/errors.js'
import type { OrganizationInfo } from '../api/functions.js'
import { Requests, type Written } from '../api/requests.js'
import type { AsyncService } from '../background/asyncService.js'
import { type Content, contentOf, type OrganizationOptions, VERSION } from '../content.js'
import type { OrganizationControl } from '../control.js'
import type { BackgroundControl } from '../controlBackground.js'
import { deliver, type Fault, Faults, refuse, strike } from '../faults.js'
import { type Listening, serve } from '../http.js'
import type { EmailRouter } from '../mail/router.js'
import { answerPage } from '../page.js'
import type { Seeded } from '../seeds/seeds.js'
import { iso, type Table } from './database.js'
import { guid } from './rows.js'
import { type Caller, principalOf } from './security.js'

export class SimulatedOrganization {
  readonly faults = new Faults()
  readonly requests = new Requests()
  /** The writes through the Web API, oldest first. */
  readonly written: Written[] = []
  #content: Content
  #listening: Listening | undefined

  constructor(private readonly options: OrganizationOptions) {
    this.#content = contentOf(options, options.seeded)
  }

  /** From now on, serves another organization's rows at the same address, with their own router. */
  load(seeded: Seeded): void {
    this.#stop()
    this.#content = contentOf(this.options, seeded)
    this.written.length = 0
    if (this.#listening) this.#start()
  }

  get router(): EmailRouter {
    return this.#content.router
  }

  get background(): AsyncService {
    return this.#content.background
  }

  get control(): OrganizationControl {
    return this.#content.control
  }

  get backgroundControl(): BackgroundControl {
    return this.#content.backgroundControl
  }

  get name(): string {
    return this.options.name
  }

  get uniqueName(): string {
    return this.options.uniqueName
  }

  /** Bytes sent and received over its connections so far. */
  traffic(): number {
    return this.#listening?.traffic() ?? 0
  }

  get url(): string {
    if (!this.#listening) throw new Error('The organization does not listen yet')
    return this.#listening.url
  }

  table(name: string): Table {
    return this.#content.seeded.db.table(name)
  }

  async start(): Promise<void> {
    this.#listening = await serve(this.options.port, (request, body, response) => this.#handle(request, body, response))
    this.#start()
  }

  #start(): void {
    this.router.start()
    this.background.start()
  }

  #stop(): void {
    this.router.stop()
    this.background.stop()
  }

  async close(): Promise<void> {
    this.#stop()
    await this.#listening?.close()
  }

  async #handle(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    if (!request.url?.startsWith('/api/')) return answerPage(this, { request, body, response })
    this.requests.roundTrips += 1
    await setTimeout(this.options.latencyMs)
    const faults = this.faults.take(request)
    for (const fault of faults) if (await strike(fault, response)) return
    this.#answer(request, { body, response, faults })
  }

  #answer(request: IncomingMessage, { body, response, faults }: Answering): void {
    try {
      const caller = this.#caller(request.headers.authorization)
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const reply = answer(
        {
          db: this.#content.seeded.db,
          caller,
          info: this.#info(),
          faults: this.faults,
          permissions: this.#content.permissions,
          environment: this.background.environment,
          now: this.options.now,
          count: (...what) => this.#count(...what),
          wrote: (method, path) => this.#wrote(caller, method, path),
          transaction: work => this.#transaction(work),
        },
        { method: request.method ?? 'GET', path: request.url ?? '', headers, body },
      )
      deliver(reply, faults, response)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refuse(response, error)
    }
  }

  #count(method: string, path: string, status: number): void {
    this.requests.operations += 1
    this.requests.log.push({ method, path, status })
  }

  #wrote({ user }: Caller, method: string, path: string): void {
    const byApplication = user.applicationid !== null
    this.written.push({ at: iso(this.options.now()), method, path, by: String(user.fullname), byApplication })
  }

  #transaction<T>(work: () => T): T {
    const before = this.written.length
    try {
      return this.#content.seeded.db.transaction(work)
    } catch (error) {
      this.written.length = before
      throw error
    }
  }

  #info(): OrganizationInfo {
    const { uniqueName, name, tenantId } = this.options
    const { organizationId, version = VERSION, online = false, organizationType = 'Customer' } = this.#content.seeded
    const place = { environmentId: guid(`environment ${organizationId}`), tenantId, geo: 'EMEA' }
    const info = { organizationId, uniqueName, friendlyName: name, organizationType, version, url: this.url }
    return { ...info, online: online ? place : null }
  }

  /** The token identifies the caller: it must be for this organization, and its owner must be a user here. */
  #caller(authorization: string | undefined): Caller {
    const { db } = this.#content.seeded
    const claims = this.options.verify((authorization ?? '').replace(/^Bearer /i, ''))
    if (claims?.aud !== this.url) throw unauthorized({ tenantId: this.options.tenantId, url: this.url })
    const column = claims.scp ? 'azureactivedirectoryobjectid' : 'applicationid'
    const id = claims.scp ? claims.oid : claims.appid
    const [user] = db.table('systemuser').having(column, id ?? null)
    if (!user) throw new Refusal(403, '0x80072560', 'The user is not a member of the organization.')
    if (user.isdisabled)
      throw new Refusal(403, '0x80040225', 'The specified user is disabled. The user account is not enabled.')
    return principalOf(db, user)
  }
}

interface Answering {
  readonly body: string
  readonly response: ServerResponse
  readonly faults: readonly Fault[]
}
