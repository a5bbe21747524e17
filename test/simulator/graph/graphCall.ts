import { randomUUID } from 'node:crypto'
import { changedApplication, demandCredential, NEW_APPLICATION } from './applicationRules.js'
import type { Directory, Entry } from './directory.js'
import { badRequest, denied, exists, GraphRefusal, notFound } from './graphRefusal.js'

/**
 * May: an administrator everything; a developer create applications and change their own; a member read; a guest nothing.
 * https://learn.microsoft.com/entra/fundamentals/users-default-permissions, in a tenant that lets members create none.
 */
export type DirectoryRole = 'administrator' | 'developer' | 'member' | 'guest'

/** Small, so that short collections have several pages. */
const PAGE = 2

export interface Asked {
  readonly method: string
  /** Below /v1.0/. */
  readonly path: string
  readonly values: Entry
  /** Whether what is missing is to be created. */
  readonly creates: boolean
  /** Who asks. */
  readonly oid: string
}

export interface Answer {
  readonly status: number
  readonly body?: object
}

interface World {
  readonly directory: Directory
  readonly roles: ReadonlyMap<string, DirectoryRole>
  readonly tenantId: string
  readonly base: string
}

/** One request. */
export class GraphCall {
  constructor(
    private readonly world: World,
    private readonly asked: Asked,
  ) {}

  answer(): Answer {
    if (this.#role === 'guest') throw denied()
    const { method, path } = this.asked
    const routes: readonly (readonly [RegExp, Readonly<Record<string, (match: string[]) => Answer>>])[] = [
      [
        /^applications\((uniqueName|appId)='([^']+)'\)(?:\?.*)?$/,
        { GET: m => this.#read('application', m), PATCH: m => this.#upsertApplication(m) },
      ],
      [
        /^applications\(appId='([^']+)'\)\/federatedIdentityCredentials(?:\?(.*))?$/,
        { GET: m => this.#credentials(m) },
      ],
      [
        /^applications\(appId='([^']+)'\)\/federatedIdentityCredentials\(name='([^']+)'\)$/,
        { PATCH: m => this.#upsertCredential(m) },
      ],
      [
        /^servicePrincipals\((appId)='([^']+)'\)(?:\?.*)?$/,
        { GET: m => this.#read('servicePrincipal', m), PATCH: m => this.#upsertPrincipal(m) },
      ],
      [/^applications\(appId='([^']+)'\)\/owners(?:\?(.*))?$/, { GET: m => this.#owners(m) }],
      [/^servicePrincipals\/([^/]+)\/oauth2PermissionGrants(?:\?(.*))?$/, { GET: m => this.#grants(m) }],
      [/^oauth2PermissionGrants$/, { POST: () => this.#grant() }],
      [/^oauth2PermissionGrants\/([^/]+)$/, { PATCH: m => this.#changeGrant(m) }],
    ]
    for (const [pattern, methods] of routes) {
      const match = pattern.exec(path)
      if (match) {
        const handle = methods[method]
        if (!handle) throw new GraphRefusal(405, 'Request_BadRequest', `${method} is not allowed here.`)
        return handle([...match].slice(1))
      }
    }
    throw new GraphRefusal(501, 'NotSimulated', `${method} ${path} is not simulated.`)
  }

  get #role(): DirectoryRole {
    return this.world.roles.get(this.asked.oid) ?? 'member'
  }

  #read(kind: string, [key = '', value = '']: string[]): Answer {
    const found = this.world.directory.find(kind, key, value)
    if (!found) throw notFound(value)
    return { status: 200, body: found }
  }

  #demandAdministrator(): void {
    if (this.#role !== 'administrator') throw denied()
  }

  #demandOwner({ owner }: Entry): void {
    if (this.#role !== 'administrator' && owner !== this.asked.oid) throw denied()
  }

  #upsertApplication([key = '', value = '']: string[]): Answer {
    const { directory, tenantId } = this.world
    const { creates, oid, values } = this.asked
    const newest = directory.find('application', key, value, 'newest')
    if (!newest && creates && key === 'uniqueName') {
      if (this.#role === 'member') throw denied()
      const fresh = { ...NEW_APPLICATION, uniqueName: value, appId: randomUUID(), owner: oid, id: '' }
      const { id: _none, ...application } = changedApplication({ directory, tenantId, application: fresh, values })
      return { status: 201, body: directory.create('application', application) }
    }
    const seen = directory.find('application', key, value)
    if (!newest || (!seen && !creates)) throw notFound(value)
    this.#demandOwner(newest)
    directory.update(String(newest.id), changedApplication({ directory, tenantId, application: newest, values }))
    return { status: 204 }
  }

  #upsertPrincipal([, appId = '']: string[]): Answer {
    const { directory } = this.world
    const existing = directory.find('servicePrincipal', 'appId', appId, 'newest')
    if (existing) return { status: 204 }
    if (!this.asked.creates) throw notFound(appId)
    if (Object.keys(this.asked.values).length === 0) throw badRequest('Empty Payload. JSON content expected.')
    const application = directory.find('application', 'appId', appId)
    if (!application)
      throw new GraphRefusal(
        400,
        'Request_BadRequest',
        `The appId '${appId}' of the service principal does not reference a valid application object.`,
      )
    this.#demandOwner(application)
    return { status: 201, body: directory.create('servicePrincipal', { appId }) }
  }

  #applicationOf(appId: string): Entry {
    const application = this.world.directory.find('application', 'appId', appId)
    if (!application) throw notFound(appId)
    return application
  }

  #credentialsOf({ id }: Entry, how: 'seen' | 'newest' = 'seen'): readonly Entry[] {
    return this.world.directory.all('credential', how).filter(({ applicationId }) => applicationId === id)
  }

  #credentials([appId = '', query]: string[]): Answer {
    return this.#page(this.#credentialsOf(this.#applicationOf(appId)), query)
  }

  #owners([appId = '', query]: string[]): Answer {
    const { owner } = this.#applicationOf(appId)
    return this.#page(owner === undefined ? [] : [{ id: owner }], query)
  }

  #upsertCredential([appId = '', name = '']: string[]): Answer {
    const { directory } = this.world
    const { creates, values } = this.asked
    const application = this.#applicationOf(appId)
    this.#demandOwner(application)
    const all = this.#credentialsOf(application, 'newest')
    const existing = all.find(one => one.name === name)
    if (!existing && !creates) throw notFound(name)
    const credential = { ...existing, ...values, name, applicationId: application.id }
    demandCredential(
      all.filter(one => one !== existing),
      credential,
    )
    if (!existing) return { status: 201, body: directory.create('credential', credential) }
    directory.update(String(existing.id), credential)
    return { status: 204 }
  }

