import { LRUCache } from 'lru-cache'
import type { FactSheet } from '../domain/diagnosis/facts.js'
import { singleOf } from '../domain/singleOf.js'

/** The facts that tell whom and what the later trips of a diagnosis ask about. */
const KEPT = [
  'hosting',
  'senders',
  'routerAccounts',
  'namedAccounts',
  'statement',
  'mailSettings',
  'pendingMails',
  'drafts',
  'jobs',
  'flowFailures',
  'accounts',
  'submission',
] as const

const LIFE_MS = 10 * 60 * 1000
const MOST = 1000

/**
 * What a diagnosis found the last time somebody asked. It is never trusted: the same trip reads it again. Remembered for ten
 * minutes; when full, it forgets the least recently used entry.
 */
export class IdentityCache {
  readonly #known: LRUCache<string, FactSheet>

  constructor(now: () => Date) {
    this.#known = new LRUCache({ max: MOST, ttl: LIFE_MS, ttlResolution: 0, perf: { now: () => now().getTime() } })
  }

  recall(key: string): FactSheet | null {
    return this.#known.get(key) ?? null
  }

  keep(key: string, facts: FactSheet): void {
    if (facts.senders?.ok)
      this.#known.set(key, Object.fromEntries(KEPT.flatMap(name => (facts[name] ? [[name, facts[name]]] : []))))
    else this.#known.delete(key)
  }
}

/** Whether the second wave would ask the same questions. */
export function sameSubject(a: FactSheet, b: FactSheet): boolean {
  return subjectOf(a) === subjectOf(b)
}

function subjectOf({ hosting, senders, mailSettings }: FactSheet): string {
  const sender = senders?.ok ? singleOf(senders.value) : undefined
  const settings = mailSettings?.ok ? mailSettings.value : undefined
  return JSON.stringify([
    hosting?.ok && hosting.value.online,
    sender && [
      sender.kind,
      sender.id,
      sender.mailboxId,
      sender.kind === 'queue' && [sender.ownerUserId, sender.ownerTeamId],
    ],
    sender === null,
    settings && [settings.channel, settings.approval],
  ])
}
