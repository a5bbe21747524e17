import { audienceOf, isAlone } from '../../../domain/case/authorization.js'
import { type Note, SYMPTOMS, type Target } from '../../../domain/case/case.js'
import { unknownOrganization } from '../../../domain/case/intake/locating.js'
import { excerpt, plain } from '../../../domain/parsedMessage.js'
import { withoutSecrets } from '../../../domain/secrets.js'
import type { Beginning, Screen } from '../../ports.js'
import { screenAfter } from '../card/cardTurn.js'
import type { Reply } from '../reply.js'
import { runReply } from '../runReply.js'
import { unknownLogNote } from '../situation.js'
import type { Context, Turn } from '../turn.js'
import { replyOf } from '../typedReply.js'

/** Opens a check with what somebody chose, wrote or attached on a page. Whatever they wrote is read as in a chat. */
export async function begin(context: Context, turn: Turn, beginning: Beginning): Promise<Screen> {
  const { by, surface } = turn
  const chosen = await chosenIn(context, beginning)
  const reply = withChosen(await replyTo(context, turn, { beginning, chosen }), chosen)
  const listed = turn.listed ?? (await context.store.open(by))
  const next = await runReply(context, { ...turn, listed }, { reply, current: null })
  const note = next.note ?? ('note' in reply ? reply.note : undefined)
  const audience = next.case ? audienceOf(next.case, by, surface) : surface.audience
  return screenAfter(context, turn, { next: { ...next, ...(note && { note }) }, surface: { ...surface, audience } })
}

/** `note`: why something that was chosen cannot be used. */
interface Chosen {
  readonly known: Target
  readonly note?: Note
}

async function chosenIn({ organizations }: Context, { symptom, organization: given = '' }: Beginning): Promise<Chosen> {
  const chosen = SYMPTOMS.find(known => known === symptom)
  const seen: Target = chosen ? { symptom: chosen } : {}
  const named = withoutSecrets(plain(given))
  if (named === '') return { known: seen }
  const organization = await organizations.find(named)
  if (organization) return { known: { ...seen, organization } }
  return { known: { ...seen, elsewhere: excerpt(named) }, note: unknownOrganization(named, organizations.list()) }
}

interface Begun {
  readonly beginning: Beginning
  readonly chosen: Chosen
}

async function replyTo(context: Context, { by, surface }: Turn, { beginning, chosen }: Begun): Promise<Reply> {
  const { text = '', attached } = beginning
  if (text.trim() === '' && !attached) return { do: 'open', known: {} }
  const agent = by.helpdesk && isAlone(surface)
  const reply = await replyOf(context, { text, attached: attached ?? false }, { current: null, by, agent })
  const isText = chosen.known.symptom === 'errorText' && reply.do === 'redraw'
  return isText && reply.note?.key === 'notes.notUnderstood'
    ? { ...reply, note: unknownLogNote(context.understand(text)) }
    : reply
}

/** What the text says counts more than what was chosen, but whoever writes that mail is stuck may mean any symptom. */
function withChosen(reply: Reply, { known, note }: Chosen): Reply {
  if (reply.do !== 'open') return reply
  const { symptom, organization, elsewhere, ...said } = reply.known
  const seen = symptom === undefined || (symptom === 'stuck' && known.symptom) ? known.symptom : symptom
  const isPlaceSaid = organization !== undefined || elsewhere !== undefined
  const place = isPlaceSaid ? { organization, elsewhere } : known
  const told = reply.note ?? (isPlaceSaid ? undefined : note)
  return {
    do: 'open',
    known: {
      ...said,
      ...(seen && { symptom: seen }),
      ...(place.organization && { organization: place.organization }),
      ...(place.elsewhere !== undefined && { elsewhere: place.elsewhere }),
    },
    ...(told && { note: told }),
  }
}
