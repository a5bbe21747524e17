import { isWalking } from '../../domain/case/answer.js'
import { isCancellable } from '../../domain/case/authorization.js'
import { type Note, type OrganizationRef, SYMPTOMS, type Target } from '../../domain/case/case.js'
import { questionBefore } from '../../domain/case/intakeBack.js'
import { unknownOrganization } from '../../domain/case/locating.js'
import type { LogSaid } from '../../domain/faults/clue.js'
import { excerpt, type ParsedMessage } from '../../domain/parsedMessage.js'
import { withoutSecrets } from '../../domain/secrets.js'
import { into, isNothing, knownFrom, logUnknown, notUnderstood, type Reply, type Situation } from './situation.js'
import { replyInWalk } from './walkReply.js'

export type { Reply, Situation } from './situation.js'

/** What a typed text asks for. Pure. */
export function replyTo(said: ParsedMessage, situation: Situation): Reply {
  const reply = replyToCommand(said, situation) ?? replyToWords(said, situation)
  return said.masked ? toldOfSecret(reply) : reply
}

function toldOfSecret(reply: Reply): Reply {
  const note: Note = { key: 'notes.masked' }
  switch (reply.do) {
    // What is left of a secret is nobody's account or address.
    case 'answer':
      return { do: 'redraw', note }
    case 'open':
    case 'tell':
      // A card that shows what a log proves says it there.
      return reply.note || reply.known.clue?.masked ? reply : { ...reply, note }
    case 'redraw':
    case 'welcome':
      return { ...reply, note }
    default:
      return reply
  }
}

/** null: it is no command. */
function replyToCommand(said: ParsedMessage, { current }: Situation): Reply | null {
  switch (said.command) {
    case 'help':
      return { do: 'welcome' }
    case 'status':
      return { do: 'status' }
    case 'cancel':
      return current && isCancellable(current)
        ? { do: 'cancel' }
        : { do: 'welcome', note: { key: 'notes.nothingToCancel' } }
    case 'startOver':
      return { do: 'startOver', known: knownFrom(said, null) }
    case 'back':
      return { do: current && questionBefore(current) ? 'back' : 'redraw' }
    default:
      return null
  }
}

function replyToWords(said: ParsedMessage, situation: Situation): Reply {
  const { current, named, organizations } = situation
  if (said.log) return replyToLog(said, said.log, situation)
  const known = knownFrom(said, named)
  if (said.url && !named) {
    const note = unknownOrganization(said.url, organizations)
    return isNothing(known) ? { do: 'redraw', note } : into(situation, { ...known, elsewhere: excerpt(said.url) }, note)
  }
  if (current && isWalking(current)) return replyInWalk(said, current, situation)
  if (current?.phase.name === 'diagnosing' && repeats(known, current.target)) {
    return { do: 'redraw', note: { key: 'notes.working' } }
  }
  return isNothing(known) ? { do: 'redraw', note: notUnderstood(said) } : { do: 'open', known }
}

/** Everything that is told is what is being looked at. */
function repeats({ organization, sender, codes = [], addresses = [] }: Target, target: Target): boolean {
  const samePlace = !organization || organization.url === target.organization?.url
  const sameSender = !sender || sender.toLowerCase() === target.sender?.toLowerCase()
  return samePlace && sameSender && codes.length === 0 && addresses.length === 0
}

/** A log goes into the walk with what it proves. What it does not tell is asked for, and nothing of a running check is lost. */
function replyToLog(said: ParsedMessage, { clue, address, organization: its }: LogSaid, situation: Situation): Reply {
  const { named, organizations } = situation
  const known = knownFrom(said, named)
  if (!clue && said.codes.length === 0 && said.command !== 'stuck') {
    const note = logUnknown(said)
    return isNothing(known) ? { do: 'redraw', note } : into(situation, known, note)
  }
  const proved: Target = { ...known, symptom: 'errorText', codes: said.codes, ...(clue && { clue }) }
  if (its && !named) {
    // Neither the organization of another check nor the only one is meant, and its sender is somebody of elsewhere.
    const note: Note = { ...unknownOrganization(its, organizations), key: 'notes.logOrganizationUnknown' }
    const { sender: _sender, addresses: _addresses, ...rest } = proved
    return into(situation, { ...rest, elsewhere: excerpt(its) }, note)
  }
  const sender = said.addresses.length > 0 ? null : address
  return into(situation, { ...proved, ...(sender && { sender }) })
}

/** A text that was pasted into the card that asks for it. */
export function replyToText(said: ParsedMessage, situation: Situation): Reply {
  const reply = replyToWords({ ...said, command: said.command === 'stuck' ? 'stuck' : null }, situation)
  const known = reply.do === 'tell' ? reply.known : {}
  if (known.clue || known.codes || known.symptom === 'stuck') return { do: 'tell', known }
  return { do: 'tell', known, note: logUnknown(said), draft: said.text }
}

/** What the value of a card's answer says. Pure; nothing of the value is trusted. */
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
    case 'routerAccount':
      return { do: 'answer', answer: { ask, value: value === '' ? null : value } }
    default:
      return malformed
  }
}

const malformed: Reply = { do: 'redraw', note: { key: 'notes.malformed' } }
