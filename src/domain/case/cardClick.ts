/** What a card's button sends. The view writes it, the application reads it. */
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
  'askHelpdesk',
  'take',
  'giveBack',
  'askSender',
  'askAdministrator',
  'assign',
  'note',
  'snooze',
  'close',
  'openHere',
  'export',
  'board',
  'postAgain',
  'showLine',
] as const
export type Verb = (typeof VERBS)[number]

/** Instead of ids: every e-mail on the list. */
export const ALL_MAILS = 'all'

export interface Click {
  readonly verb: Verb
  /** Id of the case; absent on the welcome card. */
  readonly case?: string
  /** `stepOf` the case when the card was drawn. If the case has moved on, the click is late. */
  readonly step?: string
  /** With `answer`: which question. */
  readonly ask?: string
  /** With `answer`: the answer; with `repair`: the repair; with `consent`: the hash of the plan; with `assign`: whom to; with `note`: the text; with `close`: the outcome; with `showLine`: the check. Also the id of the card's input, so that the client fills in what was typed. */
  readonly value?: string
  /** With `consent`: "true" if the person accepts that old e-mails will leave; an input of the card. */
  readonly knowsOld?: string
  /** With `consent`: the organization's name, where it has to be typed; an input of the card. */
  readonly typedName?: string
  /** With `hold`: ids of e-mails, separated by commas, or ALL_MAILS; an input of the card. */
  readonly mails?: string
  /** With `close`: why; an input of the card. */
  readonly reason?: string
  /** With what is on the helpdesk's board: which cases it shows. `find`: an address or a number. They are inputs of the card, too. */
  readonly organization?: string
  readonly cause?: string
  readonly whose?: string
  readonly find?: string
  /** With what is on the helpdesk's board: which page of it, from 0. */
  readonly page?: string
}

const TEXTS = [
  ...['case', 'step', 'ask', 'value', 'knowsOld', 'typedName', 'mails', 'reason'],
  ...['organization', 'cause', 'whose', 'find', 'page'],
]

/** null: it does not come from one of our buttons. Only its shape is checked; nothing in it is trusted. */
export function parseClick(data: unknown): Click | null {
  if (typeof data !== 'object' || data === null) return null
  const fields = data as Readonly<Record<string, unknown>>
  const verb = VERBS.find(known => known === fields.verb)
  if (!verb) return null
  const text = TEXTS.filter(name => typeof fields[name] === 'string')
  return { verb, ...Object.fromEntries(text.map(name => [name, fields[name]])) }
}
