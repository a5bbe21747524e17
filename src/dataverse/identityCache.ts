import { LRUCache } from 'lru-cache'
import type { Fact, FactSheet, Sender, User } from '../domain/diagnosis/facts.js'
import { singleOf } from '../domain/diagnosis/sendAs.js'

/** Who an address and a name belonged to the last time somebody asked. It is never trusted: the same trip reads it again. */
export interface Who {
  readonly senders: Fact<readonly Sender[]> | undefined
  readonly routerAccounts: Fact<readonly User[]> | undefined
}

const LIFE_MS = 10 * 60 * 1000
const MOST = 1000

/** Remembers for ten minutes; when full, it forgets the least recently used entry. */
export class IdentityCache {
  readonly #known: LRUCache<string, Who>

  constructor(now: () => Date) {
    this.#known = new LRUCache({ max: MOST, ttl: LIFE_MS, ttlResolution: 0, perf: { now: () => now().getTime() } })
  }

  recall(key: string): FactSheet | null {
    return (this.#known.get(key) as FactSheet | undefined) ?? null
  }

  keep(key: string, { senders, routerAccounts }: FactSheet): void {
    if (senders?.ok) this.#known.set(key, { senders, routerAccounts })
    else this.#known.delete(key)
  }
}

/** Whether the second wave would ask the same questions about both. */
export function sameWho(a: FactSheet, b: FactSheet): boolean {
  return identityOf(a) === identityOf(b)
}

function identityOf({ senders, routerAccounts }: FactSheet): string {
  const sender = senders?.ok ? singleOf(senders.value) : undefined
  const account = routerAccounts?.ok ? singleOf(routerAccounts.value) : undefined
  return JSON.stringify([
    sender && [sender.kind, sender.id, sender.mailboxId],
    sender === null,
    account?.id,
    account === null,
  ])
}
