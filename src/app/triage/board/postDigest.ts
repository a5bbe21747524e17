import { type Surface, withoutMessage } from '../../../domain/case/case.js'
import { digestDueAt, digestOf } from '../../../domain/triage/board/digest.js'
import type { Dependencies } from '../../caseUpdates.js'

/**
 * Posts the digest of a working day in the helpdesk's channel. Whoever claims the day posts it: if that process dies in
 * between, there is none that day, but there are never two.
 */
export async function postDigest(deps: Dependencies): Promise<void> {
  const { helpdesk, triageSettings, digests, clock } = deps
  const channel = helpdesk ? await triageSettings.channel() : null
  if (!channel) return
  const now = clock.now().toISOString()
  const day = digestDueAt(now, channel.surface.timeZone)
  if (day === null || !(await digests.claim(day))) return
  const posted = await post(deps, channel.surface, now).catch(async error => {
    await digests.giveBack(day)
    throw error
  })
  if (!posted) await digests.giveBack(day)
}

/** false: it certainly was not posted. Without an answer from the channel, it may be there all the same. */
async function post({ board, messenger, log }: Dependencies, channel: Surface, now: string): Promise<boolean> {
  const message = digestOf(await board.list(), now)
  if (!message) return true
  const delivery = await messenger.send(withoutMessage(channel), { kind: 'notice', message }, 'news')
  if (delivery.result === 'shown') return true
  log.warn({ ...delivery }, 'The digest could not be posted')
  return delivery.result !== 'failed' || delivery.status === null
}
