import type { Screen } from '../../app/ports.js'
import type { Case, Phase } from '../../domain/case/case.js'
import type { KeyBelow } from '../../domain/messageKey.js'
import { caseButton } from '../parts/buttons.js'
import { knownLine } from '../parts/stepLines.js'
import { dateOf, timeOf, type Wording } from '../wordings.js'

type Cases = Extract<Screen, { kind: 'cases' }>

/** Lists a person's open cases, one line each, with a button that brings the case's card down here. */
export function casesData({ cases, more, turns, asking = [] }: Cases, wording: Wording): object {
  return {
    headline: casesHeadline({ cases, more }, wording),
    cases: [
      ...asking.map(thisCase => lineOf(thisCase, wording.say('cases.asked', { by: askerOf(thisCase).name }), wording)),
      ...cases.map(thisCase => {
        const state = [turns ? turnLine(thisCase, wording) : '', stateLine(thisCase, wording)].join(' ').trim()
        return lineOf(thisCase, state, wording)
      }),
    ],
    ...(more > 0 && { more: wording.say(turns ? 'triage.board.more' : 'cases.more', { count: more }) }),
  }
}

function askerOf({ phase, owner }: Case): Pick<Case['owner'], 'name'> {
  return phase.name === 'asking' ? phase.by : owner
}

function lineOf(thisCase: Case, state: string, wording: Wording): object {
  const { openedAt } = thisCase
  return {
    about: knownLine(thisCase, wording) || wording.say('cases.nothingYet'),
    state,
    since: wording.say('cases.since', { date: dateOf(openedAt), time: timeOf(openedAt) }),
    button: [caseButton(wording, thisCase, 'show')],
  }
}

export function casesHeadline({ cases, more }: Pick<Cases, 'cases' | 'more'>, wording: Wording): string {
  return wording.say('cases.headline', { count: cases.length + more })
}

/** Empty for a case that is not with the helpdesk: it waits for the agent who opened it. */
function turnLine({ triage }: Case, wording: Wording): string {
  if (!triage) return ''
  const { turn, turnSince } = triage
  return wording.say('triage.board.inList', { turn, date: dateOf(turnSince), time: timeOf(turnSince) })
}

/** Empty for a case that is over, which is not listed. */
function stateLine({ phase }: Case, wording: Wording): string {
  if (phase.name === 'resolved' || phase.name === 'closed' || phase.name === 'batched') return ''
  return wording.say(`cases.state.${stateOf(phase)}`)
}

function stateOf(phase: Exclude<Phase, { name: 'resolved' | 'closed' | 'batched' }>): KeyBelow<'cases.state'> {
  if (phase.name !== 'diagnosed') return phase.name
  const { unexplained, verdict } = phase.diagnosis
  return `diagnosed.${unexplained ? 'unexplained' : verdict}`
}
