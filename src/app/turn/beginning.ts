import { audienceOf, isAlone } from '../../domain/case/authorization.js'
import { SYMPTOMS, type Target } from '../../domain/case/case.js'
import type { Beginning, Screen } from '../ports.js'
import { screenAfter } from './card/cardTurn.js'
import type { Reply } from './reply.js'
import { runReply } from './runReply.js'
import type { Context, Turn } from './turn.js'
import { replyOf } from './typedReply.js'

/** Opens a check with what somebody chose, wrote or attached on a page. Whatever they wrote is read as in a chat. */
export async function begin(context: Context, turn: Turn, beginning: Beginning): Promise<Screen> {
  const { by, surface } = turn
  const reply = withChosen(await replyTo(context, turn, beginning), chosenIn(context, beginning))
  const listed = turn.listed ?? (await context.store.open(by))
  const next = await runReply(context, { ...turn, listed }, { reply, current: null })
  const audience = next.case ? audienceOf(next.case, by, surface) : surface.audience
  const screen = screenAfter(context, turn, { next, surface: { ...surface, audience } })
  return next.aside ?? screen
}

async function replyTo(context: Context, { by, surface }: Turn, { text = '', attached }: Beginning): Promise<Reply> {
  if (text.trim() === '' && !attached) return { do: 'open', known: {} }
  const agent = by.helpdesk && isAlone(surface)
  return replyOf(context, { text, attached: attached ?? false }, { current: null, by, agent })
}

function chosenIn({ organizations }: Context, { symptom, organization: named }: Beginning): Target {
  const chosen = SYMPTOMS.find(known => known === symptom)
  const fits = ({ name, url }: { readonly name: string; readonly url: string }) => name === named || url === named
  const organization = named === undefined ? undefined : organizations.list().find(fits)
  return { ...(chosen && { symptom: chosen }), ...(organization && { organization }) }
}

/** What the text says itself counts more. */
function withChosen(reply: Reply, chosen: Target): Reply {
  return reply.do === 'open' ? { ...reply, known: { ...chosen, ...reply.known } } : reply
}
