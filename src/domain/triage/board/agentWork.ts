import type { BoardEntry } from '../boardEntry.js'
import type { Responsible } from '../triage.js'

/** Cases that are not with the helpdesk come after those for which it is the helpdesk's turn: they wait for the agent, too. */
const RANK: Readonly<Record<Responsible, number>> = {
  helpdesk: 0,
  dynamicsAdministrator: 2,
  microsoft365Administrator: 3,
  sender: 4,
}
const ELSEWHERE = 1

/**
 * Ids of an agent's open cases: those that they have taken and those that they opened (`own`, the newest first), in the
 * order of whose turn it is. Where it has been somebody's turn the longest comes first.
 */
export function agentWorkOf(entries: readonly BoardEntry[], own: readonly string[], me: string): readonly string[] {
  const opened = new Set(own)
  const listed = entries.filter(({ id, assignee }) => assignee === me || opened.has(id))
  const onBoard = new Set(listed.map(({ id }) => id))
  const all = [
    ...listed.map(({ id, turn, turnSince }) => ({ id, rank: RANK[turn], at: turnSince })),
    ...own.filter(id => !onBoard.has(id)).map(id => ({ id, rank: ELSEWHERE, at: '' })),
  ]
  return all.toSorted((one, other) => one.rank - other.rank || compare(one.at, other.at)).map(({ id }) => id)
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
