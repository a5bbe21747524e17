import { agentWorkOf } from '../../../domain/triage/board/agentWork.js'
import { hashOfPerson } from '../../../domain/triage/boardEntry.js'
import type { OpenCase } from '../../ports.js'
import type { Context, Turn } from '../../turn/turn.js'

/** Ids of the open cases of an agent, those that they opened (`own`) and those that they have taken, by whose turn it is. */
export async function agentCases(context: Context, { by }: Turn, own: readonly OpenCase[]): Promise<readonly string[]> {
  const entries = await context.board.list()
  return agentWorkOf(
    entries,
    own.map(({ id }) => id),
    hashOfPerson(by),
  )
}
