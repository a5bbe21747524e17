import { isAlone, signInAt } from '../../domain/case/authorization.js'
import type { Click } from '../../domain/case/cardClick.js'
import type { Case, Phase, Signer } from '../../domain/case/case.js'
import type { PersonEvent } from '../../domain/case/caseEvents.js'
import { decide } from '../../domain/case/decide.js'
import { readerOf } from '../../domain/repair/jobReader.js'
import { remedyOf } from '../../domain/repair/remedy.js'
import type { SignInNeed } from '../../domain/repair/repair.js'
import { handle } from '../caseUpdates.js'
import { apply, type Context, type Next, seenBy, type Turn } from './turn.js'

interface Clicked {
  readonly clicked: Click
  readonly current: Case | null
}

type Make = (seen: Pick<PersonEvent, 'at' | 'by' | 'step' | 'present'>) => PersonEvent

/** Handles the buttons of a repair. */
export async function clickRepair(context: Context, turn: Turn, { clicked, current }: Clicked): Promise<Next> {
  const event = eventOf(context, clicked, turn)
  if (!event) return { case: current, changed: false, note: { key: 'notes.malformed' } }
  const step = clicked.step ?? ''
  const before = current && (await signInFirst(context, turn, { current, step, event }))
  return before ?? apply(context, turn, { current, step, event })
}

/** null: the click names no repair that this program knows. */
function eventOf({ remedies }: Context, clicked: Click, { surface }: Turn): Make | null {
  const { verb, value = '', knowsOld, typedName, mails = '' } = clicked
  const own = isAlone(surface)
  switch (verb) {
    case 'repair': {
      const remedy = remedyOf(remedies, value)
      return remedy && (seen => ({ type: 'repairAsked', remedy: remedy.id, own, ...seen }))
    }
    case 'consent': {
      const { channelId } = surface
      const typed = typedName === undefined ? {} : { typedName }
      return seen => ({ type: 'consented', plan: value, knowsOld: knowsOld === 'true', ...typed, channelId, ...seen })
    }
    case 'hold': {
      const chosen = mails.split(',').filter(id => id !== '')
      return seen => ({ type: 'holdAsked', chosen, own, ...seen })
    }
    case 'back':
      return seen => ({ type: 'backedOut', ...seen })
    default:
      return null
  }
}

interface Wish {
  readonly current: Case
  readonly step: string
  readonly event: Make
}

/**
 * Asks the person to sign in if the bot cannot act as them yet, and their consent would lead to writes, or they would see
 * jobs that may be about others; otherwise null.
 */
async function signInFirst(context: Context, turn: Turn, { current, step, event }: Wish): Promise<Next | null> {
  const decision = decide(current, event(seenBy(context, turn, { current, step })), context)
  const phase = 'done' in decision ? decision.done.phase : null
  const { organization } = current.target
  const signer = phase && signerOf(phase, context)
  if (!signer || !organization) return null
  const need = await context.people.need(signer, organization)
  if (!need) return null
  if (phase.name === 'planning') return { case: current, changed: false, signIn: { remedy: phase.remedy, need } }
  if (phase.name !== 'applying') return null
  const signIn = { plan: phase.plan.hash, need }
  const kept = isAlone(turn.surface) ? await keepSignIn(context, turn, { current, step, signIn }) : null
  return { case: kept ?? current, changed: false, signIn }
}

/** As whom the bot writes or reads next; null: as itself, or not at all. */
function signerOf(phase: Phase, { remedies }: Pick<Context, 'remedies'>): Signer | null {
  if (phase.name === 'applying') return phase.signer
  return phase.name === 'planning' ? readerOf(phase, remedies) : null
}

interface SignInAsked {
  readonly current: Case
  readonly step: string
  readonly signIn: { readonly plan: string; readonly need: SignInNeed }
}

/** Saves that the consent waits, so that the card comes back. null: nothing has changed. */
async function keepSignIn(context: Context, turn: Turn, { current, step, signIn }: SignInAsked): Promise<Case | null> {
  const { conversationId } = turn.surface
  const waiting = signInAt(current, turn.surface)
  if (waiting?.plan === signIn.plan && waiting.need === signIn.need) return null
  // A client repeats the same click once it has a token.
  const { activity: _repeated, ...seen } = seenBy(context, turn, { current, step })
  const event = { type: 'signInAsked', ...signIn, conversationId, ...seen } as const
  const handled = await handle(context, current.id, () => event)
  return handled && !handled.refused ? handled.case : null
}
