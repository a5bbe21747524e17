import type { Target } from '../../../domain/case/case.js'
import type { Statement } from '../../../domain/diagnosis/facts.js'
import { fold } from '../../../domain/errorText.js'
import type { Clue } from '../../../domain/faults/clue.js'

/** RouterIsDisabled: the organization refuses a router. */
const ROUTER_REFUSED = '0x8005E246'

/** What the person said, as far as checks need it. */
export function statementOf({ symptom, clue, scope, codes = [] }: Target): Statement {
  const refused = symptom === 'draft' || symptom === 'cannotSendAs' || clue?.verdict === 'sendAs'
  const aboutRouter = isOfRouter(clue) || codes.some(code => code.toUpperCase() === ROUTER_REFUSED.toUpperCase())
  // Whoever asks about their own right learns nothing about other accounts, whatever text they paste.
  if (scope === 'right') return { refused, aboutRouter, accountIds: [], ownRight: true }
  return { refused, aboutRouter, accountIds: clue?.accountIds ?? [] }
}

/** What only a router writes, folded: its events begin with the first of these, whatever fault they go on to report. */
const ROUTERS_WORDS = ['messages to process', 'mscrmemail', 'email router', 'email-router']

/** The text reports a fault of a router, or comes from a router's log. */
function isOfRouter(clue: Clue | undefined): boolean {
  if (!clue) return false
  const lines = clue.proof.map(({ text }) => fold(text))
  return (
    clue.direction === 'router' ||
    clue.fault.startsWith('router') ||
    lines.some(line => ROUTERS_WORDS.some(words => line.includes(words)))
  )
}
