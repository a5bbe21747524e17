import { readsAsSender } from '../../domain/case/authorization.js'
import type { Case } from '../../domain/case/case.js'
import type { Asking } from '../../domain/case/phase.js'
import { problemsOf } from '../../domain/diagnosis/diagnosis.js'
import { remedyKey } from '../../domain/messageKey.js'
import { remedyAskedFor } from '../../domain/repair/consentAsk.js'
import { isCuredBy } from '../../domain/repair/remedy.js'
import { accountArgs } from '../actingParty.js'
import { type DrawingContext, guidingOf } from '../drawingContext.js'
import { caseButton } from '../parts/buttons.js'
import { forwardText } from '../parts/forward/forwardText.js'
import { helpdeskButton } from '../parts/helpdeskButton.js'
import { waits } from '../parts/mail/backlogLine.js'
import { repairButton } from '../parts/repairButtons.js'
import { knownLine } from '../parts/stepLines.js'
import { copyOf, lines, PLAIN, type StepCard, type StepContext } from '../stepCard.js'
import type { TextPlace, Wording } from '../wordings.js'

export function askingData(thisCase: Case, phase: Asking, drawing: DrawingContext): StepCard {
  const { wording, viewer, remedies } = drawing
  const common = { ...PLAIN, headline: askingHeadline(thisCase, phase, drawing), known: knownLine(thisCase, wording) }
  const remedy = remedyAskedFor(phase, remedies)
  const again = caseButton(wording, thisCase, 'checkAgain')
  const back = caseButton(wording, thisCase, 'back')
  if (!remedy) {
    const unknown = lines(wording.say('notes.repairUnknown'))
    return { ...common, style: 'warning', lines: unknown, buttons: [again], quiet: [back] }
  }
  if (readsAsSender(viewer)) {
    const { backlog } = phase.diagnosis
    const account = accountArgs(phase.diagnosis, remedy)
    const args = { by: phase.by.name, waits: waits(backlog) ? 'yes' : 'no', ...account }
    return {
      ...common,
      style: 'emphasis',
      lines: lines(wording.say(remedyKey('asking.sender.text', remedy.id), args), ...waitingLine(phase, wording)),
      buttons: [repairButton(thisCase, remedy, wording.say('repair.look', {}, 'plain'))],
      quiet: [back],
    }
  }
  const unreached = phase.reached === 'none'
  const sender = thisCase.parties?.sender.name ?? ''
  return {
    ...common,
    style: unreached ? 'warning' : 'emphasis',
    lines: lines(wording.say(`asking.reached.${phase.reached}`, { sender })),
    copy: unreached ? copyOf(consentText(thisCase, phase, drawing), wording) : [],
    buttons: [again],
    quiet: [...helpdeskButton(thisCase, drawing), back],
  }
}

/** A text for the sender, for when the bot cannot message them. */
function consentText(thisCase: Case, phase: Asking, drawing: DrawingContext): string {
  const { diagnosis } = phase
  const remedy = remedyAskedFor(phase, drawing.remedies)
  const consent = problemsOf(diagnosis).find(problem => isCuredBy(problem, remedy))
  return consent ? forwardText(thisCase, consent, { diagnosis, guiding: guidingOf(thisCase, drawing) }) : ''
}

export function askingHeadline(
  thisCase: Case,
  phase: Asking,
  {
    wording,
    viewer,
    remedies,
    place,
  }: Pick<StepContext, 'wording' | 'viewer' | 'remedies'> & { readonly place?: TextPlace },
): string {
  const remedy = remedyAskedFor(phase, remedies)
  const others = phase.reached === 'none' ? 'asking.notReached' : 'asking.headline'
  const key = remedy && readsAsSender(viewer) ? remedyKey('asking.sender.headline', remedy.id) : others
  return wording.say(key, { sender: thisCase.parties?.sender.name ?? '' }, place)
}

/** Others see how many e-mails wait; their content is for the sender, and is shown with the offer. */
function waitingLine({ diagnosis }: Asking, wording: Wording): string[] {
  const { backlog } = diagnosis
  if (!backlog.ok || !backlog.value || backlog.value.count === 0) return []
  const { count, atLeast } = backlog.value
  return [wording.say('backlog.count', { count, atLeast: atLeast ? 'yes' : 'no' })]
}