  #grants([clientId = '', query]: string[]): Answer {
    const { directory } = this.world
    if (!directory.seen(clientId)) throw notFound(clientId)
    return this.#page(
      directory.all('grant').filter(grant => grant.clientId === clientId),
      query,
    )
  }

  #grant(): Answer {
    this.#demandAdministrator()
    const { directory } = this.world
    const { values } = this.asked
    const { clientId, resourceId, consentType } = values
    for (const id of [clientId, resourceId]) if (!directory.seen(String(id))) throw notFound(String(id))
    const same = (grant: Entry) =>
      grant.clientId === clientId && grant.resourceId === resourceId && grant.consentType === consentType
    if (directory.all('grant', 'newest').some(same)) throw exists('Permission entry already exists.')
    return { status: 201, body: directory.create('grant', values) }
  }

  #changeGrant([id = '']: string[]): Answer {
    this.#demandAdministrator()
    if (!this.world.directory.seen(id)) throw notFound(id)
    this.world.directory.update(id, this.asked.values)
    return { status: 204 }
  }

  #page(all: readonly Entry[], query = ''): Answer {
    const start = Number(new URLSearchParams(query).get('$skiptoken') ?? 0)
    const rest = all.length > start + PAGE
    const [path] = this.asked.path.split('?')
    const next = `${this.world.base}/v1.0/${path}?$skiptoken=${start + PAGE}`
    return { status: 200, body: { value: all.slice(start, start + PAGE), ...(rest && { '@odata.nextLink': next }) } }
  }
}
