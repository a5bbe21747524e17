import type { Click, Verb } from '../../domain/case/cardClick.js'
import { type Case, type Question, stepOf } from '../../domain/case/case.js'
import { questionBefore } from '../../domain/case/intake/intakeBack.js'
import type { KeyBelow } from '../../domain/messageKey.js'
import type { Wording } from '../wordings.js'

/** Data of one button; templates bind it to Action.Execute with Action.Submit as its fallback. */
export interface Button {
  readonly title: string
  readonly click: Click
  /** It is the previous answer. */
  readonly chosen?: boolean
}

/** Starts a new case. It names no case, so that it applies to whatever is open when it is pressed. */
export function startButton(wording: Wording, title: 'start' | 'startAnother' = 'start'): Button {
  return { title: wording.say(`buttons.${title}`, {}, 'plain'), click: { verb: 'start' } }
}

/** A button that acts on the case as it was when the card was drawn. */
export function caseButton(wording: Wording, thisCase: Case, verb: Verb & KeyBelow<'buttons'>): Button {
  return {
    title: wording.say(`buttons.${verb}`, {}, 'plain'),
    click: { verb, case: thisCase.id, step: stepOf(thisCase) },
  }
}

/** Back to the previous question; no button where there is none. */
export function backButton(thisCase: Case, wording: Wording): readonly Button[] {
  return questionBefore(thisCase) ? [caseButton(wording, thisCase, 'previous')] : []
}

export interface Answering {
  readonly ask: Question
  readonly title: string
  /** Absent: it comes from the card's input. */
  readonly value?: string
  readonly chosen?: boolean
}

export function answerButton(thisCase: Case, { ask, title, value, chosen }: Answering): Button {
  const click: Click = {
    verb: 'answer',
    case: thisCase.id,
    step: stepOf(thisCase),
    ask,
    ...(value !== undefined && { value }),
  }
  return { title, click, ...(chosen && { chosen }) }
}
