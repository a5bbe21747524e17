import { isCancellable } from '../../domain/case/authorization.js'
import { type Note, type OrganizationRef, SYMPTOMS, type Target } from '../../domain/case/case.js'
import { isWalking } from '../../domain/case/intake/answer.js'
import { questionBefore } from '../../domain/case/intake/intakeBack.js'
import { unknownOrganization } from '../../domain/case/intake/locating.js'
import type { ParsedLog } from '../../domain/faults/clue.js'
import { excerpt, type ParsedMessage, symptomIn } from '../../domain/parsedMessage.js'
import { withoutSecrets } from '../../domain/secrets.js'
import { shortNumberIn } from '../../domain/triage/board/shortNumber.js'
import {
  isEmpty,
  notUnderstoodNote,
  type Reply,
  type Situation,
  targetIn,
  tellOrOpen,
  unknownLogNote,
} from './situation.js'
import { replyInWalk } from './walkReply.js'

export type { Reply, Situation } from './situation.js'

/** Decides what to do about a typed text. Pure. */
export function replyTo(message: ParsedMessage, situation: Situation): Reply {
  const reply =
    replyToCommand(message, situation) ?? replyToNumber(message, situation) ?? replyToWords(message, situation)
  return message.masked ? withSecretNote(reply) : reply
}

function withSecretNote(reply: Reply): Reply {
  const note: Note = { key: 'notes.masked' }
  switch (reply.do) {
    // A masked text cannot be an account or an address.
    case 'answer':
      return { do: 'redraw', note }
    case 'open':
    case 'tell':
      // A card that shows what a log proves mentions the masking itself.
      return reply.note || reply.known.clue?.masked ? reply : { ...reply, note }
    case 'redraw':
    case 'welcome':
      return { ...reply, note }
    default:
      return reply
  }
}

/** null: it is not a command. */
function replyToCommand(message: ParsedMessage, { current }: Situation): Reply | null {
  switch (message.command) {
    case 'help':
      return { do: 'welcome' }
    case 'status':
      return { do: 'status' }
    case 'checkAgain':
      return current ? { do: 'checkAgain' } : { do: 'redraw' }
    case 'export':
      return { do: 'export' }
    case 'useChannel':
    case 'board':
      return { do: message.command }
    case 'cancel':
      return current && isCancellable(current)
        ? { do: 'cancel' }
        : { do: 'welcome', note: { key: 'notes.nothingToCancel' } }
    case 'startOver':
      return { do: 'startOver', known: targetIn(message, null) }
    case 'back':
      return { do: current && questionBefore(current) ? 'back' : 'redraw' }
    default:
      return null
  }
}

/** null: it is no number of a case. An account may be called anything, even "12". */
function replyToNumber({ text }: ParsedMessage, { current, agent = false }: Situation): Reply | null {
  const number = agent ? shortNumberIn(text) : null
  const isAccount = current?.phase.name === 'intake' && current.phase.ask === 'actingAccount' && !text.startsWith('#')
  return number === null || isAccount ? null : { do: 'bring', number }
}

function replyToWords(message: ParsedMessage, situation: Situation): Reply {
  const { current, organization, organizations } = situation
  if (message.log) return replyToLog(message, message.log, situation)
  const known = targetIn(message, organization)
  const named = message.url ?? message.place
  if (named !== undefined && !organization) {
    const note = unknownOrganization(named, organizations)
    return isEmpty(known)
      ? { do: 'redraw', note }
      : tellOrOpen(situation, { ...known, elsewhere: excerpt(named) }, note)
  }
  if (current && isWalking(current)) return replyInWalk(message, current, situation)
  if (current?.phase.name === 'diagnosing' && repeats(known, current.target)) {
    return { do: 'redraw', note: { key: 'notes.working' } }
  }
  return isEmpty(known) ? { do: 'redraw', note: notUnderstoodNote(message) } : { do: 'open', known }
}

/** Whether the text adds nothing to what is being diagnosed. */
function repeats({ symptom, organization, sender, codes = [], addresses = [] }: Target, target: Target): boolean {
  const sameSymptom = !symptom || symptom === 'stuck' || symptom === target.symptom
  const samePlace = !organization || organization.url === target.organization?.url
  const sameSender = !sender || sender.toLowerCase() === target.sender?.toLowerCase()
  return sameSymptom && samePlace && sameSender && codes.length === 0 && addresses.length === 0
}

/** Adds what a log proves to the walk, where the rest is asked for. Nothing of a running check is lost. */
function replyToLog(
  message: ParsedMessage,
  { clue, address, organization: logOrganization, ask }: ParsedLog,
  situation: Situation,
): Reply {
  const { organization, organizations } = situation
  // Codes that the text rules out, or only lists, are not the sender's.
  const codes = ask === 'ownFault' ? [] : message.codes
  const known = targetIn({ ...message, codes }, organization)
  const seen = symptomIn(message)
  if (!clue && codes.length === 0 && seen === null) {
    const note = unknownLogNote(message)
    return isEmpty(known) ? { do: 'redraw', note } : tellOrOpen(situation, known, note)
  }
  // The text of the dialog proves what it says, and is the dialog all the same.
  const symptom = codes.length === 0 && seen !== null && seen !== 'stuck' ? seen : 'errorText'
  const proved: Target = { ...known, symptom, codes, ...(clue && { clue }) }
  if (logOrganization && !organization) {
    // The log is about another organization, so its sender is not a user of any configured one.
    const note: Note = { ...unknownOrganization(logOrganization, organizations), key: 'notes.logOrganizationUnknown' }
    const { sender: _sender, addresses: _addresses, ...rest } = proved
    return tellOrOpen(situation, { ...rest, elsewhere: excerpt(logOrganization) }, note)
  }
  const sender = message.addresses.length > 0 ? null : address
  return tellOrOpen(situation, { ...proved, ...(sender && { sender }) })
}

/** Decides what to do about a text that was pasted into the card that asks for it. */
export function replyToText(message: ParsedMessage, situation: Situation): Reply {
  const reply = replyToWords({ ...message, command: symptomIn(message) }, situation)
  const known = reply.do === 'tell' ? reply.known : {}
  if (known.clue || known.codes || known.symptom) return { do: 'tell', known }
  return { do: 'tell', known, note: unknownLogNote(message), draft: message.text }
}

/** Decides what to do about the answer from a card. Pure; the value is not trusted. */
export function replyToAnswer(
  ask: string | undefined,
  value: string,
  organizations: readonly OrganizationRef[],
): Reply {
  if (withoutSecrets(value) !== value) return { do: 'redraw', note: { key: 'notes.secretEntered' } }
  switch (ask) {
    case 'lookAlike':
      return { do: 'answer', answer: { ask, value: 'check' } }
    case 'symptom': {
      const symptom = SYMPTOMS.find(known => known === value)
      return symptom ? { do: 'answer', answer: { ask, value: symptom } } : malformed
    }
    case 'organization': {
      const organization = organizations.find(({ url }) => url === value)
      if (organization) return { do: 'answer', answer: { ask, value: organization.url } }
      return { do: 'redraw', note: unknownOrganization(value, organizations) }
    }
    case 'whichAddress':
    case 'sender':
    case 'whichSender':
      return { do: 'answer', answer: { ask, value } }
    case 'errorText':
      return { do: 'answer', answer: { ask, value: null } }
    case 'actingAccount':
      return { do: 'answer', answer: { ask, value: value === '' ? null : value } }
    default:
      return malformed
  }
}

const malformed: Reply = { do: 'redraw', note: { key: 'notes.malformed' } }
