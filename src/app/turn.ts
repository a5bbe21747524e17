import { type Actor, type Case, isOpen, type Note, type Surface, stepOf, type Target } from '../domain/case.js'
import type { Refusal } from '../domain/decide.js'
import type { PersonEvent } from '../domain/events.js'
import { openCase } from '../domain/intake.js'
import type { SignInNeed } from '../domain/repair.js'
import type { FileReader, Said } from '../domain/said.js'
import { type Dependencies, handle, redraw } from './handle.js'
import type { Reply } from './reply.js'

export interface AppOptions extends Dependencies {
  understand(text: string): Said
  fileReader(): FileReader
  isHelpdesk(by: Pick<Actor, 'tenantId' | 'aadObjectId'>): boolean
}

/** Who acts, and where. */
export interface Turn {
  readonly by: Actor
  readonly surface: Surface
  /** The bot cannot draw there. */
  readonly elsewhere?: true
}

export interface Context extends AppOptions {
  /** Begins the pending work of a case, in the background. */
  start(id: string): void
  later(work: Promise<void>, id: string): void
}

export interface Next {
  /** null: there is no case to show. */
  readonly case: Case | null
  readonly note?: Note
  readonly changed: boolean
  /** The person has to sign in before what they agreed to can be done. */
  readonly signIn?: { readonly plan: string; readonly need: SignInNeed }
}

interface Todo {
  readonly reply: Reply
  readonly current: Case | null
}

export async function carryOut(context: Context, turn: Turn, { reply, current }: Todo): Promise<Next> {
  switch (reply.do) {
    case 'open':
      return open(context, turn, { replaces: current, known: reply.known })
    case 'startOver':
      return open(context, turn, { replaces: current, known: {} })
    case 'welcome':
      return { case: null, changed: false, ...(reply.note && { note: reply.note }) }
    case 'redraw':
      return { case: current, changed: false, ...(reply.note && { note: reply.note }) }
    case 'answer':
      return apply(context, turn, { current, event: seen => ({ type: 'answered', answer: reply.answer, ...seen }) })
    case 'cancel':
      return apply(context, turn, { current, event: seen => ({ type: 'cancelled', reason: 'cancelled', ...seen }) })
  }
}

type Seen = Pick<PersonEvent, 'at' | 'by' | 'step' | 'present'>

interface Applying {
  readonly current: Case | null
  /** The step that the person saw; not there: what they typed is about the case as it is. */
  readonly step?: string
  event(seen: Seen): PersonEvent
}

export async function apply(context: Context, turn: Turn, { current, step, event }: Applying): Promise<Next> {
  const { by } = turn
  const handled = current && (await handle(context, current.id, () => event(seenBy(context, turn, { current, step }))))
  if (!handled) return { case: null, changed: false, note: { key: 'notes.noCase' } }
  if (!handled.refused) return { case: handled.case, changed: true }
  return { case: handled.case, changed: false, note: noteOf(handled.refused, handled.case, by) }
}

export function seenBy(
  { clock }: Context,
  { by, surface }: Turn,
  { current, step }: { readonly current: Case; readonly step: string | undefined },
): Seen {
  const isHere = current.surfaces.some(({ conversationId }) => conversationId === surface.conversationId)
  const present = isHere && surface.conversationType !== 'personal'
  return { at: clock.now().toISOString(), by, step: step ?? stepOf(current), ...(present && { present }) }
}

/** A refusal says what to do next. */
function noteOf(refused: Refusal, c: Case, by: Actor): Note {
  if (refused === 'stale') return { key: 'notes.stale' }
  if (refused === 'notAllowed' && 'remedy' in c.phase) return { key: 'notes.onlySender' }
  if (by.id !== c.owner.id) return { key: 'notes.notYourCase' }
  const self = c.person?.ok ? c.person.value : null
  if (!self) return { key: 'notes.notAUser', args: { organization: c.target.organization?.name ?? '' } }
  return { key: 'notes.onlyYourself' }
}

export async function open(
  context: Context,
  { by, surface, elsewhere }: Turn,
  what: { replaces: Case | null; known: Target },
): Promise<Next> {
  const { replaces, known } = what
  const now = context.clock.now()
  if (replaces && isOpen(replaces)) {
    const at = now.toISOString()
    const closed = await handle(context, replaces.id, c => ({
      type: 'cancelled',
      at,
      by,
      step: stepOf(c),
      reason: 'replaced',
    }))
    if (closed && !closed.refused) {
      // A clicked card becomes the new case's card.
      const others = closed.case.surfaces.filter(({ activityId }) => activityId !== surface.activityId)
      context.later(redraw(context, { ...closed.case, surfaces: others }), replaces.id)
    }
  }
  const id = context.store.newId(by, now)
  const shown = elsewhere ? null : surface
  const c = openCase({
    id,
    at: now.toISOString(),
    by,
    surface: shown,
    organizations: context.organizations.list(),
    known,
  })
  if ((await context.store.insert(c)) === 'saved') return { case: c, changed: true }
  // The same person, in the same millisecond: the other message opened it.
  const other = await context.store.load(id)
  return { case: other?.case ?? null, changed: false }
}
