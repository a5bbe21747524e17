import { type Actor, type Case, isOpen, type Note, type Surface, stepOf, type Target } from '../domain/case.js'
import { type Click, parseClick } from '../domain/click.js'
import type { Refusal } from '../domain/decide.js'
import type { PersonEvent } from '../domain/events.js'
import { openCase } from '../domain/intake.js'
import { plain, type Said } from '../domain/said.js'
import { type Dependencies, handle, post, redraw, screenOf } from './handle.js'
import type { App, Incoming, Screen, StoredCase } from './ports.js'
import { type Reply, replyTo, replyToAnswer, type Situation } from './reply.js'
import { recover, runPending } from './work.js'

export interface AppOptions extends Dependencies {
  understand(text: string): Said
  isHelpdesk(aadObjectId: string): boolean
}

export interface RunningApp extends App {
  /** Finishes what other processes left undone. */
  recover(): Promise<void>
  /** Waits until no work is running. */
  idle(): Promise<void>
}

interface Turn {
  readonly by: Actor
  readonly surface: Surface
}

/** The conversation: what is typed and clicked becomes events of cases, and cases become screens. */
export function createApp(deps: AppOptions): RunningApp {
  const running = new Set<Promise<void>>()
  const start = (work: Promise<void>, id: string) => {
    const tracked = work.catch(error => deps.log.error({ err: error, case: id }, 'A case could not be worked on'))
    running.add(tracked)
    void tracked.finally(() => running.delete(tracked))
  }
  const context: Context = { ...deps, start: id => start(runPending(deps, id), id), later: start }

  return {
    greet: incoming => send(context, turnOf(deps, incoming), { kind: 'welcome' }),
    say: (incoming, text, attachment) => say(context, turnOf(deps, incoming), { text, attachment }),
    click: (incoming, data) => click(context, turnOf(deps, incoming), data),
    recover: () => recover(deps),
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

interface Context extends AppOptions {
  /** Begins the pending work of a case, in the background. */
  start(id: string): void
  later(work: Promise<void>, id: string): void
}

function turnOf({ isHelpdesk }: AppOptions, { by, surface }: Incoming): Turn {
  return { by: { ...by, helpdesk: by.aadObjectId !== null && isHelpdesk(by.aadObjectId) }, surface }
}

async function send({ messenger }: Context, { surface }: Turn, screen: Screen): Promise<void> {
  await messenger.send(surface, screen)
}

async function say(context: Context, turn: Turn, typed: { text: string; attachment: boolean }): Promise<void> {
  const current = (await context.store.latest(turn.by))?.case ?? null
  const said = context.understand(typed.text)
  const reply = await replyOf(context, said, { current, attachment: typed.attachment })
  const next = await carryOut(context, turn, { reply, current })
  if (!next.case) return send(context, turn, { kind: 'welcome', ...(next.note && { note: next.note }) })
  await retire(context, next.case, turn.surface)
  await post(context, next.case, { surface: turn.surface, ...(next.note && { note: next.note }) })
  if (next.changed) context.start(next.case.id)
}

async function replyOf(
  context: Context,
  said: Said,
  at: { current: Case | null; attachment: boolean },
): Promise<Reply> {
  if (said.text === '') {
    return { do: 'redraw', note: { key: at.attachment ? 'notes.onlyAttachment' : 'notes.empty' } }
  }
  const organizations = context.organizations.list()
  const named = said.command === 'stuck' || !said.command ? await namedIn(context, said) : null
  const situation: Situation = { current: at.current, organizations, named }
  return replyTo(said, situation)
}

/** The organization that a text is, or speaks of. */
async function namedIn({ organizations }: Context, said: Said) {
  if (said.url) return organizations.find(said.url)
  const spoken = organizations
    .list()
    .toSorted((a, b) => b.name.length - a.name.length)
    .find(({ name }) => ` ${said.text.toLowerCase()} `.includes(` ${name.toLowerCase()} `))
  if (spoken) return spoken
  const maybeName = !said.address && !said.command && said.codes.length === 0 && said.text.length <= 100
  return maybeName ? organizations.find(said.text) : null
}

interface Next {
  /** null: there is no case to show. */
  readonly case: Case | null
  readonly note?: Note
  readonly changed: boolean
}

interface Todo {
  readonly reply: Reply
  readonly current: Case | null
}

async function carryOut(context: Context, turn: Turn, { reply, current }: Todo): Promise<Next> {
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

type Seen = Pick<PersonEvent, 'at' | 'by' | 'step'>

interface Applying {
  readonly current: Case | null
  /** The step that the person saw; not there: what they typed is about the case as it is. */
  readonly step?: string
  event(seen: Seen): PersonEvent
}

async function apply(context: Context, { by }: Turn, { current, step, event }: Applying): Promise<Next> {
  const handled =
    current &&
    (await handle(context, current.id, () =>
      event({ at: context.clock.now().toISOString(), by, step: step ?? stepOf(current) }),
    ))
  if (!handled) return { case: null, changed: false, note: { key: 'notes.noCase' } }
  if (!handled.refused) return { case: handled.case, changed: true }
  return { case: handled.case, changed: false, note: noteOf(handled.refused, handled.case, by) }
}

/** A refusal says what to do next. */
function noteOf(refused: Refusal, c: Case, by: Actor): Note {
  if (refused === 'stale') return { key: 'notes.stale' }
  if (by.id !== c.owner.id) return { key: 'notes.notYourCase' }
  const self = c.person?.ok ? c.person.value : null
  if (!self) return { key: 'notes.notAUser', args: { organization: c.target.organization?.name ?? '' } }
  return { key: 'notes.onlyYourself' }
}

async function open(
  context: Context,
  { by, surface }: Turn,
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
  const c = openCase({ id, at: now.toISOString(), by, surface, organizations: context.organizations.list(), known })
  if ((await context.store.insert(c)) === 'saved') return { case: c, changed: true }
  // The same person, in the same millisecond: the other message opened it.
  const other = await context.store.load(id)
  return { case: other?.case ?? null, changed: false }
}

/** The card moves to the end of the conversation; the old one says so. */
async function retire({ messenger, log }: Context, c: Case, here: Surface): Promise<void> {
  const old = c.surfaces.find(({ conversationId }) => conversationId === here.conversationId)
  if (!old?.activityId) return
  try {
    await messenger.update(old, { kind: 'notice', message: { key: 'notes.movedDown' } })
  } catch (error) {
    log.warn({ err: error, case: c.id }, 'An old card could not be retired')
  }
}

async function click(context: Context, turn: Turn, data: unknown): Promise<Screen> {
  const clicked = parseClick(data)
  const stored = clicked?.case ? await context.store.load(clicked.case) : await context.store.latest(turn.by)
  const current = stored?.case ?? null
  if (current && !mayClick(current, turn)) return { kind: 'notice', message: { key: 'notes.notYourCase' } }
  const next = clicked
    ? await carryOutClick(context, turn, { clicked, stored })
    : { case: current, changed: false, note: { key: 'notes.malformed' } }
  if (!next.case) return { kind: 'welcome', ...(next.note && { note: next.note }) }
  if (next.changed) context.later(afterClick(context, next.case, turn.surface), next.case.id)
  return screenOf(next.case, next.note)
}

/** Whoever sees a card may click it and is told whose it is; a card of another conversation tells nothing. */
function mayClick(c: Case, { by, surface }: Turn): boolean {
  return by.id === c.owner.id || by.helpdesk || c.surfaces.some(s => s.conversationId === surface.conversationId)
}

/** The clicked card is the newest one of its conversation: later changes are drawn there. */
async function afterClick(context: Context, c: Case, surface: Surface): Promise<void> {
  const shown = surface.activityId
    ? await handle(context, c.id, () => ({ type: 'shown', at: context.clock.now().toISOString(), surface }))
    : null
  await redraw(context, shown?.case ?? c)
  context.start(c.id)
}

interface Clicked {
  readonly clicked: Click
  readonly stored: StoredCase | null
}

async function carryOutClick(context: Context, turn: Turn, { clicked, stored }: Clicked): Promise<Next> {
  const current = stored?.case ?? null
  const step = clicked.step ?? ''
  if (current && current.owner.id !== turn.by.id && !turn.by.helpdesk) {
    return { case: current, changed: false, note: { key: 'notes.notYourCase' } }
  }
  switch (clicked.verb) {
    case 'start':
      if (current && isOpen(current) && current.phase.name !== 'diagnosed')
        return carryOut(context, turn, { current, reply: { do: 'redraw' } })
      return open(context, turn, { replaces: current, known: {} })
    case 'startOver':
      return open(context, turn, { replaces: current, known: {} })
    case 'checkAgain':
      return apply(context, turn, { current, step, event: seen => ({ type: 'checkedAgain', ...seen }) })
    case 'cancel':
      return apply(context, turn, {
        current,
        step,
        event: seen => ({ type: 'cancelled', reason: 'cancelled', ...seen }),
      })
    case 'answer': {
      const reply = replyToAnswer(clicked.ask, plain(clicked.value ?? ''), current?.organizations ?? [])
      if (reply.do !== 'answer') return carryOut(context, turn, { reply, current })
      return apply(context, turn, {
        current,
        step,
        event: seen => ({ type: 'answered', answer: reply.answer, ...seen }),
      })
    }
  }
}
