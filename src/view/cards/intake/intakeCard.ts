import { assertNever } from '../../../domain/assertNever.js'
import { type Candidate, type Case, type Phase, SYMPTOMS } from '../../../domain/case/case.js'
import type { DrawingContext } from '../../drawingContext.js'
import { answerButton, backButton, caseButton } from '../../parts/buttons.js'
import { clueShown } from '../../parts/clueLines.js'
import { senderHints } from '../../parts/senderHints.js'
import { knownLine, personOf, stepLine } from '../../parts/stepLines.js'
import type { Wording } from '../../wordings.js'
import { askActingAccount, questionArgs } from './askActingAccount.js'
import { askOrganization } from './askOrganization.js'
import { type ChoiceFields, inField, labels, left, MAX_CHOICES } from './choiceFields.js'

type Intake = Extract<Phase, { name: 'intake' }>
type Drawing = Pick<DrawingContext, 'wording' | 'viewer'>

/** One question at a time. */
export function intakeData(thisCase: Case, phase: Intake, drawing: Drawing): object {
  const { wording } = drawing
  const { skip, next, options = [], choices = [], fields = [], hints = [] } = askingOf(thisCase, phase, drawing)
  const known = knownLine(thisCase, wording)
  return {
    step: stepLine(thisCase, phase.ask, wording),
    ...(known && { known }),
    question: wording.say(`intake.${phase.ask}.question`, questionArgs(thisCase, drawing.viewer)),
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

function askingOf(thisCase: Case, phase: Intake, drawing: Drawing): ChoiceFields {
  const { wording } = drawing
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
      return askActingAccount(thisCase, phase, drawing)
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
