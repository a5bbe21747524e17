/** What the page says by itself: keys below `web.client` of the strings. The server fills them in, in the person's language. */
export const PAGE_SENTENCES = [
  'working',
  'newer',
  'showNewer',
  'offline',
  'unreachable',
  'back',
  'notSent',
  'tryAgain',
  'signedOut',
  'signIn',
  'notSignedOut',
  'failed',
  'more',
  'or',
  'text',
  'hint',
  'file',
  'chosen',
  'remove',
  'drop',
  'check',
  'organization',
  'needed',
] as const

type PageSentence = (typeof PAGE_SENTENCES)[number]

/** As on the card that asks the same question. */
export const SYMPTOM_SENTENCES = ['question', 'stuck', 'draft', 'cannotSendAs', 'notSure'] as const

export type PageSentences = Readonly<Record<PageSentence | `symptom.${(typeof SYMPTOM_SENTENCES)[number]}`, string>>
