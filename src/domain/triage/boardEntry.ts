import { type Identity, identityOf } from '../actor.js'
import { type Case, isOpen } from '../case/case.js'
import { isQueueCard } from './place.js'
import type { Responsible } from './triage.js'
import { hashOf } from './triageFinding.js'

/** One case on the helpdesk's board. It holds nothing personal: people are hashes. */
export interface BoardEntry {
  /** Id of the case. */
  readonly id: string
  /** Of the case: of two entries, the higher one is newer. */
  readonly revision: number
  /** null: it has none yet. */
  readonly number: number | null
  /** URL of the organization; empty: none was chosen. */
  readonly organization: string
  /** Id of the check that explains it; null: there is no cause. */
  readonly cause: string | null
  readonly gate: 1 | 2 | null
  readonly turn: Responsible
  /** Hash of the identity of whoever has taken it; null: nobody has. */
  readonly assignee: string | null
  /** When it came to the helpdesk, ISO 8601. */
  readonly since: string
  readonly turnSince: string
  /** How many e-mails wait; null: not counted. */
  readonly waiting: number | null
  readonly held: number | null
  /** Hash of the sender's address. */
  readonly address: string
  /** What it shares with other cases of the same root; null: the cause is its own. */
  readonly root: string | null
  /** Its card is in the channel. */
  readonly posted: boolean
}

/** What the board shows of a case; null: it is not, or not any more, on the board. */
export function boardEntryOf(thisCase: Case): BoardEntry | null {
  const { triage, target, surfaces, id, revision, shared } = thisCase
  if (!triage || !isOpen(thisCase)) return null
  const { number, turn, turnSince, since, assignee, finding } = triage
  return {
    ...{ id, revision, number, turn, turnSince, since },
    organization: target.organization?.url ?? '',
    cause: finding?.cause ?? null,
    gate: finding?.gate ?? null,
    assignee: assignee && hashOfPerson(assignee),
    waiting: finding?.waiting ?? null,
    held: finding?.held ?? null,
    address: hashOfAddress(target.sender ?? ''),
    root: shared?.root ?? null,
    posted: surfaces.some(place => isQueueCard(place) && place.activityId !== undefined && place.refused === undefined),
  }
}

export function hashOfPerson(person: Identity): string {
  return hashOf([identityOf(person)])
}

export function hashOfAddress(address: string): string {
  return hashOf([address.trim().toLowerCase()])
}

/** Whether the board shows something else than the case says. */
export function isBoardOwed(thisCase: Case): boolean {
  return thisCase.triage !== undefined && thisCase.triage.listed !== listingOf(thisCase)
}

/** What the board has to show, whatever the revision. */
export function listingOf(thisCase: Case): string {
  const entry = boardEntryOf(thisCase)
  return entry ? hashOf([JSON.stringify({ ...entry, revision: 0 })]) : 'none'
}
