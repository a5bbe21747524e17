import type { Click, Verb } from '../../domain/case/cardClick.js'
import { type Case, type Question, stepOf } from '../../domain/case/case.js'
import { questionBefore } from '../../domain/case/intakeBack.js'
import type { KeyBelow } from '../../domain/messageKey.js'
import type { Wording } from '../wordings.js'

/** Data of one button; templates bind it to Action.Execute with Action.Submit to fall back to. */
export interface Button {
  readonly title: string
  readonly click: Click
  /** It is what was answered before. */
  readonly chosen?: boolean
}

/** Starts a new case: names none, since whatever case is open then is what it is about. */
export function startButton(wording: Wording, title: 'start' | 'startAnother' = 'start'): Button {
  return { title: wording.say(`buttons.${title}`, {}, 'plain'), click: { verb: 'start' } }
}

/** A button that acts on the case as it was when the card was drawn. */
export function caseButton(wording: Wording, c: Case, verb: Verb & KeyBelow<'buttons'>): Button {
  return { title: wording.say(`buttons.${verb}`, {}, 'plain'), click: { verb, case: c.id, step: stepOf(c) } }
}

/** To the question before; none where there is none. */
export function backButton(c: Case, wording: Wording): readonly Button[] {
  return questionBefore(c) ? [caseButton(wording, c, 'previous')] : []
}

export interface Answering {
  readonly ask: Question
  readonly title: string
  /** Not there: the card's input gives it. */
  readonly value?: string
  readonly chosen?: boolean
}

export function answerButton(c: Case, { ask, title, value, chosen }: Answering): Button {
  const click: Click = { verb: 'answer', case: c.id, step: stepOf(c), ask, ...(value !== undefined && { value }) }
  return { title, click, ...(chosen && { chosen }) }
}
