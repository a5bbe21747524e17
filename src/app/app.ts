import { setMaxListeners } from 'node:events'
import { audienceOf, isAgent, isAlone, signInAt } from '../domain/case/authorization.js'
import { type Case, withoutMessage } from '../domain/case/case.js'
import { isDuplicate } from '../domain/case/decide.js'
import { hasDue } from '../domain/case/pendingWork.js'
import { withMemory } from './caseMemory.js'
import type { Dependencies } from './caseUpdates.js'
import { drawOwed } from './draw.js'
import type { App, Incoming, Lane, PageApp, Screen } from './ports.js'
import { postDigest } from './triage/board/postDigest.js'
import { membershipOf } from './triage/helpdeskMembership.js'
import { createMailGuard } from './triage/mailGuard.js'
import { showPrivately } from './triage/privately.js'
import { replyInThread } from './triage/threadReply.js'
import { bringHere } from './turn/bringHere.js'
import { click } from './turn/card/cardTurn.js'
import { diagnoseMessage } from './turn/diagnoseMessage.js'
import { begin } from './turn/page/beginning.js'
import { ownCases } from './turn/page/ownCases.js'
import { runReply } from './turn/runReply.js'
import { currentIn, findOpen } from './turn/status.js'
import { type AppOptions, type Context, type Next, type Turn, welcomeFor } from './turn/turn.js'
import { replyOf, type UserInput } from './turn/typedReply.js'
import { OverdueWork } from './work/overdueWork.js'
import { recover } from './work/recovery.js'
import { logFailure, runPending } from './work/runPending.js'

export interface RunningApp extends App, PageApp {
  /** Does the work that other processes left undone, and work that has become due. */
  recover(lane: Lane): Promise<void>
  /** Tells the helpdesk how it stands, if it is time for that and nobody has. */
  digest(): Promise<void>
  /** Looks at the mail of each organization where that is due. */
  guard(): Promise<void>
  /** Waits until no work is running. */
  idle(): Promise<void>
  /** Takes no more work, and gives back what is running, so that another instance may take it at once. */
  handOver(): void
}

