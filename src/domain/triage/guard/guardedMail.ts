import { routerAccountOf } from '../../diagnosis/actingAs.js'
import type { Fact, FactName, FactSheet } from '../../diagnosis/facts.js'
import { HOUR_MS } from '../../durations.js'
import { type MailOfAll, standsStill } from './standstill.js'

/** What is known of one organization whose mail is watched. Nothing of it names a person. Times are ISO 8601. */
export interface GuardedMail {
  /** null: mail leaves, as far as was seen. */
  readonly standstill: Standstill | null
  /** The standstill that the helpdesk was told of, as long as it has not been told of its end; null: none. */
  readonly told: Standstill | null
  /** When the e-mail left that ended the last standstill; null: there was none, or it lasts. */
  readonly leftAt: string | null
  /** How often, in a row, the organization could not be seen. */
  readonly unseen: number
  /** Nobody looks before then; empty: nobody has looked yet. */
  readonly next: string
}

export interface Standstill {
  /** When the last e-mail of anybody left; null: none ever did. */
  readonly since: string | null
  /** The same, of what has left until now: some may leave in between. */
  readonly lastDeparture: string | null
  /** When it was first seen. */
  readonly seenAt: string
  /** What sends, or should; `copy`: synchronization, in an environment that is not known to be a production environment. */
  readonly by: 'router' | 'synchronization' | 'copy'
  /** null: more than can be counted. */
  readonly waiting: { readonly senders: number; readonly mails: number } | null
}

export const unguarded: GuardedMail = { standstill: null, told: null, leftAt: null, unseen: 0, next: '' }

/** Whoever has claimed a look is done by then, or has died. */
const CLAIM_MS = 120_000

/** So that of several instances one looks. null: it is too early, or another instance is looking. */
export function claimed(before: GuardedMail, at: string, everyMs: number): GuardedMail | null {
  return isLookDue(before.next, at, everyMs) ? { ...before, next: later(at, CLAIM_MS) } : null
}

/** A pause that is longer than any comes from a clock that was ahead. */
export function isLookDue(next: string, at: string, everyMs: number): boolean {
  return next <= at || next > later(at, longestPause(everyMs))
}

/** An organization that throttles or is away is looked at less and less often. */
const LONGEST_PAUSE_MS = HOUR_MS

function longestPause(everyMs: number): number {
  return Math.max(everyMs, LONGEST_PAUSE_MS)
}

export interface Look {
  readonly facts: FactSheet
  /** ISO 8601. */
  readonly at: string
  /** How often to look, in milliseconds. */
  readonly everyMs: number
}

/** What could not be seen changes nothing: it is neither a standstill nor its end. */
export function afterLook(before: GuardedMail, { facts, at, everyMs }: Look): GuardedMail {
  const mail = mailIn(facts)
  if (!mail) {
    const pause = Math.min(everyMs * 2 ** Math.min(before.unseen, 10), longestPause(everyMs))
    return { ...before, unseen: before.unseen + 1, next: later(at, pause) }
  }
  const seen: GuardedMail = { ...before, unseen: 0, next: later(at, everyMs) }
  const { lastDeparture } = mail.pulse
  const { standstill } = before
  if (standsStill(mail, at)) return { ...seen, leftAt: null, standstill: standstillOf(standstill, { facts, mail, at }) }
  // Mail that is withdrawn, or a mailbox that is processed again, is no mail that leaves.
  const hasLeft = lastDeparture !== null && lastDeparture > (standstill?.lastDeparture ?? '')
  return standstill && hasLeft ? { ...seen, standstill: null, leftAt: lastDeparture } : seen
}

/** The helpdesk was told what it had to be. */
export function afterTelling(before: GuardedMail): GuardedMail {
  return { ...before, told: before.standstill }
}

interface Seen extends Pick<Look, 'facts' | 'at'> {
  readonly mail: MailOfAll
}

function standstillOf(before: Standstill | null, { facts, mail, at }: Seen): Standstill {
  const { lastDeparture, waitingSenders: senders, waitingMails: mails } = mail.pulse
  const waiting = mails === null ? null : { senders, mails }
  if (before) return { ...before, lastDeparture, waiting }
  const { channel } = mail.mailSettings
  const isCopy = facts.environment?.ok !== true || facts.environment.value.production !== true
  const by = channel === 'router' ? channel : isCopy ? 'copy' : channel
  return { since: lastDeparture, lastDeparture, seenAt: at, by, waiting }
}

/** null: not everything that decides was seen. */
function mailIn(facts: FactSheet): MailOfAll | null {
  const { mailSettings, pulse } = facts
  if (!mailSettings?.ok || !pulse?.ok) return null
  const mail: MailOfAll = {
    mailSettings: mailSettings.value,
    pulse: pulse.value,
    routerAccounts: valueIn(facts.routerAccounts),
    namedAccounts: null,
    rights: valueIn(facts.rights),
    businessUnits: valueIn(facts.businessUnits),
  }
  return decidedBy(mail).every(name => facts[name]?.ok) ? mail : null
}

/** Where the router's account is not known, it is not known for whom it may send, and nothing is said. */
function decidedBy(mail: MailOfAll): readonly FactName[] {
  if (mail.mailSettings.channel !== 'router') return []
  return routerAccountOf(mail) ? ['routerAccounts', 'rights', 'businessUnits'] : ['routerAccounts']
}

function valueIn<T>(fact: Fact<T> | undefined): T | null {
  return fact?.ok ? fact.value : null
}

function later(at: string, milliseconds: number): string {
  return new Date(Date.parse(at) + milliseconds).toISOString()
}
