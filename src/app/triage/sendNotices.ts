import { type Case, type Surface, takesMessages, withoutMessage } from '../../domain/case/case.js'
import { isQueueCard, threadOf } from '../../domain/triage/place.js'
import type { Notice } from '../../domain/triage/triage.js'
import type { Sent } from '../../domain/triage/triageEvents.js'
import type { Dependencies } from '../caseUpdates.js'
import type { Delivery, Screen } from '../ports.js'
import { chatBeside } from '../work/chatBeside.js'
import type { RepairJob } from '../work/repairWork.js'

/** Sends the notices of a case, one after the other; the first that cannot be sent now holds up the rest. */
export async function sendNotices(deps: Dependencies, { case: thisCase, work }: RepairJob): Promise<Sent> {
  const done: number[] = []
  let brought: Sent['brought']
  const user = await chatBeside(deps, thisCase, 'user')
  const sender = await chatBeside(deps, thisCase, 'sender')
  const chats = { user, sender, helpdesk: null }
  for (const notice of thisCase.notices ?? []) {
    const chat = chats[notice.to]
    if (chat && !brought) {
      brought = { chat, note: notice.message }
      done.push(notice.n)
      continue
    }
    const failed = await send(deps, chat ? [chat] : placesOf(thisCase, notice), notice)
    if (failed) {
      deps.log.warn({ case: thisCase.id, status: failed.status }, 'A notice could not be sent yet')
      const { retryAfterMs } = failed
      return sentEvent(deps, work, {
        done,
        ...(brought && { brought }),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      })
    }
    done.push(notice.n)
  }
  return sentEvent(deps, work, { done, ...(brought && { brought }) })
}

function sentEvent(
  { clock }: Dependencies,
  work: string,
  result: Pick<Sent, 'done' | 'brought' | 'retryAfterMs'>,
): Sent {
  return { type: 'sent', at: clock.now().toISOString(), work, ...result }
}

/**
 * null: it was sent, or never can be. Whoever reads it in one place was told: where the others fail, it is not sent again,
 * since that would be once more in the first one, too.
 */
async function send(
  { messenger }: Dependencies,
  places: readonly Surface[],
  { message, mention }: Notice,
): Promise<Extract<Delivery, { result: 'failed' }> | null> {
  const screen: Screen = { kind: 'notice', message, ...(mention && { mention }) }
  const deliveries = await Promise.all(places.map(place => messenger.send(place, screen, 'news')))
  if (deliveries.some(({ result }) => result === 'shown')) return null
  return deliveries.find(delivery => delivery.result === 'failed') ?? null
}

function placesOf({ surfaces }: Case, { to }: Notice): readonly Surface[] {
  return surfaces.filter(surface => surface.audience === to && takesMessages(surface)).flatMap(placeOf)
}

/**
 * The helpdesk is told in a reply to the card of its channel, not in the chats of agents who opened the case; before the
 * card is there, the card itself is the news.
 */
function placeOf(surface: Surface): readonly Surface[] {
  const place = withoutMessage(surface)
  if (!isQueueCard(surface)) return surface.audience === 'helpdesk' ? [] : [place]
  const conversationId = threadOf(surface)
  return conversationId === null ? [] : [{ ...place, conversationId }]
}
