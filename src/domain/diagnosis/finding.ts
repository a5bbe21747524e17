import type { Because, CheckId, EvidenceKey, GuideId, MessageKey } from '../messageKey.js'
import type { Responsible } from '../triage/turns/whoseTurn.js'
import type { ActingAs } from './actingAs.js'
import type { Depth, FactName, Why } from './facts.js'

/** A key of cards/strings/LOCALE.json and its arguments. Never the sentence itself. */
export interface Message {
  /** A key that an older version stored may not exist any more; it is then drawn as missing. */
  readonly key: MessageKey
  readonly args?: Readonly<Record<string, string | number>>
}

/** One observed value. `label` is a key below `evidence.` of the strings; `value` is shown as it is. */
export interface Evidence {
  readonly label: EvidenceKey
  readonly value: string
  readonly sensitive?: true
}

/** A fact that a finding needed and that could not be read. */
export interface Missing {
  /** The id of a check where the check itself threw. */
  readonly fact: FactName | CheckId
  readonly why: Why
  readonly detail: string
  readonly privilege?: string
  /** The depth at which the bot holds the privilege, if that is not deep enough. */
  readonly depth?: Depth
}

/** An account that a repair has to change. */
export interface ActingParty {
  readonly id: string
  readonly name: string
  readonly businessUnitId: string
  readonly as: ActingAs
}

/** Kinds of mail whose not leaving needs an explanation. */
export type MailKind = 'waiting' | 'held' | 'failed'

export type Severity = 'blocking' | 'contributing'

export type Outcome =
  | { readonly outcome: 'ok'; readonly evidence: readonly Evidence[] }
  | {
      readonly outcome: 'problem'
      readonly severity: Severity
      readonly message: Message
      /** In a few words; absent: `checks.ID.cause`. */
      readonly cause?: Message
      /** What to do now; absent: the next step of the guide. */
      readonly next?: Message
      readonly evidence: readonly Evidence[]
      /** Key below `guides.` of the strings, and folder below cards/images. */
      readonly guide: GuideId
      /** Records of the organization that the guide's links open. */
      readonly links?: Links
      /** What mail it accounts for, though it blocks none. */
      readonly explains?: readonly MailKind[]
      /** Something that may cure it has begun and ends by itself. */
      readonly underWay?: true
      /** The account that a repair has to change, if it is not the sender. */
      readonly account?: ActingParty
      /** Whose turn it is; `nobody`: it ends by itself; absent: whoever decides about its repair, else a Dynamics administrator. */
      readonly acts?: Exclude<Responsible, 'helpdesk'> | 'nobody'
    }
  | { readonly outcome: 'notApplicable'; readonly because: Message }
  /** `evidence`: what was read but not understood. */
  | { readonly outcome: 'undetermined'; readonly missing: readonly Missing[]; readonly evidence?: readonly Evidence[] }

/** Ids for deep links; the view builds the addresses from the organization's own URL. */
export interface Links {
  readonly userId?: string
  readonly mailboxId?: string
  readonly queueId?: string
  readonly profileId?: string
  readonly jobId?: string
  readonly workflowId?: string
  /** A support article: https URL. */
  readonly article?: string
}

export type Finding = Outcome & { readonly checkId: CheckId }
export type Problem = Extract<Finding, { outcome: 'problem' }>

/** Short forms for check files. */
export function undetermined(fact: FactName, detail: string, why: Why = 'malformed'): Outcome {
  return { outcome: 'undetermined', missing: [{ fact, why, detail }] }
}

export function ok(...evidence: readonly Evidence[]): Outcome {
  return { outcome: 'ok', evidence }
}

export function notApplicable(because: Because): Outcome {
  return { outcome: 'notApplicable', because: { key: `because.${because}` } }
}
