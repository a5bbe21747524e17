import { agentWorkOf } from '../../../domain/triage/board/agentWork.js'
import { hashOfPerson } from '../../../domain/triage/boardEntry.js'
import type { OpenCase } from '../../ports.js'
import type { Context, Next, Turn } from '../../turn/turn.js'

/** A longer list is hard to read on a phone. */
const SHOWN = 10

/** Lists the open cases of an agent, those that they opened (`own`) and those that they have taken, by whose turn it is. */
export async function agentStatus(context: Context, { by }: Turn, own: readonly OpenCase[]): Promise<Next> {
  const entries = await context.board.list()
  const ids = agentWorkOf(
    entries,
    own.map(({ id }) => id),
    hashOfPerson(by),
  )
  const loaded = await Promise.all(ids.slice(0, SHOWN).map(id => context.store.load(id)))
  const cases = loaded.flatMap(stored => stored?.case ?? [])
  const [only, ...others] = cases
  if (!only) return { case: null, changed: false, note: { key: 'notes.noCase' } }
  if (others.length === 0) return { case: only, changed: false }
  return {
    case: null,
    changed: false,
    screen: { kind: 'cases', cases, more: ids.length - cases.length, turns: true },
  }
}
