import type { Note, Surface } from '../case/case.js'
import type { ByPerson, ByWork } from '../case/eventBase.js'
import type { Agent, TriageOutcome } from './triage.js'

/** What somebody does about a case in triage, or to bring it there. */
export type TriageAction =
  /** The owner or the sender asks the helpdesk. */
  | { readonly do: 'ask' }
  | { readonly do: 'take' }
  | { readonly do: 'giveBack' }
  | { readonly do: 'askSender' }
  | { readonly do: 'askAdministrator' }
  | { readonly do: 'assign'; readonly to: Agent }
  | { readonly do: 'note'; readonly text: string }
  /** `days`: working days until whoever's turn it is gets reminded. */
  | { readonly do: 'snooze'; readonly days: number }
  | { readonly do: 'close'; readonly outcome: TriageOutcome; readonly reason: string }

/** `step`: `triageStepOf` the case that the agent saw. */
export interface Triaged extends ByPerson<'triaged'> {
  readonly action: TriageAction
  /** The chat of a sender who follows the case only on the page. */
  readonly chat?: Surface
}

export interface Entered extends ByWork<'entered'> {
  readonly number: number
  /** The root of the channel that gets its card; null: there is no channel, or none that can be reached from here. */
  readonly surface: Surface | null
}

/** Messages were sent, or never can be. */
export interface Sent extends ByWork<'sent'> {
  /** Numbers of the messages. */
  readonly done: readonly number[]
  /** The card comes with this line to the chat of somebody who follows the case only on the page. */
  readonly brought?: { readonly chat: Surface; readonly note: Note }
  readonly retryAfterMs?: number
}

/** The ticket system was told news, or some of it was given up. */
export interface Announced extends ByWork<'announced'> {
  /** `n` of the last news that is done: delivered, or given up and kept as a dead letter. 0: none is. */
  readonly delivered: number
  /** How often the news after that has failed. */
  readonly failed: number
  /** Present if there is more to deliver: when to try again. */
  readonly retryAfterMs?: number
}

/** The time of a reminder has come. */
export interface Reminded extends ByWork<'reminded'> {
  /** The chat of a sender who follows the case only on the page. */
  readonly chat?: Surface
}

export type TriageWorkEvent = Entered | Reminded | Sent | Announced
