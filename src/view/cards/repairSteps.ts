import type { Case } from '../../domain/case/case.js'
import type { Asking, Watching } from '../../domain/case/phase.js'
import { problemsOf } from '../../domain/diagnosis/diagnosis.js'
import { remedyKey } from '../../domain/messageKey.js'
import { remedyAskedFor } from '../../domain/repair/decideRepair.js'
import { isCuredBy } from '../../domain/repair/remedy.js'
import { type DrawingContext, guidingOf } from '../drawingContext.js'
import { waits } from '../parts/backlogLine.js'
import { type Button, caseButton } from '../parts/buttons.js'
import { forwardText, stalledText } from '../parts/forwardText.js'
import { repairButton, undoButton } from '../parts/repairButtons.js'
import { knownLine } from '../parts/stepLines.js'
import { readsAsSender } from '../viewer.js'
import { dateOf, type TextPlace, timeOf, type Wording } from '../wordings.js'

export type StepContext = Pick<DrawingContext, 'wording' | 'viewer' | 'remedies' | 'repairs'>

/** A card of one headline, a few sentences and buttons. */
export interface StepCard {
  readonly style: 'default' | 'good' | 'warning' | 'emphasis'
  readonly headline: string
  readonly known: string
  readonly lines: readonly { readonly text: string }[]
  readonly link: readonly { readonly title: string; readonly url: string }[]
  readonly copy: readonly { readonly label: string; readonly text: string }[]
  readonly code: readonly { readonly label: string; readonly placeholder: string }[]
  readonly buttons: readonly Button[]
  readonly quiet: readonly Button[]
}

export const PLAIN = { link: [], copy: [], code: [], quiet: [], buttons: [] } as const

export function askingData(c: Case, phase: Asking, drawing: DrawingContext): StepCard {
  const { wording, viewer, remedies } = drawing
  const common = { ...PLAIN, headline: askingHeadline(c, phase, drawing), known: knownLine(c, wording) }
  const remedy = remedyAskedFor(phase, remedies)
  const again = caseButton(wording, c, 'checkAgain')
  const back = caseButton(wording, c, 'back')
  if (!remedy) {
    const unknown = lines(wording.say('notes.repairUnknown'))
    return { ...common, style: 'warning', lines: unknown, buttons: [again], quiet: [back] }
  }
  if (readsAsSender(viewer)) {
    const { backlog } = phase.diagnosis
    const args = { by: phase.by.name, waits: waits(backlog) ? 'yes' : 'no' }
    return {
      ...common,
      style: 'emphasis',
      lines: lines(wording.say(remedyKey('asking.sender.text', remedy.id), args), ...waitingLine(phase, wording)),
      buttons: [repairButton(c, remedy, wording.say('repair.look', {}, 'plain'))],
      quiet: [back],
    }
  }
  const unreached = phase.reached === 'none'
  const sender = c.parties?.sender.name ?? ''
  return {
    ...common,
    style: unreached ? 'warning' : 'emphasis',
    lines: lines(wording.say(`asking.reached.${phase.reached}`, { sender })),
    copy: unreached ? copyOf(consentText(c, phase, drawing), wording) : [],
    buttons: [again],
    quiet: [back],
  }
}

/** A text for the sender, for when the bot cannot message them. */
function consentText(c: Case, phase: Asking, drawing: DrawingContext): string {
  const { diagnosis } = phase
  const remedy = remedyAskedFor(phase, drawing.remedies)
  const consent = problemsOf(diagnosis).find(problem => isCuredBy(problem, remedy))
  return consent ? forwardText(c, consent, { diagnosis, guiding: guidingOf(c, drawing) }) : ''
}

function copyOf(text: string, wording: Wording): StepCard['copy'] {
  return text === '' ? [] : [{ label: wording.say('forward.label', {}, 'plain'), text }]
}

export function askingHeadline(
  c: Case,
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
  return wording.say(key, { sender: c.parties?.sender.name ?? '' }, place)
}

/** Others see how many e-mails wait; their content is for the sender, and is shown with the offer. */
function waitingLine({ diagnosis }: Asking, wording: Wording): string[] {
  const { backlog } = diagnosis
  if (!backlog.ok || !backlog.value || backlog.value.count === 0) return []
  const { count, atLeast } = backlog.value
  return [wording.say('backlog.count', { count, atLeast: atLeast ? 'yes' : 'no' })]
}

export function watchingData(c: Case, phase: Watching, stepping: StepContext): StepCard {
  const { wording, viewer, repairs } = stepping
  const { watch } = phase
  const { total, left, atLeast, stalled, unseen } = watch
  const asks = stalled === true && !viewer.administers
  const stands = asks ? 'askAdministrator' : 'stalled'
  return {
    ...PLAIN,
    style: stalled ? 'warning' : 'good',
    headline: watchingHeadline(phase, wording),
    known: knownLine(c, wording),
    lines: lines(
      wording.say(`watching.${stalled ? stands : 'text'}`, { left, total, atLeast: atLeast ? 'yes' : 'no' }),
      ...(unseen ? [wording.say('watching.unseen', { why: wording.say(`why.${unseen}`) })] : []),
      wording.say('watching.since', { date: dateOf(watch.since), time: timeOf(watch.since) }),
    ),
    copy: asks ? copyOf(stalledText(c, phase, wording), wording) : [],
    buttons: [caseButton(wording, c, 'checkAgain')],
    quiet: repairs ? undoButton(c, stepping) : [],
  }
}

export function watchingHeadline({ watch }: Watching, wording: Wording): string {
  const { total, left, atLeast, stalled } = watch
  const gone = Math.max(0, total - left)
  if (stalled && gone === 0) return wording.say('watching.headline.stalled')
  return wording.say(`watching.headline.${gone === 0 ? 'none' : 'some'}`, {
    gone,
    total,
    atLeast: atLeast ? 'yes' : 'no',
  })
}

export function lines(...texts: readonly string[]): { text: string }[] {
  return texts.map(text => ({ text }))
}
