import { isOwner, isPresent } from '../../domain/case/authorization.js'
import { type Actor, type Case, type Note, type Surface, stepOf, type Target } from '../../domain/case/case.js'
import type { PersonEvent } from '../../domain/case/caseEvents.js'
import type { Refusal } from '../../domain/case/decide.js'
import { leaseDrawing } from '../../domain/case/drawing.js'
import { openCase } from '../../domain/case/intake.js'
import type { ParsedMessage } from '../../domain/parsedMessage.js'
import type { SignInNeed } from '../../domain/repair/repair.js'
import { type Dependencies, handleAndDraw, leaseOf } from '../caseUpdates.js'
import type { CaseStore, OpenCase, ReadFile, Screen } from '../ports.js'

export interface AppOptions extends Omit<Dependencies, 'store'> {
  readonly store: CaseStore
  understand(text: string): ParsedMessage
  readonly readFile: ReadFile
  isHelpdesk(by: Pick<Actor, 'tenantId' | 'aadObjectId'>): boolean
}

/** Who acts, and where. */
export interface Turn {
  readonly by: Actor
  readonly surface: Surface
  /** The channel's id of the activity. */
  readonly activity?: string
  /** A word, not a click: the card goes on at the end of the conversation. */
  readonly typed?: true
  /** The bot cannot draw there. */
  readonly elsewhere?: true
  /** What the person has open, where that was just read. */
  readonly listed?: readonly OpenCase[]
}

export interface Context extends Dependencies, Omit<AppOptions, 'store'> {
  /** Begins the pending work of a case that was just saved, in the background. */
  start(c: Case): void
  later(work: Promise<void>, id: string): void
}

export interface Next {
  /** null: there is no case to show. */
  readonly case: Case | null
  readonly note?: Note
  readonly changed: boolean
  /** Shown instead of the case. */
  readonly screen?: Screen
  /** A case that was opened beside the one that is shown, with a card of its own. */
  readonly opened?: Case
  /** The activity was taken in before: there is nothing to show again. */
  readonly duplicate?: true
  /** The person has to sign in before what they agreed to can be done. */
  readonly signIn?: { readonly plan: string; readonly need: SignInNeed }
}

type Seen = Pick<PersonEvent, 'at' | 'by' | 'step' | 'present' | 'activity' | 'here'>

interface EventRequest {
  readonly current: Case | null
  /** The step that the person saw; not there: what they typed is about the case as it is. */
  readonly step?: string
  event(seen: Seen): PersonEvent
}

export async function apply(context: Context, turn: Turn, { current, step, event }: EventRequest): Promise<Next> {
  const { by } = turn
  const handled =
    current && (await handleAndDraw(context, current.id, () => event(seenBy(context, turn, { current, step }))))
  if (!handled) return { case: null, changed: false, note: { key: 'notes.noCase' } }
  const { case: c, refused } = handled
  if (!refused) return { case: c, changed: true }
  if (refused === 'duplicate') return { case: c, changed: false, duplicate: true }
  return { case: c, changed: false, note: noteOf(refused, c, by) }
}

export function seenBy(
  { clock }: Context,
  { by, surface, activity, typed }: Turn,
  { current, step }: { readonly current: Case; readonly step: string | undefined },
): Seen {
  return {
    at: clock.now().toISOString(),
    by,
    step: step ?? stepOf(current),
    ...(isPresent(current, surface) && { present: true }),
    ...(activity !== undefined && { activity }),
    ...(typed && { here: surface }),
  }
}

/** A refusal says what to do next. */
function noteOf(refused: Refusal, c: Case, by: Actor): Note {
  if (refused === 'stale') return { key: 'notes.stale' }
  if (refused === 'notAllowed' && 'remedy' in c.phase) return { key: 'notes.onlySender' }
  if (!isOwner(c, by)) return { key: 'notes.notYourCase' }
  const self = c.person?.ok ? c.person.value : null
  if (!self) return { key: 'notes.notAUser', args: { organization: c.target.organization?.name ?? '' } }
  return { key: 'notes.onlyYourself' }
}

type Information = Pick<Extract<PersonEvent, { type: 'told' }>, 'known' | 'draft' | 'note'>

interface Opening {
  readonly known: Target
  /** What a click opened it with; not there: the activity itself. The same opens the same case, however often it comes. */
  readonly opener?: string
  /** What its card says besides. */
  readonly note?: Note | undefined
}

/** Opens a case for the person; those that are open stay so. */
export async function open(context: Context, turn: Turn, { known, opener, note }: Opening): Promise<Next> {
  const { by, surface, activity, elsewhere, listed } = turn
  const { store, organizations } = context
  const { at, owner, until } = leaseOf(context)
  const id = store.idOf(by, opener ?? activity ?? at)
  const place = turn.typed ? withoutMessage(surface) : surface
  const opened = openCase({
    id,
    at,
    by,
    surface: elsewhere ? null : { ...place, ...(note && { note }) },
    organizations: organizations.list(),
    known,
    ...(activity !== undefined && { activity }),
  })
  const c = leaseDrawing(opened, { owner, until })
  const saved = await store.insert(c, listed)
  if (saved !== 'conflict') return { case: saved.case, changed: true }
  const other = await store.load(id)
  return { case: other?.case ?? null, changed: false, duplicate: true }
}

/** What is told is kept, although the walk went on meanwhile: then it is another question. */
export async function addToWalk(context: Context, turn: Turn, current: Case | null, told: Information): Promise<Next> {
  const event = (c: Case): PersonEvent => {
    return { type: 'told', ...told, ...seenBy(context, turn, { current: c, step: undefined }) }
  }
  const handled = current && (await handleAndDraw(context, current.id, event))
  if (handled?.refused === 'duplicate') return { case: handled.case, changed: false, duplicate: true }
  if (handled && !handled.refused) return { case: handled.case, changed: true }
  return open(context, turn, { known: told.known, note: told.note })
}

export function withoutMessage({ activityId: _, ...place }: Surface): Surface {
  return place
}
