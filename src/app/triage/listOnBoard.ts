import type { Case } from '../../domain/case/case.js'
import type { Shown } from '../../domain/case/caseEvents.js'
import { boardEntryOf, isBoardOwed, listingOf } from '../../domain/triage/boardEntry.js'
import type { Dependencies } from '../caseUpdates.js'

/** The board is one more place that shows a case: what could not be written there is written when the case is drawn again. */
export async function listOnBoard({ board, log }: Dependencies, thisCase: Case): Promise<Pick<Shown, 'listed'>> {
  if (!isBoardOwed(thisCase)) return {}
  const entry = boardEntryOf(thisCase)
  try {
    await (entry ? board.put(entry) : board.remove(thisCase.id, thisCase.revision))
    return { listed: listingOf(thisCase) }
  } catch (error) {
    log.warn({ err: error, case: thisCase.id }, 'The board could not be updated')
    return {}
  }
}
