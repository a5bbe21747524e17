import type { Fact, FactSheet, Sender, User } from '../domain/diagnosis/facts.js'
import { only } from '../domain/diagnosis/sendAs.js'

/** Who an address and a name were, the last time somebody asked. Never believed: it is read again on the same trip. */
export interface Who {
  readonly senders: Fact<readonly Sender[]> | undefined
  readonly routerAccounts: Fact<readonly User[]> | undefined
}

const LIFE_MS = 10 * 60 * 1000
const MOST = 1000

/** Remembers for ten minutes; forgets the oldest when there are too many. */
export class Memory {
  readonly #known = new Map<string, { readonly who: Who; readonly until: number }>()

  recall(key: string, now: Date): FactSheet | null {
    const found = this.#known.get(key)
    return found && found.until > now.getTime() ? (found.who as FactSheet) : null
  }

  keep(key: string, { senders, routerAccounts }: FactSheet, now: Date): void {
    this.#known.delete(key)
    if (!senders?.ok) return
    this.#known.set(key, { who: { senders, routerAccounts }, until: now.getTime() + LIFE_MS })
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest)
  }
}

/** Whether the second wave would ask the same of both. */
export function sameWho(a: FactSheet, b: FactSheet): boolean {
  return identityOf(a) === identityOf(b)
}

function identityOf({ senders, routerAccounts }: FactSheet): string {
  const sender = senders?.ok ? only(senders.value) : undefined
  const account = routerAccounts?.ok ? only(routerAccounts.value) : undefined
  return JSON.stringify([
    sender && [sender.kind, sender.id, sender.mailboxId],
    sender === null,
    account?.id,
    account === null,
  ])
}
