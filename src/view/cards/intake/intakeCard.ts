import { assertNever } from '../../../domain/assertNever.js'
import { type Candidate, type Case, type Phase, SYMPTOMS } from '../../../domain/case/case.js'
import { isHarmless } from '../../escape.js'
import { answerButton, backButton, caseButton } from '../../parts/buttons.js'
import { clueShown } from '../../parts/clueLines.js'
import { senderHints } from '../../parts/senderHints.js'
import { knownLine, personOf, stepLine } from '../../parts/stepLines.js'
import type { Wording } from '../../wordings.js'
import { askOrganization } from './askOrganization.js'
import { type ChoiceFields, labels, left, MAX_CHOICES } from './choiceFields.js'

type Intake = Extract<Phase, { name: 'intake' }>

/** One question at a time. */
export function intakeData(thisCase: Case, phase: Intake, wording: Wording): object {
  const { skip, next, options = [], choices = [], fields = [], hints = [] } = askingOf(thisCase, phase, wording)
  const known = knownLine(thisCase, wording)
  return {
    step: stepLine(thisCase, phase.ask, wording),
    ...(known && { known }),
    question: wording.say(`intake.${phase.ask}.question`, channelIn(thisCase)),
    clue: thisCase.target.clue ? [clueShown(thisCase.target.clue, wording)] : [],
    options,
    choices,
    fields: fields.map(field => ({ isMultiline: false, ...field })),
    hints: hints.map(text => ({ text })),
    next: next ? [next] : [],
    skip: skip ? [skip] : [],
    back: backButton(thisCase, wording),
    quiet: [caseButton(wording, thisCase, 'startOver'), caseButton(wording, thisCase, 'cancel')],
  }
}

function askingOf(thisCase: Case, phase: Intake, wording: Wording): ChoiceFields {
  switch (phase.ask) {
    case 'lookAlike':
      return askLookAlike(thisCase, wording)
    case 'whichAddress':
      return askWhichAddress(thisCase, wording)
    case 'symptom':
      return askSymptom(thisCase, wording)
    case 'errorText':
      return askErrorText(thisCase, phase, wording)
    case 'organization':
      return askOrganization(thisCase, wording)
    case 'sender':
      return askSender(thisCase, phase, wording)
    case 'whichSender':
      return askWhichSender(thisCase, phase.candidates ?? [], wording)
    case 'actingAccount':
      return askActingAccount(thisCase, phase, wording)
    default:
      return assertNever(phase.ask)
  }
}

/** The clue above says what it is; the checks are offered anyway. */
function askLookAlike(thisCase: Case, wording: Wording): ChoiceFields {
  const title = wording.say('buttons.checkAnyway', {}, 'plain')
  return { options: [answerButton(thisCase, { ask: 'lookAlike', title, value: 'check' })] }
}

function askSymptom(thisCase: Case, wording: Wording): ChoiceFields {
  const options = SYMPTOMS.map(value =>
    answerButton(thisCase, {
      ask: 'symptom',
      title: wording.say(`intake.symptom.${value}`, {}, 'plain'),
      value,
      chosen: value === thisCase.target.symptom,
    }),
  )
  return { options }
}

function askWhichAddress(thisCase: Case, wording: Wording): ChoiceFields {
  const { addresses = [] } = thisCase.target
  const items = addresses.slice(0, MAX_CHOICES).map(address => {
    const shown = wording.quote(address, 'plain')
    return { title: shown, value: shown }
  })
  return {
    choices: [
      { ...labels('whichAddress', wording), items, chosen: '', ...left(addresses.length - items.length, wording) },
    ],
    next: answerButton(thisCase, { ask: 'whichAddress', title: wording.say('buttons.next', {}, 'plain') }),
  }
}

/** The most text that a card's input can send; a longer text is typed in the chat or attached as a file. */
const MAX_TEXT = 10_000

function askErrorText(thisCase: Case, { draft }: Intake, wording: Wording): ChoiceFields {
  const ask = 'errorText'
  return {
    fields: [
      {
        ...labels(ask, wording),
        placeholder: wording.say('intake.errorText.placeholder', {}, 'plain'),
        value: inField(draft, MAX_TEXT),
        style: 'text',
        maxLength: MAX_TEXT,
        isMultiline: true,
      },
    ],
    hints: [wording.say('intake.errorText.hint')],
    next: answerButton(thisCase, { ask, title: wording.say('buttons.next', {}, 'plain') }),
    skip: answerButton(thisCase, { ask, title: wording.say('buttons.notAtHand', {}, 'plain'), value: '' }),
  }
}

/** Prefills only text that can be put into a card and sent back unchanged. */
function inField(text: string | undefined, maxLength: number): string {
  // Clients do not turn text in an input field into links.
  const shown = text?.replaceAll('://', ' ')
  return text !== undefined && shown !== undefined && text.length <= maxLength && isHarmless(shown, maxLength)
    ? text
    : ''
}

function askSender(thisCase: Case, { draft }: Intake, wording: Wording): ChoiceFields {
  const address = draft ?? thisCase.target.sender ?? personOf(thisCase)?.address ?? ''
  return {
    fields: [
      {
        ...labels('sender', wording),
        placeholder: wording.say('intake.sender.placeholder', {}, 'plain'),
        value: inField(address, MAX_ADDRESS),
        style: 'email',
        maxLength: MAX_ADDRESS,
      },
    ],
    hints: senderHints(thisCase, wording),
    next: answerButton(thisCase, { ask: 'sender', title: wording.say('buttons.check', {}, 'plain') }),
  }
}

/** Room for an address of 100 characters, and the name and brackets that may be copied with it. */
const MAX_ADDRESS = 200
const MAX_ACCOUNT = 200

function askWhichSender(thisCase: Case, candidates: readonly Candidate[], wording: Wording): ChoiceFields {
  const shown = candidates.slice(0, MAX_CHOICES)
  return {
    choices: [
      {
        ...labels('whichSender', wording),
        items: shown.map(({ id, name, kind }) => ({
          title: wording.say(`intake.whichSender.${kind}`, { name, id: id.slice(0, 8) }, 'plain'),
          value: id,
        })),
        chosen: '',
        ...left(candidates.length - shown.length, wording),
      },
    ],
    next: answerButton(thisCase, { ask: 'whichSender', title: wording.say('buttons.check', {}, 'plain') }),
  }
}

/** The question about the account differs by how the organization sends. */
export function channelIn({ channel = 'synchronization' }: Case) {
  return { channel }
}

function askActingAccount(thisCase: Case, { draft }: Intake, wording: Wording): ChoiceFields {
  const ask = 'actingAccount'
  return {
    fields: [
      {
        ...labels(ask, wording, channelIn(thisCase)),
        placeholder: wording.say('intake.actingAccount.placeholder', channelIn(thisCase), 'plain'),
        value: inField(draft ?? thisCase.target.actingAccount ?? '', MAX_ACCOUNT),
        style: 'text',
        maxLength: MAX_ACCOUNT,
      },
    ],
    hints: [wording.say('intake.actingAccount.hint', channelIn(thisCase))],
    next: answerButton(thisCase, { ask, title: wording.say('buttons.next', {}, 'plain') }),
    skip: answerButton(thisCase, { ask, title: wording.say('buttons.dontKnow', {}, 'plain'), value: '' }),
  }
}
