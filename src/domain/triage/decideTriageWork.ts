import { assertNever } from '../assertNever.js'
import type { Case, Work } from '../case/case.js'
import { removeWork } from '../case/pendingWork.js'
import type { Definitions } from '../repair/remedy.js'
import { withNumber } from './entry.js'
import { afterAnnouncing } from './news/withNews.js'
import { afterSending } from './notices.js'
import type { TriageWorkEvent } from './triageEvents.js'
import { remind } from './turns/reminder.js'

interface Done {
  readonly work: Work
  readonly definitions: Definitions
}

/** The case after work for the helpdesk; null: the work is of another kind. */
export function decideTriageWork(thisCase: Case, { work, definitions }: Done, event: TriageWorkEvent): Case | null {
  switch (event.type) {
    case 'entered':
      return work.kind === 'enter' ? withNumber(removeWork(thisCase, work), event) : null
    case 'reminded':
      return work.kind === 'remind' ? remind(removeWork(thisCase, work), event, definitions) : null
    case 'sent':
      return work.kind === 'tell' ? afterSending(thisCase, work, event) : null
    case 'announced':
      return work.kind === 'announce' ? afterAnnouncing(thisCase, work, event) : null
    default:
      return assertNever(event)
  }
}
