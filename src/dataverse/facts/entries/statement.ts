import type { Target } from '../../../domain/case/case.js'
import type { Statement } from '../../../domain/diagnosis/facts.js'

/** RouterIsDisabled: the organization refuses a router. */
const ROUTER_REFUSED = '0x8005E246'

/** What the person said, as far as checks need it. */
export function statementOf({ symptom, clue, scope, codes = [] }: Target): Statement {
  const refused = symptom === 'draft' || symptom === 'cannotSendAs' || clue?.verdict === 'sendAs'
  const aboutRouter =
    /^router/.test(clue?.fault ?? '') || codes.some(code => code.toUpperCase() === ROUTER_REFUSED.toUpperCase())
  // Whoever asks about their own right learns nothing about other accounts, whatever text they paste.
  if (scope === 'right') return { refused, aboutRouter, accountIds: [], ownRight: true }
  return { refused, aboutRouter, accountIds: clue?.accountIds ?? [] }
}
