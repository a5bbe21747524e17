import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createApp, type RunningApp } from '../../src/app/app.js'
import { noScope } from '../../src/app/ports/logScope.js'
import { noTelemetry } from '../../src/app/ports/telemetry.js'
import type { Webhook } from '../../src/app/ports/webhook.js'
import type {
  Board,
  CaseStore,
  Clock,
  Delivery,
  GuardRows,
  Incoming,
  Log,
  LogScope,
  Member,
  Messenger,
  Organizations,
  Person365,
  Pulses,
  Repairs,
  Screen,
  Telemetry,
  TriageSettings,
} from '../../src/app/ports.js'
import { watchingOf } from '../../src/app/work/watchPace.js'
import { createOrganizations } from '../../src/dataverse/createOrganizations.js'
import { createPulses } from '../../src/dataverse/pulseReader.js'
import { createRepairs } from '../../src/dataverse/repairs.js'
import type { Click } from '../../src/domain/case/cardClick.js'
import type { Actor, Case, OrganizationRef, Signer, Surface } from '../../src/domain/case/case.js'
import { stepOf } from '../../src/domain/case/case.js'
import { createMask } from '../../src/domain/mask.js'
import type { Definitions } from '../../src/domain/repair/remedy.js'
import { Application } from '../../src/entra/application.js'
import { createPeople } from '../../src/entra/people.js'
import { createTokens } from '../../src/entra/tokens.js'
import { userAgent } from '../../src/packageInfo.js'
import { openStores, type Stores } from '../../src/storage/stores.js'
import { understand } from '../../src/symptoms/understand.js'
import { withPages } from '../../src/web/webMessenger.js'
import { createFiles } from '../../src/workers/files.js'
import { surface as anySurface } from '../fixtures/cases.js'
import { definitions } from '../fixtures/definitions.js'
import { objectIdOf, type Simulator, startSimulator } from '../simulator/index.js'
import { TENANT_ID } from '../simulator/seeds/contoso.js'
import type { Seeded } from '../simulator/seeds/seeds.js'
import { type Azurite, startAzurite } from '../storage/azurite.js'

interface Drawn {
  readonly how: 'send' | 'update' | 'whisper'
  readonly surface: Surface
  readonly screen: Screen
}

let messages = 0

/** Records what is drawn, in order, and numbers the messages as a channel does. */
class Chat implements Messenger {
  readonly drawn: Drawn[] = []

  /** The channel's results for the next screens, one each; after that, it shows every screen. */
  readonly refusals: Exclude<Delivery, { result: 'shown' }>[] = []

  async send(surface: Surface, screen: Screen): Promise<Delivery> {
    const refusal = this.refusals.shift()
    if (refusal) return refusal
    this.drawn.push({ how: 'send', surface, screen })
    messages += 1
    return { result: 'shown', surface: { ...surface, activityId: `message-${messages}` } }
  }

  async update(surface: Surface, screen: Screen): Promise<Delivery> {
    const refusal = this.refusals.shift()
    if (refusal) return refusal
    this.drawn.push({ how: 'update', surface, screen })
    return { result: 'shown', surface }
  }

  /** The surface says who sees it. */
  async whisper(surface: Surface, { id, name }: Pick<Actor, 'id' | 'name'>, screen: Screen): Promise<Delivery> {
    const refusal = this.refusals.shift()
    if (refusal) return refusal
    if (surface.conversationType === 'personal') return { result: 'refused', status: 405 }
    const shown: Surface = { ...surface, onlyFor: { id, name } }
    this.drawn.push({ how: 'whisper', surface: shown, screen })
    messages += 1
    return { result: 'shown', surface: { ...shown, activityId: `message-${messages}` } }
  }

  /** Everybody has the app installed. */
  async openPersonal({ aadObjectId }: Person365, like: Surface): Promise<Surface | null> {
    const { activityId: _none, ...surface } = like
    return { ...surface, audience: 'sender', conversationId: `chat of ${aadObjectId}`, conversationType: 'personal' }
  }

  /** The newest screen, apart from those that only say that a card has moved. */
  get screen(): Screen {
    const last = this.drawn.findLast(({ screen }) => noteOn(screen) !== 'notes.movedDown')
    if (!last) throw new Error('Nothing was drawn')
    return last.screen
  }
}

export interface World extends Stores {
  readonly simulator: Simulator
  readonly organizations: Organizations
  readonly repairs: Repairs
  /** Lets the bot act as this person from now on. `key`: of the seed. */
  signIn(key: string): void
  readonly list: readonly OrganizationRef[]
  /** The case as it is stored now. */
  stored(thisCase: Pick<Case, 'id'>): Promise<Case>
  /** Starts another instance of the program on the same store. */
  instance(name: string, changes?: Partial<Wiring>): Instance
  close(): Promise<void>
}

interface Wiring extends Definitions {
  readonly webhook: Webhook | null
  readonly store: CaseStore
  readonly board: Board
  readonly organizations: Organizations
  readonly repairs: Repairs
  readonly clock: Clock
  readonly log: Log
  readonly scope: LogScope
  readonly telemetry: Telemetry
  readonly pulses: Pulses
  readonly guardRows: GuardRows
  readonly pulseMinutes: number
  readonly triageSettings: TriageSettings
}

