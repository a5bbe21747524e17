import type { Case } from '../../domain/case/case.js'
import type { Progress, UnderWay } from '../../domain/case/phase.js'
import { backButton, caseButton } from '../parts/buttons.js'
import { knownLine } from '../parts/stepLines.js'
import { dateOf, type TextPlace, timeOf, type Wording } from '../wordings.js'

const BAR_LENGTH = 10

export function progressData(thisCase: Case, phase: UnderWay, wording: Wording): object {
  return {
    headline: progressHeadline(thisCase, phase, wording),
    known: knownLine(thisCase, wording),
    ...('progress' in phase && progressLines(phase.progress, wording)),
    quiet: isWriting(phase)
      ? []
      : [
          ...backButton(thisCase, wording),
          caseButton(wording, thisCase, 'startOver'),
          caseButton(wording, thisCase, 'cancel'),
        ],
  }
}

/** Writing cannot be canceled half-way. */
function isWriting({ name }: UnderWay): boolean {
  return name === 'applying'
}

export function progressHeadline(thisCase: Case, phase: UnderWay, wording: Wording, place?: TextPlace): string {
  const { organization, sender = '' } = thisCase.target
  return wording.say(`progress.${phase.name}`, { organization: organization?.name ?? '', sender }, place)
}

function progressLines({ done, of, waitingUntil }: Progress, wording: Wording) {
  const filled = of > 0 ? Math.min(BAR_LENGTH, Math.round((done / of) * BAR_LENGTH)) : 0
  return {
    bar: '●'.repeat(filled) + '○'.repeat(BAR_LENGTH - filled),
    count: wording.say('progress.count', { done, of }),
    ...(waitingUntil && {
      waiting: wording.say('progress.waiting', { date: dateOf(waitingUntil), time: timeOf(waitingUntil) }),
    }),
  }
}
