import { isOwner, isPresent, type Membership } from '../../domain/case/authorization.js'
import {
  type Actor,
  type Case,
  type Note,
  type Surface,
  stepOf,
  type Target,
  withoutMessage,
} from '../../domain/case/case.js'
import type { PersonEvent } from '../../domain/case/caseEvents.js'
import { leaseDrawing } from '../../domain/case/drawing.js'
import type { Refusal } from '../../domain/case/eventBase.js'
import { openCase } from '../../domain/case/intake/intake.js'
import type { ParsedMessage } from '../../domain/parsedMessage.js'
import type { RemedyId, SignInNeed } from '../../domain/repair/repair.js'
import type { Triaged } from '../../domain/triage/triageEvents.js'
import { type Dependencies, handleAndDraw, leaseOf } from '../caseUpdates.js'
import type { CaseStore, OpenCase, ReadFile, Screen } from '../ports.js'
import type { GuardOptions } from '../triage/mailGuard.js'

export interface AppOptions extends Omit<Dependencies, 'store' | 'stopping'>, GuardOptions {
  readonly store: CaseStore
  understand(text: string): ParsedMessage
  readonly readFile: ReadFile
  /** How many days a case is kept after its end. */
  readonly keptDays: number
}

/** Who acts, and where. */
export interface Turn {
  readonly by: Actor
  readonly surface: Surface
  /** The channel's id of the activity. */
  readonly activity?: string
  /** Their place in the helpdesk; absent: not looked up. */
  readonly membership?: Membership
  /** Present in a channel of a team. */
  readonly channel?: { readonly isPrivate: boolean }
  /** Typed, not clicked: the card moves to the end of the conversation. */
  readonly typed?: true
  /** The turn comes from a conversation where the bot cannot draw. */
  readonly elsewhere?: true
  /** The person's open cases, if they were just read. */
  readonly listed?: readonly OpenCase[]
}

export interface Context extends Dependencies, Omit<AppOptions, 'store'> {
  /** Starts the pending work of a case in the background. */
  start(thisCase: Case): void
  later(work: Promise<unknown>, id: string): void
}

export interface Next {
  /** null: there is no case to show. */
  readonly case: Case | null
  readonly note?: Note
  readonly changed: boolean
  /** Shown instead of the case. */
  readonly screen?: Screen
  /** Shown to this person alone, wherever they wrote. */
  readonly aside?: Screen
  /** A case that was opened in addition to the one that is shown, with a card of its own. */
  readonly opened?: Case
  /** The activity was processed before, so there is nothing to show. */
  readonly duplicate?: true
  /** For this person alone, who clicked a card that others see too. */
  readonly privately?: Note
  /** The person has to sign in before their consent can be carried out, or before they may see what to choose from. */
  readonly signIn?: { readonly need: SignInNeed } & ({ readonly plan: string } | { readonly remedy: RemedyId })
}

type Seen = Pick<PersonEvent, 'at' | 'by' | 'step' | 'present' | 'activity' | 'here'>

export interface EventRequest {
  readonly current: Case | null
  /** The step that the person saw; absent for typed text, which is about the current step. */
  readonly step?: string
  event(seen: Seen): PersonEvent | Triaged
}

export async function apply(context: Context, turn: Turn, { current, step, event }: EventRequest): Promise<Next> {
  const { by } = turn
  const handled =
    current && (await handleAndDraw(context, current.id, () => event(seenBy(context, turn, { current, step }))))
  if (!handled) return { case: null, changed: false, note: { key: 'notes.noCase' } }
  const { case: thisCase, refused } = handled
  if (!refused) return { case: thisCase, changed: true }
  if (refused === 'duplicate') return { case: thisCase, changed: false, duplicate: true }
  return { case: thisCase, changed: false, note: noteOf(refused, thisCase, by) }
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

/** Explains a refusal and says what to do next. */
function noteOf(refused: Refusal, thisCase: Case, by: Actor): Note {
  if (refused === 'stale') return { key: 'notes.stale' }
  if (refused === 'notAllowed' && 'remedy' in thisCase.phase) return { key: 'notes.onlySender' }
  if (!isOwner(thisCase, by)) return { key: 'notes.notYourCase' }
  const self = thisCase.person?.ok ? thisCase.person.value : null
  if (!self) return { key: 'notes.notAUser', args: { organization: thisCase.target.organization?.name ?? '' } }
  return { key: 'notes.onlyYourself' }
}

type Information = Pick<Extract<PersonEvent, { type: 'told' }>, 'known' | 'draft' | 'note'>

interface Opening {
  readonly known: Target
  /** Identifies the click that opens the case; absent: the activity does. The same opener always opens the same case. */
  readonly opener?: string
  /** An extra line on the card. */
  readonly note?: Note | undefined
  /** Somebody starts over, whatever is open already. */
  readonly anew?: true
}

/** The same button of the same card opens the same case. A page has one card for ever, so there it is the same deed that does. */
export function openedBy({ surface: { activityId = '', page } }: Turn, id = ''): Pick<Opening, 'opener'> {
  return page ? {} : { opener: `${activityId} ${id}` }
}

/** Opens a case for the person; their other cases stay open. */
export async function open(context: Context, turn: Turn, opening: Opening): Promise<Next> {
  const { known, opener, note, anew } = opening
  const { by, activity, elsewhere } = turn
  const { store, organizations } = context
  const { at } = leaseOf(context)
  const id = store.idOf(by, opener ?? activity ?? at)
  context.scope.about(id)
  const opened = openCase({
    id,
    at,
    by,
    surface: elsewhere ? null : { ...cardPlace(turn), ...(note && { note }) },
    organizations: organizations.list(),
    known,
    ...(anew && { anew }),
    ...(activity !== undefined && { activity }),
  })
  const next = await insertOpened(context, turn, opened)
  // The same button opened a case that was deleted since.
  return next ?? open(context, turn, { ...opening, opener: `${opener ?? activity ?? at} again` })
}

/** Where the card of a new case goes: in place of the one that was clicked, or below what was typed. */
export function cardPlace({ surface, typed }: Turn): Surface {
  return typed ? withoutMessage(surface) : surface
}

/**
 * Saves a new case, whose card this process is about to draw. A case that is there already comes from the same activity; null: one
 * was, and is deleted.
 */
export async function insertOpened(context: Context, { listed }: Turn, opened: Case): Promise<Next | null> {
  const { store } = context
  const { owner, until } = leaseOf(context)
  const saved = await store.insert(leaseDrawing(opened, { owner, until }), listed)
  if (saved !== 'conflict') return { case: saved.case, changed: true }
  const other = await store.load(opened.id)
  return other && { case: other.case, changed: false, duplicate: true }
}

/** Adds information to the walk. If the walk has ended in the meantime, the information opens a new case, so that it is not lost. */
export async function addToWalk(
  context: Context,
  turn: Turn,
  current: Case | null,
  information: Information,
): Promise<Next> {
  const event = (thisCase: Case): PersonEvent => {
    return { type: 'told', ...information, ...seenBy(context, turn, { current: thisCase, step: undefined }) }
  }
  const handled = current && (await handleAndDraw(context, current.id, event))
  if (handled?.refused === 'duplicate') return { case: handled.case, changed: false, duplicate: true }
  if (handled && !handled.refused) return { case: handled.case, changed: true }
  return open(context, turn, { known: information.known, note: information.note })
}

/** What can be done here. */
export function welcomeFor({ by }: Pick<Turn, 'by'>, note?: Note): Screen {
  return { kind: 'welcome', ...(by.helpdesk && { agent: true }), ...(note && { note }) }
}
