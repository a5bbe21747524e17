/** What can happen to a case. */
import type { Actor, Person, Progress, Surface, Symptom } from './case.js'
import type { Fact, FactSheet } from './facts.js'

export type Answer =
  | { readonly ask: 'lookAlike'; readonly value: 'check' }
  | { readonly ask: 'symptom'; readonly value: Symptom }
  /** The url of one of the case's organizations. */
  | { readonly ask: 'organization'; readonly value: string }
  | { readonly ask: 'sender'; readonly value: string }
  | { readonly ask: 'whichSender'; readonly value: string }
  /** null: the person does not know it. */
  | { readonly ask: 'routerAccount'; readonly value: string | null }

/** `at` is ISO 8601; `step` is `stepOf` the case that the person saw. */
export type PersonEvent =
  | {
      readonly type: 'answered'
      readonly at: string
      readonly by: Actor
      readonly step: string
      readonly answer: Answer
    }
  | { readonly type: 'checkedAgain'; readonly at: string; readonly by: Actor; readonly step: string }
  | {
      readonly type: 'cancelled'
      readonly at: string
      readonly by: Actor
      readonly step: string
      readonly reason: 'cancelled' | 'replaced'
    }

export type WorkEvent =
  | {
      readonly type: 'leased'
      readonly at: string
      readonly work: string
      readonly owner: string
      readonly until: string
    }
  | {
      readonly type: 'progressed'
      readonly at: string
      readonly work: string
      readonly owner: string
      readonly until: string
      readonly progress: Progress | null
    }
  | { readonly type: 'identified'; readonly at: string; readonly work: string; readonly person: Fact<Person | null> }
  | {
      readonly type: 'gathered'
      readonly at: string
      readonly work: string
      readonly facts: FactSheet
      readonly slowed: boolean
    }
  /** The worker broke down. */
  | {
      readonly type: 'failed'
      readonly at: string
      readonly work: string
      readonly owner: string
      readonly detail: string
    }

export type Event = PersonEvent | WorkEvent | { readonly type: 'shown'; readonly at: string; readonly surface: Surface }
export type EventType = Event['type']
