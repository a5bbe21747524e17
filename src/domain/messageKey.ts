/**
 * The one import from outside the domain, and of types alone: a key is right when the English strings have it. The
 * strings of the other locales are held to the same keys by a test.
 */
import type english from '../../cards/strings/en.json'

type English = typeof english

/** Dotted keys below `T` of what is a `Leaf`. A list is a leaf, or nothing. */
type KeysOf<T, Leaf> = {
  [K in keyof T & string]: T[K] extends Leaf
    ? K
    : T[K] extends readonly unknown[] | string
      ? never
      : `${K}.${KeysOf<T[K], Leaf>}`
}[keyof T & string]

/** A sentence of the strings. A wrong key does not compile, nor does one that is put together and may be wrong. */
export type MessageKey = KeysOf<English, string>

/** A list of sentences: the steps of a guide. */
export type ListKey = KeysOf<English, readonly string[]>

/** The pictures of a guide. */
export type PicturesKey = `guides.${GuideId}.pictures`

/** What a guide's strings say of it besides sentences: where it is done, whether mail leaves by itself afterwards, what the main button does. */
export type GuideTrait = `guides.${GuideId}.${'opens' | 'leaves' | 'main'}`

/** What stands behind a prefix: `KeyBelow<'forward'>` has 'hint' for 'forward.hint'. */
export type KeyBelow<P extends string> = MessageKey extends infer K
  ? K extends `${P}.${infer Rest}`
    ? Rest
    : never
  : never

/** What a piece of evidence is called: a key below `evidence`. */
export type EvidenceKey = keyof English['evidence']

/** Why a check does not apply: a key below `because`. */
export type Because = keyof English['because']

/** A cause is registered by its strings: a check of another id does not compile, nor do strings that lack one of its sentences. */
export type CheckId = keyof English['checks']

/** A guide: mostly that of the cause of the same name. */
export type GuideId = keyof English['guides']

/** What alerts, mail servers and logs report besides the causes that have checks. */
export type FaultId = keyof English['faults']

/** A repair, known by the headline of its offer. */
export type RemedyId = keyof English['offer']['headline']

/** A way to repair, known by what the offer says of it. */
export type Way = keyof English['plans']

/** Sentences that only some repairs have: which ones follows from the definition of the repair, and a test holds the strings to that. */
export type RemedyText = 'repair' | 'next.here' | 'asking.sender.headline' | 'asking.sender.text'

export function remedyKey(text: RemedyText, id: RemedyId): MessageKey {
  return `${text}.${id}` as MessageKey
}
