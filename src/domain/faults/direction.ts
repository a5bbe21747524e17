import { createPhraseFinder } from './phraseFinder.js'

/**
 * What a fault is about: mail that leaves, mail that arrives, appointments (with contacts and tasks), the approval of an
 * address, or the Email Router itself.
 */
export const DIRECTIONS = ['sending', 'receiving', 'appointments', 'approval', 'router'] as const
export type Direction = (typeof DIRECTIONS)[number]

/** Phrases, folded. Names of the product such as UnknownIncomingEmailIntegrationError contain them, too. */
const PHRASES: Readonly<Record<'sending' | 'receiving' | 'appointments', readonly string[]>> = {
  sending: [
    ...['while sending', 'sending email', 'sending the email', 'sending mail', 'sending/receiving', 'send email'],
    ...['sending/receiving email', 'send an email', 'send the email', 'sends email', 'send mail', 'send as', 'sendas'],
    ...[
      'send the message',
      'send-as',
      'sendemail',
      'on behalf of',
      'be sent',
      'being sent',
      'email was sent',
      'not sent',
      'outgoing',
    ],
    ...['undeliverable', 'could not send', 'cannot send', "can't send", 'gesendet', 'senden', 'ausgehend', 'versand'],
    ...['envoyer', 'envoyé', 'envoi', 'sortant', 'enviar', 'enviado', 'envío', 'saliente', '送信'],
  ],
  receiving: [
    ...['while receiving', 'in receiving', 'receiving email', 'receive email', 'be received', 'incoming', 'inbound'],
    ...['checking for incoming', 'empfangen', 'eingehend', 'recevoir', 'reçu', 'entrant', 'recibir', 'recibid'],
    ...['received email', 'beim empfang', 'réception', 'recepción', '受信'],
  ],
  appointments: [
    ...['appointments', 'exchangesync', 'contacts, and tasks', 'contacts and tasks', 'while synchronizing the item'],
    ...['termine, kontakte', 'terminen, kontakten', 'termine und kontakte', 'rendez-vous', 'citas, contactos'],
    ...['las citas', '予定、', '予定表'],
  ],
}
const ALL = Object.entries(PHRASES).flatMap(([direction, phrases]) =>
  phrases.map(phrase => ({ direction: direction as keyof typeof PHRASES, phrase })),
)
const FINDER = createPhraseFinder(ALL.map(({ phrase }) => phrase))

/** How far before and after a sign the text may say what it is about. */
const BEFORE = 1_000
const AFTER = 400

/**
 * What a folded text is about at a position: what it spoke of last before it, since one text may report on several
 * directions in turn; otherwise what it speaks of next. null: it does not say.
 */
export function directionAt(text: string, at: number): Direction | null {
  const from = Math.max(0, at - BEFORE)
  const near = from === 0 && text.length <= at + AFTER ? text : text.slice(from, at + AFTER)
  let last: Direction | null = null
  let lastStart = -1
  let lastEnd = -1
  let next: Direction | null = null
  FINDER.scan(near, (number, end) => {
    const known = ALL[number]
    if (!known || isReturned(near, known.phrase, end)) return
    const start = end - known.phrase.length
    if (start > at - from) next ??= known.direction
    // Of phrases that end together, the longest counts.
    else if (end > lastEnd || start < lastStart) {
      last = known.direction
      lastStart = start
      lastEnd = end
    }
  })
  return last ?? next
}

/** Everything that a folded text speaks of, in any of the languages of the phrases. */
export function directionsIn(text: string): ReadonlySet<Direction> {
  const found = new Set<Direction>()
  FINDER.scan(text, (number, end) => {
    const known = ALL[number]
    if (known && !isReturned(text, known.phrase, end)) found.add(known.direction)
  })
  return found
}

/** "Le serveur a renvoyé une erreur": a server that returns an error sends nothing. */
function isReturned(text: string, phrase: string, end: number): boolean {
  return phrase.startsWith('envo') && text.charAt(end - phrase.length - 1) === 'r'
}
