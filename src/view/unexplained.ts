import type { Case } from '../domain/case.js'
import type { Diagnosis } from '../domain/diagnosis.js'
import { Markup, type Place, type Wording } from './wording.js'

/** Where e-mail waits and nothing is in the way: what was looked at and is in order, by name. */
export function ruledOut({ findings }: Diagnosis, wording: Wording, place?: Place): string {
  const inOrder = findings.filter(({ outcome }) => outcome === 'ok')
  return inOrder.map(({ checkId }) => wording.say(`checks.${checkId}.name`, {}, place)).join(', ')
}

export function ruledOutLine(diagnosis: Diagnosis, wording: Wording): string {
  return wording.say('diagnosis.inOrder', { checks: new Markup(ruledOut(diagnosis, wording)) })
}

/** A text for whoever can look at the Email Router itself, ready to be copied. */
export function unexplainedForward(c: Case, diagnosis: Diagnosis, wording: Wording): object {
  const { backlog } = diagnosis
  const { count, atLeast, oldest } = backlog.ok && backlog.value ? backlog.value : NOTHING
  return {
    title: wording.say('buttons.forward', {}, 'plain'),
    hint: wording.say('forward.hint'),
    label: wording.say('forward.label', {}, 'plain'),
    text: wording.say(
      'forward.unexplained',
      {
        organization: c.target.organization?.name ?? '',
        sender: c.parties?.sender.name ?? c.target.sender ?? '',
        count,
        atLeast: atLeast ? 'yes' : 'no',
        oldest: oldest ? minuteOf(oldest) : '',
        checks: new Markup(ruledOut(diagnosis, wording, 'plain')),
      },
      'plain',
    ),
  }
}

/** A text that is copied has no dates that a client writes out. */
function minuteOf(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`
}

const NOTHING = { count: 0, atLeast: false, oldest: null }
