import { type Case, isOpen, type Surface } from '../domain/case.js'
import { readAttached } from './attachment.js'
import { click } from './clicks.js'
import { post } from './handle.js'
import { namedIn } from './named.js'
import type { App, AttachedFile, Incoming, Screen } from './ports.js'
import { readMessage } from './reading.js'
import { type Reply, replyTo, type Situation } from './reply.js'
import { type AppOptions, type Context, carryOut, type Turn } from './turn.js'
import { logFailure, recover, runPending } from './work.js'

export interface RunningApp extends App {
  /** Finishes what other processes left undone. */
  recover(): Promise<void>
  /** Waits until no work is running. */
  idle(): Promise<void>
}

/** The conversation: what is typed and clicked becomes events of cases, and cases become screens. */
export function createApp(deps: AppOptions): RunningApp {
  const running = new Set<Promise<void>>()
  const start = (work: Promise<void>, id: string) => {
    const tracked = work.catch(error => logFailure(deps, id, error))
    running.add(tracked)
    void tracked.finally(() => running.delete(tracked))
  }
  const context: Context = { ...deps, start: id => start(runPending(deps, id), id), later: start }

  const turn = (incoming: Incoming) => {
    start(remember(deps, incoming), 'none')
    return turnOf(deps, incoming)
  }

  return {
    greet: incoming => greet(context, turn(incoming)),
    say: (incoming, text, attached) => say(context, turn(incoming), { text, attached }),
    click: (incoming, data) => click(context, turn(incoming), data),
    // It is drawn where the person goes on with it, not where the message stands.
    readMessage: (incoming, text) => readMessage(context, { ...turnOf(deps, incoming), elsewhere: true }, text),
    recover: () => recover(deps),
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

/** Where the person can be written to, should somebody ask for their consent. */
async function remember({ conversations }: AppOptions, { by, surface }: Incoming): Promise<void> {
  const { tenantId, aadObjectId } = by
  if (surface.conversationType !== 'personal' || !tenantId || !aadObjectId) return
  await conversations.remember({ tenantId, aadObjectId }, surface)
}

function turnOf({ isHelpdesk }: AppOptions, { by, surface }: Incoming): Turn {
  return { by: { ...by, helpdesk: isHelpdesk(by) }, surface }
}

/** Who comes back to a conversation, perhaps without its old messages, finds the check that is under way there. */
async function greet(context: Context, turn: Turn): Promise<void> {
  await send(context, turn, { kind: 'welcome' })
  const { conversationId } = turn.surface
  const current = (await context.store.latest(turn.by))?.case
  const wasHere = current?.surfaces.some(surface => surface.conversationId === conversationId)
  if (current && wasHere && isOpen(current)) await post(context, current, { surface: turn.surface })
}

async function send({ messenger }: Context, { surface }: Turn, screen: Screen): Promise<void> {
  await messenger.send(surface, screen)
}

interface Written {
  readonly text: string
  readonly attached: AttachedFile | boolean
}

async function say(context: Context, turn: Turn, written: Written): Promise<void> {
  const current = (await context.store.latest(turn.by))?.case ?? null
  const reply = await replyOf(context, written, current)
  const next = await carryOut(context, turn, { reply, current })
  if (!next.case) return send(context, turn, { kind: 'welcome', ...(next.note && { note: next.note }) })
  await retire(context, next.case, turn.surface)
  await post(context, next.case, { surface: turn.surface, ...(next.note && { note: next.note }) })
  if (next.changed) context.start(next.case.id)
}

async function replyOf(context: Context, { text, attached }: Written, current: Case | null): Promise<Reply> {
  const said = typeof attached === 'object' ? await readAttached(context, attached, text) : context.understand(text)
  if ('key' in said) return { do: 'redraw', note: said }
  if (said.text === '' && !said.log) {
    return { do: 'redraw', note: { key: attached ? 'notes.onlyAttachment' : 'notes.empty' } }
  }
  const organizations = context.organizations.list()
  const named = said.command === 'stuck' || !said.command ? await namedIn(context, said) : null
  const situation: Situation = { current, organizations, named }
  return replyTo(said, situation)
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
