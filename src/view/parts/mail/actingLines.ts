import type { ActingSummary, Diagnosis } from '../../../domain/diagnosis/diagnosis.js'
import { isTime, type TextPlace, type Wording } from '../../wordings.js'

/** The accounts that send in the sender's name, each in one line: "Workflow Order confirmation, run for Dana Reed". */
export function actingLines({ acting }: Diagnosis, wording: Wording): { text: string }[] {
  return acting.map(one => ({ text: actingLine(one, wording) }))
}

export function actingLine(
  { account, as, evidence, certain }: ActingSummary,
  wording: Wording,
  place?: TextPlace,
): string {
  const ran = evidence.find(({ label }) => label === 'job' || label === 'flowFailed')?.value ?? ''
  // A flow whose name was not read is known by the time of its run.
  const job = isTime(ran) ? '' : ran
  const args = { account: account.name, job, named: job === '' ? 'no' : 'yes', certain: certain ? 'yes' : 'no' }
  return wording.say(`acting.${as}`, args, place)
}