/** Turns what people type and click into events of cases, and cases into screens. */
export function createApp(options: AppOptions): RunningApp {
  const stop = new AbortController()
  // Each piece of work that is running listens.
  setMaxListeners(0, stop.signal)
  const tickets = options.webhook !== null
  const deps = { ...options, tickets, store: withMemory(options.store), stopping: stop.signal }
  const overdue = new OverdueWork()
  options.telemetry.watchOverdue(() => overdue.age(options.clock.now()))
  const running = new Set<Promise<unknown>>()
  const track = (work: Promise<unknown>) => {
    running.add(work)
    void work.finally(() => running.delete(work))
  }
  const start = (work: Promise<unknown>, id: string) => track(work.catch(error => logFailure(deps, id, error)))
  const tracked = (work: Promise<void>) => {
    track(work.catch(() => {}))
    return work
  }
  const guardMail = createMailGuard(deps)
  const context: Context = {
    ...deps,
    start(thisCase) {
      if (!stop.signal.aborted && hasDue(thisCase, deps.clock.now().toISOString()))
        start(runPending(deps, thisCase), thisCase.id)
    },
    later: start,
  }

  const turn = async (incoming: Incoming) => {
    start(remember(deps, incoming), 'none')
    return turnOf(deps, incoming)
  }

  return {
    greet: async incoming => greet(context, await turn(incoming)),
    say: async (incoming, text, attached) =>
      say(context, { ...(await turn(incoming)), typed: true }, { text, attached }),
    begin: async (incoming, beginning) => begin(context, { ...(await turn(incoming)), typed: true }, beginning),
    cases: async incoming => ownCases(context, await turn(incoming)),
    isAgent: async incoming => (await turnOf(deps, incoming)).by.helpdesk,
    signedIn: async incoming => signedIn(context, { ...(await turn(incoming)), typed: true }),
    click: async (incoming, data) => click(context, await turn(incoming), data),
    // The case is drawn where the person continues it, not next to the message.
    readMessage: async (incoming, text) =>
      diagnoseMessage(context, { ...(await turnOf(deps, incoming)), elsewhere: true }, text),
    recover: lane => tracked(recover(deps, lane, overdue)),
    digest: () => tracked(stop.signal.aborted ? Promise.resolve() : postDigest(deps)),
    guard: () => tracked(guardMail()),
    handOver: () => stop.abort(new Error('The process stops')),
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

/** Remembers the personal chat, where somebody else's case may later ask for this person's consent. */
async function remember({ conversations }: AppOptions, { by, surface }: Incoming): Promise<void> {
  const { tenantId, aadObjectId } = by
  // A page takes no message, and a chat in Copilot none that nobody asked for.
  if (!isAlone(surface) || surface.page || surface.immutable || !tenantId || !aadObjectId) return
  await conversations.remember({ tenantId, aadObjectId }, surface)
}

async function turnOf(deps: Dependencies, { by, surface, activity, channel }: Incoming): Promise<Turn> {
  const membership = await membershipOf(deps, by)
  return {
    ...{ by: { ...by, helpdesk: isAgent(membership) }, surface, membership },
    ...(activity !== undefined && { activity }),
    ...(channel && { channel }),
  }
}

/** Somebody who returns to a conversation, perhaps without its old messages, gets the card of the check that is under way there. */
async function greet(context: Context, turn: Turn): Promise<void> {
  if (!(await isNew(context, turn))) return
  await answer(context, turn, welcomeFor(turn))
  const current = await currentIn(context, turn)
  const wasHere = current?.surfaces.some(({ conversationId }) => conversationId === turn.surface.conversationId)
  if (current && wasHere) await bringHere(context, turn, { case: current })
}

async function signedIn(context: Context, turn: Turn): Promise<void> {
  if (!(await isNew(context, turn))) return
  const waiting = await findOpen(context, turn, thisCase => signInAt(thisCase, turn.surface) !== null)
  if (waiting) return bringHere(context, turn, { case: waiting, note: { key: 'notice.signedIn.goOn' } })
  await answer(context, turn, { kind: 'notice', message: { key: 'notice.signedIn.elsewhere' } })
}

/** Whether the activity is new. What changes no case is remembered for the person, so that a second delivery is not answered again. */
async function isNew({ store }: Context, { by, activity }: Turn): Promise<boolean> {
  return activity === undefined || store.hear(by, activity)
}

async function answer({ messenger, log }: Context, { surface }: Turn, screen: Screen): Promise<void> {
  const delivery = await messenger.send(withoutMessage(surface), screen, 'answer')
  if (delivery.result !== 'shown') log.warn({ screen: screen.kind, ...delivery }, 'An answer could not be shown')
}

async function say(context: Context, spoken: Turn, written: UserInput): Promise<void> {
  const replied = await replyInThread(context, spoken, written.text)
  if (replied) return afterThread(context, replied)
  const turn: Turn = { ...spoken, listed: await context.store.open(spoken.by) }
  const current = await currentIn(context, turn)
  if (current && isDuplicate(current, turn)) return
  const { by, surface } = spoken
  const reply = await replyOf(context, written, { current, by, agent: by.helpdesk && isAlone(surface) })
  // A cancelled case is not current any more, so a second delivery is recognized here.
  if (reply.do === 'cancel' && !(await isNew(context, turn))) return
  const next = await runReply(context, turn, { reply, current })
  if (next.duplicate) return
  if (next.screen ?? !next.case) return answerWithoutCase(context, turn, next)
  if (!next.case) return
  if (!next.changed) return bringHere(context, readAs(next.case, turn), { ...next, case: next.case })
  context.start(next.case)
  await drawOwed(context, next.case, 'answer')
}

/** A helpdesk member reads other people's cases as the helpdesk. */
function readAs(thisCase: Case, turn: Turn): Turn {
  return { ...turn, surface: { ...turn.surface, audience: audienceOf(thisCase, turn.by, turn.surface) } }
}

/** The card of the channel is redrawn where it is. */
async function afterThread(context: Context, { case: thisCase, changed }: Next): Promise<void> {
  if (!thisCase || !changed) return
  context.start(thisCase)
  await drawOwed(context, thisCase, 'answer')
}

async function answerWithoutCase(context: Context, turn: Turn, { screen, note, aside }: Next): Promise<void> {
  if (!(await isNew(context, turn))) return
  if (aside && (await showPrivately(context, turn, aside))) return
  const unreached: Screen | undefined = aside && { kind: 'notice', message: { key: 'triage.notes.noChat' } }
  await answer(context, turn, unreached ?? screen ?? welcomeFor(turn, note))
}
