import type { Screen } from '../../app/ports.js'
import type { Case, Phase } from '../../domain/case/case.js'
import type { KeyBelow } from '../../domain/messageKey.js'
import { caseButton } from '../parts/buttons.js'
import { knownLine } from '../parts/stepLines.js'
import { dateOf, timeOf, type Wording } from '../wordings.js'

type Cases = Extract<Screen, { kind: 'cases' }>

/** Lists a person's open cases, one line each, with a button that brings the case's card down here. */
export function casesData({ cases, more }: Cases, wording: Wording): object {
  return {
    headline: casesHeadline({ cases, more }, wording),
    cases: cases.map(thisCase => ({
      about: knownLine(thisCase, wording) || wording.say('cases.nothingYet'),
      state: stateLine(thisCase, wording),
      since: wording.say('cases.since', { date: dateOf(thisCase.openedAt), time: timeOf(thisCase.openedAt) }),
      button: [caseButton(wording, thisCase, 'show')],
    })),
    ...(more > 0 && { more: wording.say('cases.more', { count: more }) }),
  }
}

export function casesHeadline({ cases, more }: Pick<Cases, 'cases' | 'more'>, wording: Wording): string {
  return wording.say('cases.headline', { count: cases.length + more })
}

/** Empty for a case that is over, which is not listed. */
function stateLine({ phase }: Case, wording: Wording): string {
  if (phase.name === 'resolved' || phase.name === 'closed') return ''
  return wording.say(`cases.state.${stateOf(phase)}`)
}

function stateOf(phase: Exclude<Phase, { name: 'resolved' | 'closed' }>): KeyBelow<'cases.state'> {
  if (phase.name !== 'diagnosed') return phase.name
  const { unexplained, verdict } = phase.diagnosis
  return `diagnosed.${unexplained ? 'unexplained' : verdict}`
}