export interface Instance {
  readonly app: RunningApp
  readonly chat: Chat
}

const clock: Clock = {
  now: () => new Date(),
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds)
    return () => clearInterval(timer)
  },
}

const mask = createMask(randomBytes(32))

export const silent = { info: () => {}, warn: () => {}, error: () => {} }

export interface WorldOptions {
  /** The state of the first organization; default: it sends through an Email Router. */
  readonly contoso?: Seeded
  /** The account of its router, where the state is another one. */
  readonly routerAccount?: string
  readonly now?: () => Date
  /** Keys of the seed. */
  readonly helpdesk?: readonly string[]
  /** Who is in the helpdesk's channel. */
  readonly members?: () => readonly Member[] | null
}

/** The application on real storage and a simulated Dynamics, with a list as the chat. Closing the world leaves storage that was passed in running. */
export async function startWorld(
  storage?: Azurite,
  {
    contoso: seeded,
    routerAccount,
    now = () => new Date(),
    helpdesk = ['helen'],
    members = () => [],
  }: WorldOptions = {},
): Promise<World> {
  const azurite = storage ?? (await startAzurite())
  const simulator = await startSimulator({ routerIntervalMs: 0, now, ...(seeded && { contoso: seeded }) })
  const { contoso, field } = simulator
  const list: readonly OrganizationRef[] = [
    {
      name: contoso.name,
      url: contoso.url,
      ...(!seeded && { routerAccount: 'svc-router@contoso.com' }),
      ...(routerAccount !== undefined && { routerAccount }),
      default: true,
    },
    { name: field.name, url: field.url },
  ]
  const stores = await openStores(azurite)
  const { store } = stores
  const dataverse = { organizations: list, tokens: createTokens(simulator), userAgent, now }
  const organizations = createOrganizations(dataverse)
  const signedIn = new Set<string>()
  // Like the token service: people who signed in have left a token for the bot.
  const assertionOf = async ({ actor }: Signer) => {
    const oid = actor.aadObjectId
    return oid && signedIn.has(oid) ? simulator.entra.issueUserToken(oid) : null
  }
  const people = createPeople({ application: new Application(simulator), log: silent }, assertionOf)
  const repairs = createRepairs({ ...dataverse, tokensOf: people.tokensOf })
  return {
    simulator,
    ...stores,
    organizations,
    repairs,
    signIn: key => void signedIn.add(objectIdOf(key)),
    list,
    async stored({ id }) {
      return (await store.load(id))?.case ?? assert.fail('the case is gone')
    },
    instance(name, changes = {}) {
      const chat = new Chat()
      const isHelpdesk = ({ aadObjectId }: { readonly aadObjectId: string | null }) =>
        helpdesk.some(key => objectIdOf(key) === aadObjectId)
      const watching = watchingOf(60_000)
      const rosters = { members: async () => members() }
      const guarding = { pulses: createPulses(dataverse), pulseMinutes: 0 }
      const wiring = {
        ...stores,
        ...guarding,
        rosters,
        organizations,
        repairs,
        people,
        clock,
        watching,
        log: silent,
        mask,
      }
      const app = createApp({
        ...wiring,
        webhook: null,
        scope: noScope,
        telemetry: noTelemetry,
        ...definitions,
        ...changes,
        messenger: withPages(chat),
        instance: name,
        understand,
        readFile: createFiles({ log: silent }),
        isHelpdesk,
        keptDays: 90,
      })
      return { app, chat }
    },
    async close() {
      await simulator.close()
      if (!storage) await azurite.close()
    },
  }
}

let people = 0

/** A person of the simulated organizations, in a conversation that no other test uses. */
export function personIn(key: string, changes: Partial<Surface> = {}): Incoming {
  people += 1
  const { activityId: _none, ...surface } = anySurface
  return {
    by: {
      channelId: 'msteams',
      id: `29:${key}-${people}`,
      name: key,
      tenantId: 'tenant',
      aadObjectId: objectIdOf(key),
    },
    surface: { ...surface, conversationId: `conversation-${people}`, ...changes },
  }
}

/** The same, in the tenant that the simulated sign-in service issues tokens of. */
export function signerIn(key: string, changes: Partial<Surface> = {}): Incoming {
  const { by, surface } = personIn(key, changes)
  return { by: { ...by, tenantId: TENANT_ID }, surface }
}

/** A person whose cases no other test shares. */
export function loner(key: string): Incoming {
  const { by, surface } = personIn(key)
  return { by: { ...by, tenantId: surface.conversationId }, surface }
}

export function caseOf(screen: Screen): Case {
  if (screen.kind !== 'case')
    throw new Error(`There is no case on this screen: ${JSON.stringify(screen).slice(0, 200)}`)
  return screen.case
}

export function noteOn(screen: Screen): string | undefined {
  return screen.kind === 'notice' || screen.kind === 'reading' ? screen.message.key : screen.note?.key
}

/** The data of a button on the case's card. */
export function button(thisCase: Case, verb: Click['verb'], more: Partial<Click> = {}): Click {
  return { verb, case: thisCase.id, step: stepOf(thisCase), ...more }
}
