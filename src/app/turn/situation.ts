import type { Case, Note, OrganizationRef, Target } from '../../domain/case/case.js'
import type { Answer } from '../../domain/case/caseEvents.js'
import { isWalking } from '../../domain/case/intake/answer.js'
import { type CheckRequest, excerpt, type ParsedMessage, symptomIn } from '../../domain/parsedMessage.js'

/** What to do about a text or an answer. */
export type Reply =
  | { readonly do: 'open'; readonly known: Target; readonly note?: Note }
  /** Adds to the walk that is under way. `draft`: what could not be used, for the reason in `note`. */
  | { readonly do: 'tell'; readonly known: Target; readonly note?: Note; readonly draft?: string }
  | { readonly do: 'answer'; readonly answer: Answer }
  | { readonly do: 'back' }
  /** Checks several addresses; `organization` null: each where it is known. */
  | { readonly do: 'batch'; readonly check: CheckRequest; readonly organization: OrganizationRef | null }
  /** Says something, and changes nothing. */
  | { readonly do: 'say'; readonly note: Note }
  | { readonly do: 'cancel' }
  | { readonly do: 'startOver'; readonly known: Target }
  /** Shows the person's open cases. */
  | { readonly do: 'status' }
  /** Shows the current case to be copied. */
  | { readonly do: 'export' }
  /** Looks again at the current case. */
  | { readonly do: 'checkAgain' }
  /** Makes this the helpdesk's channel. */
  | { readonly do: 'useChannel' }
  /** Shows what the helpdesk has open. */
  | { readonly do: 'board' }
  /** Brings the case of this number to an agent's chat. */
  | { readonly do: 'bring'; readonly number: number }
  /** Shows the current case again, or the welcome card if there is none. */
  | { readonly do: 'redraw'; readonly note?: Note }
  | { readonly do: 'welcome'; readonly note?: Note }

export interface Situation {
  /** The person's newest case. */
  readonly current: Case | null
  readonly organizations: readonly OrganizationRef[]
  /** An agent writes in their own chat. */
  readonly agent?: boolean
  /** The organization that the text names; null: none. */
  readonly organization: OrganizationRef | null
}

/** Adds the information to the walk that is under way, or opens a new case with it. */
export function tellOrOpen({ current }: Situation, known: Target, note?: Note): Reply {
  return { do: current && isWalking(current) ? 'tell' : 'open', known, ...(note && { note }) }
}

/** The information in a text, whatever was asked. */
export function targetIn(message: ParsedMessage, organization: OrganizationRef | null): Target {
  const { addresses, account } = message
  const symptom = symptomIn(message)
  return {
    ...(symptom && { symptom }),
    ...(message.codes.length > 0 && { symptom: 'errorText' as const, codes: message.codes }),
    ...(message.address && { sender: message.address }),
    ...(addresses.length > 1 && { addresses }),
    ...(account !== undefined && { actingAccount: account }),
    ...(organization && { organization }),
  }
}

export function isEmpty(known: Target): boolean {
  return Object.keys(known).length === 0
}

export function notUnderstoodNote({ text }: ParsedMessage): Note {
  // A text with an @ was meant to be an address.
  const key = /[@＠]/.test(text) ? 'notes.addressInvalid' : 'notes.notUnderstood'
  return { key, args: { text: excerpt(text) } }
}

export function unknownLogNote({ log, masked }: ParsedMessage): Note {
  if (masked) return { key: 'notes.masked' }
  const { ask = 'code', direction } = log ?? {}
  const isElsewhere = direction === 'receiving' || direction === 'appointments'
  return { key: `notes.logUnknown.${isElsewhere && ask !== 'ownFault' ? direction : (ask ?? 'code')}` }
}
