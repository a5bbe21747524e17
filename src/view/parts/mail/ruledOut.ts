import type { Diagnosis } from '../../../domain/diagnosis/diagnosis.js'
import { Markup, type TextPlace, type Wording } from '../../wordings.js'

/** The names of the checks that are in order, shown if e-mail waits and nothing is in the way. Many begin with a capital, so a comma would not tell them apart. */
export function ruledOut({ findings }: Diagnosis, wording: Wording, place?: TextPlace): string {
  const inOrder = findings.filter(({ outcome }) => outcome === 'ok')
  return inOrder.map(({ checkId }) => wording.say(`checks.${checkId}.name`, {}, place)).join(' · ')
}

export function ruledOutLine(diagnosis: Diagnosis, wording: Wording): string {
  return wording.say('diagnosis.inOrder', { checks: new Markup(ruledOut(diagnosis, wording)) })
}
