import type { Verb } from '../../../domain/case/cardClick.js'
import { type Case, stepOf } from '../../../domain/case/case.js'
import type { KeyBelow } from '../../../domain/messageKey.js'
import { triageStepOf } from '../../../domain/triage/entry.js'
import type { Button } from '../../parts/buttons.js'
import type { Wording } from '../../wordings.js'

export type TriageVerb = Verb & KeyBelow<'triage.buttons'>

/** A button of the helpdesk's card. */
export function queueButton(thisCase: Case, verb: TriageVerb, wording: Wording): Button {
  const step = verb === 'checkAgain' ? stepOf(thisCase) : triageStepOf(thisCase)
  return { title: wording.say(`triage.buttons.${verb}`, {}, 'plain'), click: { verb, case: thisCase.id, step } }
}

/** Without those that are empty. */
export function linesOf(...texts: readonly string[]): readonly { text: string }[] {
  return texts.filter(text => text !== '').map(text => ({ text }))
}
