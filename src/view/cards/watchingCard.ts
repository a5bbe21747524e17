import type { Case } from '../../domain/case/case.js'
import type { Watching } from '../../domain/case/phase.js'
import { caseButton } from '../parts/buttons.js'
import { stalledText } from '../parts/forward/forwardText.js'
import { helpdeskButton } from '../parts/helpdeskButton.js'
import { channelOf } from '../parts/mail/backlogLine.js'
import { undoButton } from '../parts/repairButtons.js'
import { knownLine } from '../parts/stepLines.js'
import { copyOf, lines, PLAIN, type StepCard, type StepContext } from '../stepCard.js'
import { dateOf, timeOf, type Wording } from '../wordings.js'

export function watchingData(thisCase: Case, phase: Watching, stepping: StepContext): StepCard {
  const { wording, viewer, repairs } = stepping
  const { watch, diagnosis } = phase
  const { total, left, atLeast, stalled, unseen } = watch
  const channel = channelOf(diagnosis)
  const asks = stalled === true && !viewer.administers
  const stands = asks ? 'askAdministrator' : 'stalled'
  return {
    ...PLAIN,
    style: stalled ? 'warning' : 'good',
    headline: watchingHeadline(phase, wording),
    known: knownLine(thisCase, wording),
    lines: lines(
      watch.looksAt === 'facts'
        ? wording.say('watching.facts', { test: isTested(thisCase) ? 'yes' : 'no' })
        : wording.say(`watching.${stalled ? stands : 'text'}`, {
            left,
            total,
            atLeast: atLeast ? 'yes' : 'no',
            channel,
          }),
      ...(unseen ? [wording.say('watching.unseen', { why: wording.say(`why.${unseen}`) })] : []),
      wording.say('watching.since', { date: dateOf(watch.since), time: timeOf(watch.since) }),
    ),
    copy: asks ? copyOf(stalledText(thisCase, phase, wording), wording) : [],
    buttons: [caseButton(wording, thisCase, 'checkAgain')],
    quiet: [...helpdeskButton(thisCase, stepping), ...(repairs ? undoButton(thisCase, stepping) : [])],
  }
}

/** Whether the watch is over a test of the mailbox, and not over jobs. */
function isTested({ applied }: Case): boolean {
  return applied?.writes.some(write => write.kind === 'update' && write.table === 'mailbox') === true
}

export function watchingHeadline({ watch, diagnosis }: Watching, wording: Wording): string {
  const { total, left, atLeast, stalled } = watch
  const gone = Math.max(0, total - left)
  if (stalled && gone === 0) return wording.say('watching.headline.stalled')
  return wording.say(`watching.headline.${gone === 0 ? 'none' : 'some'}`, {
    gone,
    total,
    atLeast: atLeast ? 'yes' : 'no',
    channel: channelOf(diagnosis),
  })
}
