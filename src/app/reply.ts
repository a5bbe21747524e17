import { type Case, isOpen, type Note, type OrganizationRef, SYMPTOMS, type Target } from '../domain/case.js'
import type { LogSaid } from '../domain/clue.js'
import type { Answer } from '../domain/events.js'
import { readAccount, readAddress, type Said } from '../domain/said.js'
import { withoutSecrets } from '../domain/secrets.js'

/** What to do about a text or an answer. */
export type Reply = (
  | {
      readonly do: 'open'
      readonly known: Target
      /** The organization is asked for, even if there is only one. */
      readonly choose?: true
    }
  | { readonly do: 'answer'; readonly answer: Answer }
  | { readonly do: 'cancel' }
  | { readonly do: 'startOver' }
  /** Shows the current case again, or the welcome card where there is none. */
  | { readonly do: 'redraw' }
  | { readonly do: 'welcome' }
) & { readonly note?: Note }

export interface Situation {
  /** The person's newest case. */
  readonly current: Case | null
  readonly organizations: readonly OrganizationRef[]
  /** The organization that the text names; null: none. */
  readonly named: OrganizationRef | null
}

/** What a typed text asks for. Pure. */
export function replyTo(said: Said, situation: Situation): Reply {
  const reply = replyToCommand(said, situation) ?? replyToWords(said, situation)
  return said.masked ? toldOfSecret(reply) : reply
}

function toldOfSecret(reply: Reply): Reply {
  const note = { key: 'notes.masked' }
  // A card that shows what a log proves says it there.
  if (reply.do === 'open' && (reply.note || reply.known.clue?.masked)) return reply
  // What is left of a secret is nobody's account.
  if (reply.do === 'answer' && reply.answer.ask === 'routerAccount') return { do: 'redraw', note }
  return { ...reply, note }
}

/** null: it is no command. */
function replyToCommand({ command }: Said, { current }: Situation): Reply | null {
  switch (command) {
    case 'help':
      return { do: 'welcome' }
    case 'status':
      return current ? { do: 'redraw' } : { do: 'welcome', note: { key: 'notes.noCase' } }
    case 'cancel':
      return current && isOpen(current) ? { do: 'cancel' } : { do: 'welcome', note: { key: 'notes.nothingToCancel' } }
    case 'startOver':
      return { do: 'startOver' }
    default:
      return null
  }
}

function replyToWords(said: Said, situation: Situation): Reply {
  const { current, named, organizations } = situation
  if (said.log) return replyToLog(said, said.log, situation)
  if (said.url && !named) return { do: 'redraw', note: unknownOrganization(said.url, organizations) }
  const known = knownFrom(said, named)
  const phase = current?.phase.name
  // A whole sentence ("sara@contoso.com is stuck") is more than an answer to a question.
  const isSentence = said.command === 'stuck' && said.address !== null
  if (current && phase === 'intake' && !isSentence) return answerTyped(said, current, situation)
  if (phase === 'identifying' || phase === 'diagnosing') return { do: 'redraw', note: { key: 'notes.working' } }
  if (Object.keys(known).length > 0) return { do: 'open', known }
  return { do: 'redraw', note: { key: 'notes.notUnderstood', args: { text: excerpt(said.text) } } }
}

/** A log opens the walk with what it proves. What it does not tell is asked for, and nothing of a running check is lost. */
function replyToLog(said: Said, { clue, address, organization: its, ask }: LogSaid, situation: Situation): Reply {
  const { current, named, organizations } = situation
  if (!clue && said.codes.length === 0 && said.command !== 'stuck') {
    return { do: 'redraw', note: { key: `notes.logUnknown.${ask ?? 'code'}` } }
  }
  const proved: Target = { symptom: 'errorText', codes: said.codes, ...(clue && { clue }) }
  if (its && !named) {
    // Neither the organization of another check nor the only one is meant, and its sender is somebody of elsewhere.
    const note = unknownOrganization(its, organizations, 'notes.logOrganizationUnknown')
    return { do: 'open', known: proved, choose: true, note }
  }
  // What was answered before stands, unless the log says otherwise.
  const { organization } = current?.phase.name === 'intake' ? current.target : {}
  const known: Target = {
    ...(organization && { organization }),
    ...proved,
    ...(address && { sender: address }),
    ...(named && { organization: named }),
  }
  return { do: 'open', known }
}

/** What a text tells before anything was asked. */
export function knownFrom(said: Said, named: OrganizationRef | null): Target {
  return {
    ...(said.command === 'stuck' && { symptom: 'stuck' as const }),
    ...(said.codes.length > 0 && { symptom: 'errorText' as const, codes: said.codes }),
    ...(said.address && { sender: said.address }),
    ...(named && { organization: named }),
  }
}

function answerTyped(said: Said, open: Case, { organizations, named }: Situation): Reply {
  const question = open.phase.name === 'intake' ? open.phase.ask : null
  // Said again: the question stands.
  if (said.command === 'stuck' && question !== 'symptom' && !named) return { do: 'redraw' }
  switch (question) {
    case 'symptom':
      if (said.codes.length > 0) return { do: 'answer', answer: { ask: 'symptom', value: 'errorText' } }
      if (said.command === 'stuck') return { do: 'answer', answer: { ask: 'symptom', value: 'stuck' } }
      break
    case 'organization':
      if (named) return { do: 'answer', answer: { ask: 'organization', value: named.url } }
      return { do: 'redraw', note: unknownOrganization(said.text, organizations) }
    case 'sender':
      if (said.address) return { do: 'answer', answer: { ask: 'sender', value: said.address } }
      return { do: 'redraw', note: { key: 'notes.addressInvalid', args: { text: excerpt(said.text) } } }
    case 'routerAccount':
      return answerAccount(said.command === 'unknownAccount' ? '' : (said.address ?? said.text))
    default:
  }
  return { do: 'redraw', note: { key: 'notes.notUnderstood', args: { text: excerpt(said.text) } } }
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
    case 'sender': {
      const address = readAddress(value)
      if (address) return { do: 'answer', answer: { ask, value: address } }
      return { do: 'redraw', note: { key: 'notes.addressInvalid', args: { text: excerpt(value) } } }
    }
    case 'whichSender':
      return { do: 'answer', answer: { ask, value } }
    case 'routerAccount':
      return answerAccount(value)
    default:
      return malformed
  }
}

const malformed: Reply = { do: 'redraw', note: { key: 'notes.malformed' } }

function answerAccount(typed: string): Reply {
  if (typed === '') return { do: 'answer', answer: { ask: 'routerAccount', value: null } }
  const account = readAccount(typed)
  if (account) return { do: 'answer', answer: { ask: 'routerAccount', value: account } }
  return { do: 'redraw', note: { key: 'notes.accountInvalid' } }
}

function unknownOrganization(
  typed: string,
  organizations: readonly OrganizationRef[],
  key = 'notes.organizationUnknown',
): Note {
  const names = organizations.map(({ name }) => name).join(', ')
  return { key, args: { text: excerpt(typed), names } }
}

const EXCERPT = 60

/** Enough of a text to recognize it by. */
function excerpt(text: string): string {
  const characters = [...text]
  return characters.length > EXCERPT ? `${characters.slice(0, EXCERPT).join('')}…` : text
}
