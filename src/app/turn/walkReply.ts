import { sameAddress } from '../../domain/address.js'
import type { Case, Question, Target } from '../../domain/case/case.js'
import { unknownOrganization } from '../../domain/case/locating.js'
import type { ParsedMessage } from '../../domain/parsedMessage.js'
import { isEmpty, notUnderstoodNote, type Reply, type Situation, targetIn, unknownLogNote } from './situation.js'

/** What a text means while a case still asks: more than an answer where it tells more, and an answer where it is one. */
export function replyInWalk(message: ParsedMessage, open: Case, situation: Situation): Reply {
  const ask = open.phase.name === 'intake' ? open.phase.ask : null
  if (ask === 'routerAccount' && isAccount(message)) {
    const value = message.command === 'unknown' ? null : (message.address ?? message.text)
    return { do: 'answer', answer: { ask, value } }
  }
  const news = newsIn(targetIn(message, situation.named), open.target, ask)
  if (!isEmpty(news)) return { do: 'tell', known: news }
  // Said again: the question stands.
  if (message.command === 'stuck') return { do: 'redraw' }
  return answerTyped(message, ask, situation)
}

/** The address of an account is no sender; a sentence about stuck mail, and an error code, are no account. */
function isAccount({ command, codes }: ParsedMessage): boolean {
  return command !== 'stuck' && codes.length === 0
}

/** What is not known yet, or is asked just now. */
function newsIn(known: Target, target: Target, ask: Question | null): Target {
  const { organization, symptom, sender, ...others } = known
  const isNewSymptom = symptom === 'errorText' || ask === 'symptom' || ask === 'errorText' || !target.symptom
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
