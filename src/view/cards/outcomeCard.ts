import type { Case, Phase } from '../../domain/case/case.js'
import { startButton } from '../parts/buttons.js'
import { undoButton } from '../parts/repairButtons.js'
import { knownLine } from '../parts/stepLines.js'
import type { StepContext } from '../stepCard.js'
import { dateOf, type TextPlace, timeOf, type Wording } from '../wordings.js'

type Ended = Extract<Phase, { name: 'resolved' | 'closed' }>

export function outcomeData(thisCase: Case, phase: Ended, stepping: StepContext): object {
  const { wording, repairs } = stepping
  const undo = phase.name === 'resolved' && repairs ? undoButton(thisCase, stepping) : []
  return {
    outcome: outcomeOf(phase),
    headline: outcomeHeadline(thisCase, phase, stepping),
    text: outcomeText(thisCase, phase, wording),
    known: knownLine(thisCase, wording),
    at: wording.say('outcome.at', { date: dateOf(phase.at), time: timeOf(phase.at) }),
    buttons: [startButton(wording, phase.name === 'resolved' ? 'startAnother' : 'start'), ...undo],
  }
}

export function outcomeHeadline(
  thisCase: Case,
  phase: Ended,
  { wording, viewer, place }: Pick<StepContext, 'wording' | 'viewer'> & { readonly place?: TextPlace },
): string {
  const args = { sender: thisCase.parties?.sender.name ?? '', self: viewer.isSender ? 'yes' : 'no' }
  return wording.say(`outcome.${outcomeOf(phase)}.headline`, args, place)
}

function outcomeOf(phase: Ended): 'resolved' | Extract<Ended, { name: 'closed' }>['reason'] {
  return phase.name === 'resolved' ? 'resolved' : phase.reason
}

function outcomeText(thisCase: Case, phase: Ended, wording: Wording): string {
  if (phase.name === 'closed')
    return wording.say(`outcome.${phase.reason}.text`, {
      wrote: hasWritten(thisCase) ? 'yes' : 'no',
      reason: thisCase.triage?.closed?.reason ?? '',
      outcome: thisCase.triage?.closed?.outcome ?? '',
    })
  const { sentSince } = phase.diagnosis
  const sent = sentSince.ok && sentSince.value ? sentSince.value.count : 0
  return wording.say('outcome.resolved.text', { waited: thisCase.waited ?? 0, sent })
}

/** Whether the bot changed something in the organization that may still be in effect. */
function hasWritten({ audit }: Case): boolean {
  return audit.some(({ record }) => record?.kind === 'write')
}
