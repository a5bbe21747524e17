import { mayChooseChannel } from '../../domain/case/authorization.js'
import { type Note, type Surface, withoutMessage } from '../../domain/case/case.js'
import { withoutThread } from '../../domain/triage/place.js'
import type { Context, Next, Turn } from '../turn/turn.js'
import { postAgain } from './postAgain.js'

/** Somebody of the helpdesk said that this is the channel for triage. What had no card so far gets one there. The configuration outranks them. */
export async function chooseChannel(context: Context, turn: Turn): Promise<Next> {
  const { surface, by } = turn
  if (!turn.membership || !mayChooseChannel(turn.membership)) return answer({ key: 'triage.channel.notListed' })
  if (surface.conversationType !== 'channel') return answer({ key: 'triage.channel.none' })
  const root = channelSurface(surface)
  await context.triageSettings.choose({ surface: root, isPrivate: turn.channel?.isPrivate ?? false })
  const channel = await context.triageSettings.channel()
  if (channel?.surface.conversationId !== root.conversationId) return answer({ key: 'triage.channel.fixed' })
  context.log.info({ by: context.mask(by.aadObjectId ?? by.id) }, 'The channel for triage was chosen')
  context.later(postAgain(context, root), 'none')
  return answer({ key: 'triage.channel.chosen', args: { private: channel.isPrivate ? 'yes' : 'no' } })
}

function answer(message: Note): Next {
  return { case: null, changed: false, screen: { kind: 'notice', message } }
}

/** New cards are posted there, for everybody: not in the thread in which the channel was chosen, nor only for who chose it. */
function channelSurface(surface: Surface): Surface {
  const { onlyFor: _, ...place } = withoutMessage(surface)
  return {
    ...place,
    conversationId: withoutThread(surface.conversationId),
    audience: 'helpdesk',
  }
}
