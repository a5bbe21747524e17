/**
 * The only import from outside the domain, and only of types: a key is valid if the English strings have it. A test holds
 * the strings of the other locales to the same keys.
 */
import type english from '../../cards/strings/en.json'

type English = typeof english

/** The dotted keys below `T` whose values are of type `Leaf`. Keys do not lead into lists. */
type KeysOf<T, Leaf> = {
  [K in keyof T & string]: T[K] extends Leaf
    ? K
    : T[K] extends readonly unknown[] | string
      ? never
      : `${K}.${KeysOf<T[K], Leaf>}`
}[keyof T & string]

/** The key of a sentence. A wrong key does not compile, nor does one that is put together from parts and may be wrong. */
export type MessageKey = KeysOf<English, string>

/** A list of sentences: the steps of a guide. */
export type ListKey = KeysOf<English, readonly string[]>

/** The pictures of a guide. */
export type PicturesKey = `guides.${GuideId}.pictures`

/** Properties of a guide that are kept with its strings: where it is carried out, whether mail leaves by itself afterwards, what the main button does, whether it is told before every other cause. */
export type GuideTrait = `guides.${GuideId}.${'opens' | 'leaves' | 'main' | 'told'}`

/** The rest of each key that starts with this prefix: `KeyBelow<'forward'>` has 'hint' for 'forward.hint'. */
export type KeyBelow<P extends string> = MessageKey extends infer K
  ? K extends `${P}.${infer Rest}`
    ? Rest
    : never
  : never

/** What a piece of evidence is called: a key below `evidence`. */
export type EvidenceKey = keyof English['evidence']

/** Why a check does not apply: a key below `because`. */
export type Because = keyof English['because']

/** The strings define which causes there are: a check with another id does not compile, nor do strings that lack one of its sentences. */
export type CheckId = keyof English['checks']

/** A guide; most belong to the cause of the same name. */
export type GuideId = keyof English['guides']

/** A fault that alerts, mail servers or logs report and that has no check of its own. */
export type FaultId = keyof English['faults']

/** A repair: a key below `offer.headline`. */
export type RemedyId = keyof English['offer']['headline']

/** A way to carry out a repair: a key below `plans`. */
export type Way = keyof English['plans']

/** Sentences that only some repairs have. Which ones a repair needs follows from its definition, and a test holds the strings to that. */
export type RemedyText = 'repair' | 'next.here' | 'asking.sender.headline' | 'asking.sender.text'

export function remedyKey(text: RemedyText, id: RemedyId): MessageKey {
  return `${text}.${id}` as MessageKey
}
