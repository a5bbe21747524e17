import { type Case, isOpen, type Work } from '../../case/case.js'
import { removeWork } from '../../case/pendingWork.js'
import type { GroupChanged, Grouped } from './groupEvents.js'

/** Where the case belongs: to another root, or with another number, it and the others are counted again. null: nowhere. */
export function groupKeyOf(thisCase: Case): string | null {
  const { shared, triage } = thisCase
  return shared && isOpen(thisCase) ? `${shared.root}~${triage?.number ?? ''}` : null
}

export function rootOfKey(key: string): string {
  return key.slice(0, key.indexOf('~'))
}

/** When the others have to be counted, ISO 8601; empty: at once; null: they are known. */
export function countDue(thisCase: Case): string | null {
  const { group } = thisCase
  if ((group?.of ?? null) !== groupKeyOf(thisCase)) return ''
  return group?.recountAt ?? null
}

/** Many may come at once: they are counted together. */
const RECOUNT_MS = 10_000

/** Only a card of the helpdesk shows how many there are. null: it will be counted anyway, or need not be. */
export function recount(thisCase: Case, { at, root }: GroupChanged): Case | null {
  const { group, triage, shared } = thisCase
  if (!triage || !isOpen(thisCase) || !group || group.recountAt !== undefined || shared?.root !== root) return null
  return { ...thisCase, group: { ...group, recountAt: new Date(Date.parse(at) + RECOUNT_MS).toISOString() } }
}

export function withCount(thisCase: Case, work: Work, { group, recountAt, goneAt }: Grouped): Case {
  const { group: before, ...bare } = removeWork(thisCase, work)
  const later = before?.recountAt !== undefined && before.recountAt !== recountAt ? { recountAt: before.recountAt } : {}
  const counted: Case = { ...bare, ...(group && { group: { ...group, ...later } }) }
  const { shared, released } = counted
  // Somebody repaired it while this case was looking.
  const isGone = shared !== undefined && goneAt !== null && goneAt > shared.seenAt && group?.of === groupKeyOf(counted)
  return isGone && released?.root !== shared.root
    ? { ...counted, released: { root: shared.root, since: goneAt } }
    : counted
}

/** What cards show of it. */
export function groupFaceOf({ group, triage }: Case): string {
  if (!group || !triage) return ''
  const { people, atLeast, first } = group
  return JSON.stringify([people, atLeast, first])
}
