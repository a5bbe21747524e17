import { isAlone, mayOpenFrom } from '../../../domain/case/authorization.js'
import type { Click } from '../../../domain/case/cardClick.js'
import type { Case } from '../../../domain/case/case.js'
import { startOver } from '../runReply.js'
import { type Context, type Next, open, openedBy, type Turn } from '../turn.js'

interface Clicked {
  readonly clicked: Click
  readonly current: Case | null
}

export async function startAgain(context: Context, turn: Turn, current: Case | null): Promise<Next> {
  if (current && !mayOpenFrom(current, turn.by)) {
    return { case: current, changed: false, note: { key: 'notes.notYourCase' } }
  }
  return startOver(context, turn, { current, known: {} })
}

/** Starts a check. From the card of a finished case, that card stays as it is; any other card becomes the new case's card. */
export async function start(context: Context, turn: Turn, { clicked, current }: Clicked): Promise<Next> {
  if (clicked.case) return startAgain(context, turn, current)
  if (!isAlone(turn.surface)) return startAmongOthers(context, turn)
  // The button was pressed twice: show the check that the first press opened.
  if (current && isUntouched(current)) return { case: current, changed: true }
  return open(context, turn, { known: {}, ...openedBy(turn, current?.id) })
}

/** In a group everybody may press the button of the greeting. Each person gets a card of their own, and the greeting stays. */
async function startAmongOthers(context: Context, turn: Turn): Promise<Next> {
  const { case: opened } = await open(
    context,
    { ...turn, typed: true },
    { known: {}, opener: turn.surface.activityId ?? '' },
  )
  return { case: null, changed: false, screen: { kind: 'welcome' }, ...(opened && { opened }) }
}

function isUntouched({ phase, audit }: Case): boolean {
  return phase.name === 'intake' && audit.length === 1
}
