import type { Viewer } from '../../../domain/case/authorization.js'
import type { Case, Phase } from '../../../domain/case/case.js'
import { ANOTHER_ACCOUNT } from '../../../domain/diagnosis/accountChoice.js'
import type { ActingSummary } from '../../../domain/diagnosis/diagnosis.js'
import { answerButton } from '../../parts/buttons.js'
import { isTime, type Wording } from '../../wordings.js'
import { type ChoiceFields, inField, labels, left } from './choiceFields.js'

type Intake = Extract<Phase, { name: 'intake' }>

interface Asking {
  readonly wording: Wording
  readonly viewer: Viewer
}

const ask = 'actingAccount'

/** Offers the accounts found, or asks for an address or a name where none was found or none of them was meant. */
export function askActingAccount(thisCase: Case, phase: Intake, { wording, viewer }: Asking): ChoiceFields {
  const offered = accountsShown(thisCase, viewer)
  const args = { wording, about: questionArgs(thisCase, viewer) }
  const input = offered.length > 0 ? choicesOf(thisCase, offered, args) : fieldOf(thisCase, phase, args)
  return {
    ...input,
    next: answerButton(thisCase, { ask, title: wording.say('buttons.next', {}, 'plain') }),
    skip: answerButton(thisCase, { ask, title: wording.say('buttons.dontKnow', {}, 'plain'), value: '' }),
  }
}

/**
 * The question about the account differs by how the organization sends, and by whether there are some to choose from.
 * `viewer`: who reads it; null: it is not known, so none are shown.
 */
export function questionArgs(thisCase: Case, viewer: Viewer | null) {
  const { accounts = [], channel = 'synchronization' } = thisCase
  if (accounts.length === 0) return { channel, found: 'no' }
  const isOffered = viewer !== null && accountsShown(thisCase, viewer).length > 0
  return { channel: 'synchronization', found: isOffered ? 'yes' : 'another' }
}

/** Whose mail it may be otherwise concerns only those who look after other people's mail. */
function accountsShown({ accounts = [], phase }: Case, { administers }: Viewer): readonly ActingSummary[] {
  if ('another' in phase) return []
  return accounts.filter(({ certain }) => certain || administers)
}

interface Worded {
  readonly wording: Wording
  readonly about: ReturnType<typeof questionArgs>
}

function choicesOf(thisCase: Case, offered: readonly ActingSummary[], { wording, about }: Worded): ChoiceFields {
  const { actingAccount, actingAccountId = '' } = thisCase.target
  const shown = offered.slice(0, MOST)
  const another = { title: wording.say('intake.actingAccount.another', {}, 'plain'), value: ANOTHER_ACCOUNT }
  const isTyped = actingAccountId === '' && typeof actingAccount === 'string'
  return {
    choices: [
      {
        ...labels(ask, wording, about),
        error: wording.say('intake.actingAccount.chooseError', {}, 'plain'),
        items: [...shown.map(one => ({ title: accountTitle(one, wording), value: one.account.id })), another],
        chosen: isTyped ? ANOTHER_ACCOUNT : actingAccountId,
        isLong: true,
        ...left(offered.length - shown.length, wording),
      },
    ],
    hints: [wording.say('intake.actingAccount.foundHint')],
  }
}

function fieldOf(thisCase: Case, { draft }: Intake, { wording, about }: Worded): ChoiceFields {
  const { actingAccount, actingAccountId } = thisCase.target
  const typed = actingAccountId === undefined ? actingAccount : null
  return {
    fields: [
      {
        ...labels(ask, wording, about),
        placeholder: wording.say('intake.actingAccount.placeholder', about, 'plain'),
        value: inField(draft ?? typed ?? '', MAX_ACCOUNT),
        style: 'text',
        maxLength: MAX_ACCOUNT,
      },
    ],
    hints: [wording.say('intake.actingAccount.hint', about)],
  }
}

const MAX_ACCOUNT = 200
/** As many as are read on a phone without scrolling. */
const MOST = 6

/** As a person would name it: "Workflow "Order confirmation", owned by Dana Reed". */
function accountTitle({ account, as, evidence, certain, onlyWith = [] }: ActingSummary, wording: Wording): string {
  const valuesOf = (wanted: string) => evidence.filter(({ label }) => label === wanted).map(({ value }) => value)
  const workflows = valuesOf('workflow')
  const ran = [...new Set(workflows.length > 0 ? workflows : [...valuesOf('job'), ...valuesOf('flowFailed')])]
  // A flow whose name was not read is known by the time of its run.
  const names = ran.filter(name => !isTime(name))
  const owns = valuesOf('workflowOwnedBy').includes(account.name) || valuesOf('workflowOwner').length > 0
  const args = {
    account: account.name,
    job: names[0] ?? '',
    named: names.length > 0 ? 'yes' : 'no',
    more: Math.max(0, names.length - 1),
    owned: owns ? 'yes' : 'no',
    certain: certain ? 'yes' : 'no',
  }
  const choice = wording.say(`intake.actingAccount.choice.${as}`, args, 'plain')
  const partners = onlyWith.map(({ name }) => name).join(', ')
  return partners === '' ? choice : wording.say('intake.actingAccount.together', { choice, partners }, 'plain')
}
