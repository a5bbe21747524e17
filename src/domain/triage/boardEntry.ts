import type { Responsible } from './triage.js'

/** One case on the helpdesk's board. It holds nothing personal: people are hashes. */
export interface BoardEntry {
  /** Id of the case. */
  readonly id: string
  /** Of the case: of two entries, the higher one is newer. */
  readonly revision: number
  /** null: it has none yet. */
  readonly number: number | null
  /** URL of the organization. */
  readonly organization: string
  /** Id of the check that explains it; null: there is no cause. */
  readonly cause: string | null
  readonly gate: 1 | 2 | null
  readonly turn: Responsible
  /** Hash of the identity of whoever has taken it; null: nobody has. */
  readonly assignee: string | null
  /** When it came to the helpdesk, ISO 8601. */
  readonly since: string
  readonly turnSince: string
  /** How many e-mails wait; null: not counted. */
  readonly waiting: number | null
  readonly held: number | null
  /** Hash of the sender's address. */
  readonly address: string
  /** What it shares with other cases of the same root; null: the cause is its own. */
  readonly root: string | null
  /** Its card is in the channel. */
  readonly posted: boolean
}
