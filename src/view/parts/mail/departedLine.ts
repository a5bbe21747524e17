import type { Diagnosis } from '../../../domain/diagnosis/diagnosis.js'
import { momentOf, type TextPlace, type Wording } from '../../wordings.js'

/** When the sender's last e-mail left. Empty: none did, or that was not seen. */
export function departedLine({ departures }: Diagnosis, wording: Wording, place?: TextPlace): string {
  const { newest = null, lastDay = 0 } = (departures.ok && departures.value) || {}
  if (!newest) return ''
  return wording.say('diagnosis.left', { at: momentOf(newest.sentAt, wording, place), count: lastDay }, place)
}
