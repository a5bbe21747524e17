import type { CheckId } from '../../messageKey.js'

/** A cause that the checks of several people may have in common: one repair solves them together. Times are ISO 8601. */
export interface SharedCause {
  /** Equal for all of them, as a hash. */
  readonly root: string
  readonly cause: CheckId
  /** When the last look at it began. */
  readonly seenAt: string
}

/** What a case knows of the others that have its cause. */
export interface Group {
  /** `groupKeyOf` the case when they were counted. */
  readonly of: string
  readonly people: number
  /** There are more than were counted. */
  readonly atLeast: boolean
  /** The lowest number at the helpdesk, if it is another case's. */
  readonly first: number | null
  /** Somebody has come or left: they are counted again then. */
  readonly recountAt?: string
}

/** A look showed that a shared cause is gone: the others have to look, too. */
export interface Round {
  readonly root: string
  readonly since: string
  /** Ids of cases whose owners are told by another case; absent: not worked out yet. */
  readonly silent?: readonly string[]
}

/** Somebody else's look showed that the shared cause is gone. */
export interface Release {
  readonly root: string
  readonly since: string
  /** The owner is told by another case. */
  readonly silent?: true
  /** A look for this reason has begun. */
  readonly looking?: true
  /** The cause is gone here, too. */
  readonly gone?: true
}

/** A case with a shared cause, as others see it. It holds nothing personal: people are hashes. */
export interface GroupMember {
  /** Of the case. */
  readonly id: string
  /** null: it is not with the helpdesk. */
  readonly number: number | null
  /** Hash of the owner's identity. */
  readonly owner: string
  /** Hash of the sender's address. */
  readonly address: string
  /** How many e-mails waited at the last look. */
  readonly waiting: number
  readonly atLeast: boolean
  /** null: none waited. */
  readonly oldest: string | null
}

/** E-mail of others that waits for the same cause to go away. */
export interface OthersWaiting extends Pick<GroupMember, 'waiting' | 'atLeast' | 'oldest'> {
  readonly people: number
}
