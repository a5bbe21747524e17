import type { Case } from '../../domain/case/case.js'
import type { Progress, UnderWay } from '../../domain/case/phase.js'
import { type Batching, countChecked } from '../../domain/triage/batch/batch.js'
import { backButton, caseButton } from '../parts/buttons.js'
import { knownLine } from '../parts/stepLines.js'
import { dateOf, type TextPlace, timeOf, type Wording } from '../wordings.js'
import { batchHeadline } from './triage/batchCard.js'

const BAR_LENGTH = 10

export function progressData(thisCase: Case, phase: UnderWay, wording: Wording): object {
  return {
    headline: progressHeadline(thisCase, phase, wording),
    known: knownLine(thisCase, wording),
    ...('progress' in phase && progressLines(phase.progress, wording)),
    ...(phase.name === 'batching' && batchLines(phase, wording)),
    quiet: isWriting(phase)
      ? []
      : [
          ...backButton(thisCase, wording),
          ...(phase.name === 'batching' ? [] : [caseButton(wording, thisCase, 'startOver')]),
          caseButton(wording, thisCase, 'cancel'),
        ],
  }
}

/** Writing cannot be canceled half-way. */
function isWriting({ name }: UnderWay): boolean {
  return name === 'applying'
}

export function progressHeadline(thisCase: Case, phase: UnderWay, wording: Wording, place?: TextPlace): string {
  if (phase.name === 'batching') return batchHeadline(phase, wording, place)
  const { organization, sender = '' } = thisCase.target
  return wording.say(`progress.${phase.name}`, { organization: organization?.name ?? '', sender }, place)
}

function batchLines(phase: Batching, wording: Wording) {
  const [done, of] = [countChecked(phase), phase.lines.length]
  return { bar: barOf(done, of), count: wording.say('batch.count', { done, of }) }
}

function barOf(done: number, of: number): string {
  const filled = of > 0 ? Math.min(BAR_LENGTH, Math.round((done / of) * BAR_LENGTH)) : 0
  return '●'.repeat(filled) + '○'.repeat(BAR_LENGTH - filled)
}

function progressLines({ done, of, waitingUntil }: Progress, wording: Wording) {
  return {
    bar: barOf(done, of),
    count: wording.say('progress.count', { done, of }),
    ...(waitingUntil && {
      waiting: wording.say('progress.waiting', { date: dateOf(waitingUntil), time: timeOf(waitingUntil) }),
    }),
  }
}
