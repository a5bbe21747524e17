import type { FaultName, MailboxFault, Together } from './mailboxFault.js'
import { mailboxFaults } from './mailboxFaults.js'
import { OWN_SIGNS, SEND_AS_PRIVILEGE_ID } from './ownSigns.js'

/** All signs of one fault. */
export interface Signs extends Pick<MailboxFault, 'codes' | 'names' | 'texts' | 'together' | 'certainty'> {
  readonly means: MailboxFault | Exclude<FaultName, MailboxFault['id']>
}

/** The order is the one in which faults count. */
export const SIGNS: readonly Signs[] = [...OWN_SIGNS, ...mailboxFaults.map(fault => ({ ...fault, means: fault }))]

/** The kinds of signs, the most certain first. `general`: signs of what wraps other faults. */
export const SURE = { code: 0, name: 1, wording: 2, general: 3 } as const

export type Rank = 0 | 1 | 2 | 3

interface Phrase {
  readonly phrase: string
  readonly fault: FaultName
  readonly order: number
  readonly rank: Rank
  /** It has to be a whole word. */
  readonly isWord: boolean
  /** It is a sign only together with another phrase. */
  readonly pair?: Together
}

/** The fault that a code means. */
export const BY_CODE = new Map(
  SIGNS.flatMap(({ means, codes, certainty }, order) =>
    codes.map(code => [code, { fault: idOf(means), order, rank: rankOf(certainty, SURE.code) }] as const),
  ),
)
/** The position of each fault. */
export const ORDER = new Map(SIGNS.map(({ means }, order) => [idOf(means), order]))
/** Names and wordings, and halves of pairs. */
export const PHRASES: readonly Phrase[] = [
  ...SIGNS.flatMap(phrasesOf),
  { phrase: SEND_AS_PRIVILEGE_ID, fault: 'sendAs', order: 0, rank: SURE.code, isWord: true },
]
function phrasesOf({ means, names, texts, together = [], certainty }: Signs, order: number): readonly Phrase[] {
  const known = { fault: idOf(means), order }
  const rank = rankOf(certainty, SURE.wording)
  return [
    ...names.map(name => ({
      ...known,
      phrase: name.toLowerCase(),
      rank: rankOf(certainty, SURE.name),
      isWord: true,
    })),
    ...texts.map(phrase => ({ ...known, phrase, rank, isWord: false })),
    ...together.flatMap(pair => pair.any.map(phrase => ({ ...known, phrase, rank, isWord: true, pair }))),
  ]
}

function rankOf(certainty: MailboxFault['certainty'], kind: Rank): Rank {
  if (certainty === 'general') return SURE.general
  return certainty === 'name' && kind > SURE.name ? SURE.name : kind
}

function idOf(means: Signs['means']): FaultName {
  return typeof means === 'object' ? means.id : means
}
