/** What a button of a card carries. Written by the view, read back by the application. */
export const VERBS = [
  'start',
  'answer',
  'checkAgain',
  'cancel',
  'startOver',
  'show',
  'refresh',
  'repair',
  'consent',
  'hold',
  'back',
  'previous',
] as const
export type Verb = (typeof VERBS)[number]

/** In place of ids: every e-mail that is listed. */
export const ALL_MAILS = 'all'

export interface Click {
  readonly verb: Verb
  /** Id of the case; not there on the welcome card. */
  readonly case?: string
  /** `stepOf` the case when the card was drawn: a click with another one is late. */
  readonly step?: string
  /** With `answer`: which question. */
  readonly ask?: string
  /** With `answer`: the answer; with `repair`: what is to be repaired; with `consent`: the hash of the plan; the id of the card's input, so that a client merges what was typed. */
  readonly value?: string
  /** With `consent`: "true" where the person knows that old e-mails will leave; an input of the card. */
  readonly knowsOld?: string
  /** With `hold`: ids of e-mails, separated by commas, or ALL_MAILS; an input of the card. */
  readonly mails?: string
}

/** null: not a click of ours. Nothing in it is trusted beyond its shape. */
export function parseClick(data: unknown): Click | null {
  if (typeof data !== 'object' || data === null) return null
  const fields = data as Readonly<Record<string, unknown>>
  const verb = VERBS.find(known => known === fields.verb)
  if (!verb) return null
  const text = ['case', 'step', 'ask', 'value', 'knowsOld', 'mails'].filter(name => typeof fields[name] === 'string')
  return { verb, ...Object.fromEntries(text.map(name => [name, fields[name]])) }
}
