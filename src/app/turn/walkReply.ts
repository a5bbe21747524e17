import { sameAddress } from '../../domain/address.js'
import type { Case, Question, Target } from '../../domain/case/case.js'
import { unknownOrganization } from '../../domain/case/intake/locating.js'
import { accountMeant } from '../../domain/diagnosis/accountChoice.js'
import { type ParsedMessage, symptomIn } from '../../domain/parsedMessage.js'
import { isEmpty, notUnderstoodNote, type Reply, type Situation, targetIn, unknownLogNote } from './situation.js'

/** Decides what to do about a text while a case is asking: it may bring new information, or answer the question. */
export function replyInWalk(message: ParsedMessage, open: Case, situation: Situation): Reply {
  const ask = open.phase.name === 'intake' ? open.phase.ask : null
  if (ask === 'actingAccount' && isAccount(message, open)) {
    const value = message.command === 'unknown' ? null : (message.address ?? message.text)
    return { do: 'answer', answer: { ask, value } }
  }
  const told = targetIn(message, situation.organization)
  const news = newsIn(told, open.target, ask)
  if (!isEmpty(news)) return { do: 'tell', known: news }
  // They only repeat what they see, or whom it concerns and where, so the question stays.
  // A log may name them in passing, and what is typed for an address may be one that was not understood.
  const isTold = !isEmpty(told) && ask !== null && ask !== 'errorText' && ask !== 'sender'
  if (symptomIn(message) || isTold) return { do: 'redraw' }
  return answerTyped(message, ask, situation)
}

/** When the account is asked for, an address is the account's and not a sender's. A sentence about stuck mail or an error code is no account. */
function isAccount(message: ParsedMessage, { accounts = [] }: Case): boolean {
  // Workflows have names such as "Flow error".
  if (accountMeant(accounts, message.text)) return true
  return symptomIn(message) === null && message.codes.length === 0
}

/** The part of the information that is new, or that answers the current question. */
function newsIn(known: Target, target: Target, ask: Question | null): Target {
  const { organization, symptom, sender, ...others } = known
  // Whoever says that mail is stuck may mean any of them.
  const isOther = symptom !== 'stuck' && symptom !== target.symptom
  const isNewSymptom = isOther || symptom === 'errorText' || ask === 'symptom' || ask === 'errorText' || !target.symptom
  const isNewPlace = ask === 'organization' || organization?.url !== target.organization?.url
  const isAsked = ask === 'sender' || ask === 'whichSender'
  const isNewSender = isAsked || !sameAddress(target.sender ?? null, sender ?? '')
  return {
    ...others,
    ...(symptom && isNewSymptom && { symptom }),
    ...(organization && isNewPlace && { organization }),
    ...(sender && isNewSender && { sender }),
  }
}

function answerTyped(message: ParsedMessage, ask: Question | null, { organizations }: Situation): Reply {
  switch (ask) {
    case null:
      return { do: 'redraw', note: { key: 'notes.working' } }
    case 'sender':
      return { do: 'answer', answer: { ask, value: message.text } }
    case 'errorText':
      if (message.command === 'unknown') return { do: 'answer', answer: { ask, value: null } }
      return { do: 'tell', known: {}, note: unknownLogNote(message), draft: message.text }
    case 'organization': {
      const isAddress = /[@＠]/.test(message.text)
      return {
        do: 'redraw',
        note: isAddress ? notUnderstoodNote(message) : unknownOrganization(message.text, organizations),
      }
    }
    default:
      return { do: 'redraw', note: notUnderstoodNote(message) }
  }
}
