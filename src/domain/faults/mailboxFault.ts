import type { FaultId } from '../messageKey.js'
import type { Direction } from './direction.js'

/**
 * A fault other than send-as that can hold back mail, or that people take for it, as mailbox alerts, mail servers' answers
 * and the router's log report it. Its texts are in the strings, below `faults.ID`.
 */
export interface MailboxFault {
  readonly id: FaultId
  /** Error codes, for example 0x8005E219. Codes that the platform uses for all kinds of errors (0x80040216, 0x80040256) are left out. */
  readonly codes: readonly string[]
  /** Symbolic names, as they appear. */
  readonly names: readonly string[]
  /**
   * Parts of texts that no other fault has, in the form that `fold` gives them. Unless an article has them, those in
   * languages other than English are our translations: the product's may differ, but its codes and names do not.
   */
  readonly texts: readonly string[]
  /** Phrases that mean the fault only if both occur in one event, each as a whole word; `any` is searched for first, so it is the rarer one. */
  readonly together?: readonly Together[]
  /** How certain its signs are, if not by their kind. `general`: it wraps other faults, so any other sign is more telling. */
  readonly certainty?: 'name' | 'general'
  /** What it is about where the text does not say. */
  readonly direction?: Direction
  /** Who has to act: a key below `acts`. */
  readonly acts:
    | 'sender'
    | 'dynamicsAdministrator'
    | 'microsoft365Administrator'
    | 'exchangeAdministrator'
    | 'microsoft'
  /** Microsoft's support article about it. */
  readonly article: string
}

export interface Together {
  readonly any: readonly string[]
  readonly with: readonly string[]
}

/** A fault of the list, or one of the two with checks of their own. */
export type FaultName = FaultId | 'sendAs' | 'routerDisabled'
