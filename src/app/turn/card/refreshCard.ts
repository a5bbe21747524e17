import { signInAt } from '../../../domain/case/authorization.js'
import type { Case, Note, Surface } from '../../../domain/case/case.js'
import { isSamePlace } from '../../../domain/case/drawing.js'
import { screenOf } from '../../caseUpdates.js'
import type { Context, Next, Turn } from '../turn.js'

/** Shows the case as it is now, and changes nothing. A page does this again and again. */
export async function refresh(context: Context, turn: Turn, current: Case | null): Promise<Next> {
  if (!current) return { case: null, changed: false, note: { key: 'notes.noCase' } }
  const note = noteOnPage(current, turn.surface)
  const shown: Next = { case: current, changed: false, ...(note && { note }) }
  return turn.surface.page ? afterSignIn(context, turn, { current, shown }) : shown
}

/** The line that somebody's page shows until the case changes. */
function noteOnPage({ surfaces, revision }: Case, here: Surface): Note | undefined {
  const page = here.page && surfaces.find(surface => isSamePlace(surface, here))
  return page && page.drawn === revision ? page.note : undefined
}

/** Whoever comes back to the page from the sign-in service reads whether that was enough. */
async function afterSignIn(
  { people }: Context,
  { by, surface }: Turn,
  { current, shown }: { readonly current: Case; readonly shown: Next },
): Promise<Next> {
  const { organization } = current.target
  const waiting = signInAt(current, surface)
  const screen = screenOf(current, surface, shown.note)
  if (!waiting || !organization || screen.kind !== 'signIn') return shown
  const need = await people.need({ actor: by, channelId: surface.channelId }, organization)
  const now = need === null ? { signedIn: true as const } : { need }
  return { ...shown, screen: { ...screen, audience: surface.audience, ...now } }
}
