import { assertNever } from '../../domain/assertNever.js'
import { type Candidate, type Case, type Phase, SYMPTOMS } from '../../domain/case/case.js'
import { isHarmless } from '../escape.js'
import { answerButton, backButton, caseButton } from '../parts/buttons.js'
import { clueShown } from '../parts/clueLines.js'
import { senderHints } from '../parts/senderHints.js'
import { knownLine, personOf, stepLine } from '../parts/stepLines.js'
import type { Wording } from '../wordings.js'
import { askOrganization } from './askOrganization.js'
import { type ChoiceFields, labels, left, MAX_CHOICES } from './choiceFields.js'

type Intake = Extract<Phase, { name: 'intake' }>

/** One question at a time. */
export function intakeData(c: Case, phase: Intake, wording: Wording): object {
  const { skip, next, options = [], choices = [], fields = [], hints = [] } = askingOf(c, phase, wording)
  const known = knownLine(c, wording)
  return {
    step: stepLine(c, phase.ask, wording),
    ...(known && { known }),
    question: wording.say(`intake.${phase.ask}.question`),
    clue: c.target.clue ? [clueShown(c.target.clue, wording)] : [],
    options,
    choices,
    fields: fields.map(field => ({ isMultiline: false, ...field })),
    hints: hints.map(text => ({ text })),
    next: next ? [next] : [],
    skip: skip ? [skip] : [],
    back: backButton(c, wording),
    quiet: [caseButton(wording, c, 'startOver'), caseButton(wording, c, 'cancel')],
  }
}

function askingOf(c: Case, phase: Intake, wording: Wording): ChoiceFields {
  switch (phase.ask) {
    case 'lookAlike':
      return askLookAlike(c, wording)
    case 'whichAddress':
      return askWhichAddress(c, wording)
    case 'symptom':
      return askSymptom(c, wording)
    case 'errorText':
      return askErrorText(c, phase, wording)
    case 'organization':
      return askOrganization(c, wording)
    case 'sender':
      return askSender(c, phase, wording)
    case 'whichSender':
      return askWhichSender(c, phase.candidates ?? [], wording)
    case 'routerAccount':
      return askRouterAccount(c, phase, wording)
    default:
      return assertNever(phase.ask)
  }
}

/** The clue above says what it is; the checks are offered anyway. */
function askLookAlike(c: Case, wording: Wording): ChoiceFields {
  const title = wording.say('buttons.checkAnyway', {}, 'plain')
  return { options: [answerButton(c, { ask: 'lookAlike', title, value: 'check' })] }
}

function askSymptom(c: Case, wording: Wording): ChoiceFields {
  const options = SYMPTOMS.map(value =>
    answerButton(c, {
      ask: 'symptom',
      title: wording.say(`intake.symptom.${value}`, {}, 'plain'),
      value,
      chosen: value === c.target.symptom,
    }),
  )
  return { options }
}

function askWhichAddress(c: Case, wording: Wording): ChoiceFields {
  const { addresses = [] } = c.target
  const items = addresses.slice(0, MAX_CHOICES).map(address => {
    const shown = wording.quote(address, 'plain')
    return { title: shown, value: shown }
  })
  return {
    choices: [
      { ...labels('whichAddress', wording), items, chosen: '', ...left(addresses.length - items.length, wording) },
    ],
    next: answerButton(c, { ask: 'whichAddress', title: wording.say('buttons.next', {}, 'plain') }),
  }
}

/** The most text that a card's input can send; a longer text is typed in the chat or attached as a file. */
const MAX_TEXT = 10_000

function askErrorText(c: Case, { draft }: Intake, wording: Wording): ChoiceFields {
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
    next: answerButton(c, { ask, title: wording.say('buttons.next', {}, 'plain') }),
    skip: answerButton(c, { ask, title: wording.say('buttons.notAtHand', {}, 'plain'), value: '' }),
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

function askSender(c: Case, { draft }: Intake, wording: Wording): ChoiceFields {
  const address = draft ?? c.target.sender ?? personOf(c)?.address ?? ''
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
    hints: senderHints(c, wording),
    next: answerButton(c, { ask: 'sender', title: wording.say('buttons.check', {}, 'plain') }),
  }
}

/** Room for an address of 100 characters, and the name and brackets that may be copied with it. */
const MAX_ADDRESS = 200
const MAX_ACCOUNT = 200

function askWhichSender(c: Case, candidates: readonly Candidate[], wording: Wording): ChoiceFields {
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
    next: answerButton(c, { ask: 'whichSender', title: wording.say('buttons.check', {}, 'plain') }),
  }
}

function askRouterAccount(c: Case, { draft }: Intake, wording: Wording): ChoiceFields {
  const ask = 'routerAccount'
  return {
    fields: [
      {
        ...labels(ask, wording),
        placeholder: wording.say('intake.routerAccount.placeholder', {}, 'plain'),
        value: inField(draft ?? c.target.routerAccount ?? '', MAX_ACCOUNT),
        style: 'text',
        maxLength: MAX_ACCOUNT,
      },
    ],
    hints: [wording.say('intake.routerAccount.hint')],
    next: answerButton(c, { ask, title: wording.say('buttons.next', {}, 'plain') }),
    skip: answerButton(c, { ask, title: wording.say('buttons.dontKnow', {}, 'plain'), value: '' }),
  }
}
