import { createHash } from 'node:crypto'
import type { Incoming, Screen } from '../../app/ports.js'
import { type Case, stepOf } from '../../domain/case/case.js'
import { isUnderWay } from '../../domain/case/phase.js'
import { type InvokeCard, invokeAnswer } from '../../view/invokeAnswer.js'
import type { WebContext } from '../webContext.js'

/** What the page's script gets: the answer that Teams would get, and what it says about the case. */
export interface CardAnswer extends InvokeCard {
  readonly case?: { readonly id: string; readonly tag: string }
  /** One line, for people who do not see the card. */
  readonly summary: string
}

/** Needs that no sign-in can meet right now. */
const NO_LINK: readonly string[] = ['unavailable', 'unreachable']

export function cardAnswer({ view, publicUrl }: WebContext, screen: Screen, { surface }: Incoming): CardAnswer {
  const shown = withLink(screen, publicUrl)
  const about = caseOf(shown)
  return {
    ...invokeAnswer(view, shown, surface),
    ...(about && { case: { id: about.id, tag: tagOf(shown, about) } }),
    // Whoever wrote something that began no check hears why, not what the page is for.
    summary:
      shown.kind === 'welcome' && shown.note
        ? view.text(shown.note, surface.locale, surface.page)
        : view.summary(shown, surface.locale),
  }
}

/** Somebody has to sign in for an organization: the page takes them there, and back to the case. */
function withLink(screen: Screen, publicUrl: string): Screen {
  if (screen.kind !== 'signIn' || screen.signedIn || NO_LINK.includes(screen.need)) return screen
  return { ...screen, link: `${publicUrl}/check/consent?case=${encodeURIComponent(screen.case.id)}` }
}

/** The case that a screen shows by itself; null: it shows several, or none. */
export function caseOf(screen: Screen): Case | null {
  return 'case' in screen && screen.kind !== 'export' ? screen.case : null
}

/** Changes when the card does. Progress changes no revision, nor does a sign-in. */
export function tagOf(screen: Screen, thisCase: Case): string {
  const { revision, phase } = thisCase
  const signIn = screen.kind === 'signIn' ? [screen.need, screen.signedIn ?? false] : null
  const seen = [revision, stepOf(thisCase), isUnderWay(phase) ? phase : null, signIn]
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 16)
}
