import { withoutMessage } from '../../../domain/case/case.js'
import { digestDueAt, digestOf } from '../../../domain/triage/board/digest.js'
import type { Dependencies } from '../../caseUpdates.js'

/**
 * Posts the digest of a working day in the helpdesk's channel. Whoever claims the day posts it: if that process dies in
 * between, there is none that day, but there are never two.
 */
export async function postDigest({ helpdesk, triageSettings, digests, board, messenger, clock, log }: Dependencies) {
  const channel = helpdesk ? await triageSettings.channel() : null
  if (!channel) return
  const { surface } = channel
  const now = clock.now().toISOString()
  const day = digestDueAt(now, surface.timeZone)
  if (day === null || !(await digests.claim(day))) return
  const message = digestOf(await board.list(), now)
  if (!message) return
  const delivery = await messenger.send(withoutMessage(surface), { kind: 'notice', message }, 'news')
  if (delivery.result === 'shown') return
  log.warn({ day, ...delivery }, 'The digest could not be posted')
  // Without an answer from the channel, it may be there all the same.
  if (delivery.result === 'failed' && delivery.status !== null) await digests.giveBack(day)
}
