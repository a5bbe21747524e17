import { type Candidate, type Case, type OrganizationRef, type Phase, SYMPTOMS } from '../domain/case.js'
import { forgotten } from '../domain/forgotten.js'
import { answerButton, type Button, caseButton } from './buttons.js'
import { clueShown } from './clue.js'
import { isHarmless } from './escape.js'
import { knownLine, personOf, stepLine } from './known.js'
import { senderHints } from './senderHints.js'
import type { Wording } from './wording.js'

type Intake = Extract<Phase, { name: 'intake' }>

/** More choices than anybody scrolls through on a phone; the others can be typed. */
const MAX_CHOICES = 25

interface Choice {
  readonly title: string
  readonly value: string
}

interface Choices {
  readonly label: string
  readonly error: string
  readonly items: readonly Choice[]
  /** The value that is chosen already; empty: none. */
  readonly chosen: string
  /** Says how many are left out. */
  readonly more?: string
}

interface Field {
  readonly label: string
  readonly error: string
  readonly placeholder: string
  readonly value: string
  readonly style: 'email' | 'text'
  readonly maxLength: number
}

/** What is different from question to question. */
interface Asking {
  /** One button each, below one another. */
  readonly options?: readonly Button[]
  readonly choices?: readonly Choices[]
  readonly fields?: readonly Field[]
  readonly hints?: readonly string[]
  readonly next?: Button
  /** Leaves the input unanswered. */
  readonly skip?: Button
}

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
    fields,
    hints: hints.map(text => ({ text })),
    next: next ? [next] : [],
    skip: skip ? [skip] : [],
    quiet: [caseButton(wording, c, 'startOver'), caseButton(wording, c, 'cancel')],
  }
}

function askingOf(c: Case, phase: Intake, wording: Wording): Asking {
  switch (phase.ask) {
    case 'lookAlike':
      return askLookAlike(c, wording)
    case 'symptom':
      return askSymptom(c, wording)
    case 'organization':
      return askOrganization(c, wording)
    case 'sender':
      return askSender(c, wording)
    case 'whichSender':
      return askWhichSender(c, phase.candidates ?? [], wording)
    case 'routerAccount':
      return askRouterAccount(c, wording)
    default:
      return forgotten(phase.ask)
  }
}

/** What it is stands above; the checks are offered all the same. */
function askLookAlike(c: Case, wording: Wording): Asking {
  const title = wording.say('buttons.checkAnyway', {}, 'plain')
  return { options: [answerButton(c, { ask: 'lookAlike', title, value: 'check' })] }
}

function askSymptom(c: Case, wording: Wording): Asking {
  const options = SYMPTOMS.map(value =>
    answerButton(c, { ask: 'symptom', title: wording.say(`intake.symptom.${value}`, {}, 'plain'), value }),
  )
  return { options }
}

function askOrganization(c: Case, wording: Wording): Asking {
  const { organizations } = c
  const preset = organizations.length === 1 ? organizations[0] : organizations.find(one => one.default)
  const shown = capped(organizations, preset)
  return {
    choices: [
      {
        ...labels('organization', wording),
        items: shown.map(({ name, url }) => ({ title: wording.quote(name, 'plain'), value: url })),
        chosen: preset?.url ?? '',
        ...left(organizations.length - shown.length, wording),
      },
    ],
    next: answerButton(c, { ask: 'organization', title: wording.say('buttons.next', {}, 'plain') }),
  }
}

/** The first ones, with the preselected one among them. */
function capped(all: readonly OrganizationRef[], preset: OrganizationRef | undefined): readonly OrganizationRef[] {
  const first = all.slice(0, MAX_CHOICES)
  return !preset || first.includes(preset) ? first : [preset, ...first.slice(0, MAX_CHOICES - 1)]
}

function left(count: number, wording: Wording): { more?: string } {
  return count > 0 ? { more: wording.say('intake.more', { count }) } : {}
}

function labels(ask: string, wording: Wording) {
  return {
    label: wording.say(`intake.${ask}.label`, {}, 'plain'),
    error: wording.say(`intake.${ask}.error`, {}, 'plain'),
  }
}

function askSender(c: Case, wording: Wording): Asking {
  const address = personOf(c)?.address ?? ''
  return {
    fields: [
      {
        ...labels('sender', wording),
        placeholder: wording.say('intake.sender.placeholder', {}, 'plain'),
        value: isHarmless(address) ? address : '',
        style: 'email',
        maxLength: 100,
      },
    ],
    hints: senderHints(c, wording),
    next: answerButton(c, { ask: 'sender', title: wording.say('buttons.check', {}, 'plain') }),
  }
}

function askWhichSender(c: Case, candidates: readonly Candidate[], wording: Wording): Asking {
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

function askRouterAccount(c: Case, wording: Wording): Asking {
  const ask = 'routerAccount'
  return {
    fields: [
      {
        ...labels(ask, wording),
        placeholder: wording.say('intake.routerAccount.placeholder', {}, 'plain'),
        value: '',
        style: 'text',
        maxLength: 200,
      },
    ],
    hints: [wording.say('intake.routerAccount.hint')],
    next: answerButton(c, { ask, title: wording.say('buttons.next', {}, 'plain') }),
    skip: answerButton(c, { ask, title: wording.say('buttons.dontKnow', {}, 'plain'), value: '' }),
  }
}
