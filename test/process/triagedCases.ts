import type { Case, Surface, Work } from '../../src/domain/case/case.js'
import { openStores, type Stores } from '../../src/storage/stores.js'
import { type Stack, startStack } from '../demo/stack.js'
import { channelRoot } from '../fixtures/triage.js'
import type { Azurite } from '../storage/azurite.js'
import { startWithholding, type Withholding } from '../storage/withholding.js'
import type { Answer } from '../teams/connector.js'
import { type Connector, startConnector } from '../teams/connector.js'
import { inFolder } from '../tools/folder.js'

export interface Stage {
  readonly stack: Stack
  readonly storage: Withholding
  readonly connector: Connector
  readonly stores: Stores
}

/** Runs the bot with a channel for triage and these cases, which were stored before it started. */
export async function withCases(cases: readonly Case[], work: (stage: Stage) => Promise<void>): Promise<void> {
  await inFolder(async folder => {
    const connector = await startConnector()
    let storage: Withholding | null = null
    let stores: Stores | null = null
    const inFrontOfStorage = async (azurite: Azurite) => {
      stores = await openStores(azurite)
      await stores.triageSettings.choose({ surface: { ...channelRoot, serviceUrl: connector.url }, isPrivate: false })
      for (const thisCase of cases) await stores.store.insert(at(connector.url, thisCase))
      storage = await startWithholding(azurite)
      return storage
    }
    const stack = await startStack({
      folder,
      inFrontOfStorage,
      helpdesk: ['helen'],
      simulator: { routerIntervalMs: 0 },
    })
    try {
      if (!storage || !stores) throw new Error('There is no storage')
      await work({ stack, storage, connector, stores })
    } finally {
      await stack.close()
      await connector.close()
    }
  })
}

/** The case as if it were another person's, in a chat of their own, with its cards still to be sent. */
export function copyOf(thisCase: Case, number: number): Case {
  const placed = ({ activityId: _, ...surface }: Surface): Surface =>
    surface.conversationType === 'personal' ? { ...surface, conversationId: chatOf(number) } : surface
  const { owner, triage } = thisCase
  return {
    ...thisCase,
    id: `${String(number).padStart(32, '0')}-0000000000000001`,
    owner: {
      ...owner,
      id: `29:person-${number}`,
      aadObjectId: `${String(number).padStart(8, '0')}-1111-4111-8111-111111111111`,
    },
    surfaces: thisCase.surfaces.map(placed),
    ...(triage && { triage: { ...triage, number: triage.number === null ? null : number } }),
  }
}

export const chatOf = (number: number) => `chat-${number}`

function at(serviceUrl: string, thisCase: Case): Case {
  return { ...thisCase, surfaces: thisCase.surfaces.map(surface => ({ ...surface, serviceUrl })) }
}

/** The same case, with its reminder due then. */
export function remindedAt(thisCase: Case, when: string): Case {
  const { reminder, pending } = thisCase
  if (!reminder) throw new Error('Nobody has to act')
  const work: Work = { id: `remind.${when}`, kind: 'remind', attempts: 0, notBefore: when }
  return {
    ...thisCase,
    reminder: { ...reminder, at: when },
    pending: [...pending.filter(({ kind }) => kind !== 'remind'), work],
  }
}

/** Nothing is left to do before a time that has not come. */
export function isSettled({ pending, notices }: Case): boolean {
  return notices === undefined && pending.every(({ notBefore = '' }) => notBefore > new Date().toISOString())
}

export async function casesIn({ stores }: Stage, cases: readonly Case[]): Promise<readonly Case[]> {
  const stored = await Promise.all(cases.map(({ id }) => stores.store.load(id)))
  return stored.flatMap(one => (one ? [one.case] : []))
}

/** Holds messages back before the channel takes them. What is held when the bot is killed has never arrived. */
export function holdMessages({ connector }: Stage, isHeld: (sent: string) => boolean): { release(): void } {
  const lost: Answer = { status: 503, body: {} }
  let release = () => {}
  const over = new Promise<void>(resolve => {
    release = resolve
  })
  connector.rule = async ({ method, activity }) => {
    if (method !== 'POST' || !isHeld(JSON.stringify(activity))) return null
    await over
    return lost
  }
  return {
    release() {
      connector.rule = () => null
      release()
    },
  }
}
