import type { Case } from '../../domain/case/case.js'
import type { DrawingContext } from '../drawingContext.js'
import { type Button, caseButton } from './buttons.js'

/** Asks the helpdesk to look; empty: there is none, it has the check already, or the reader is of the helpdesk. */
export function helpdeskButton(
  thisCase: Case,
  { wording, viewer, helpdesk = false }: Pick<DrawingContext, 'wording' | 'viewer' | 'helpdesk'>,
): readonly Button[] {
  const { triage, owner } = thisCase
  const isNeeded = helpdesk && !triage && !owner.helpdesk && !viewer.administers
  return isNeeded ? [caseButton(wording, thisCase, 'askHelpdesk')] : []
}
