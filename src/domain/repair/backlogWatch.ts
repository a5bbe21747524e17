import type { Case } from '../case/case.js'
import { startVerifying } from '../case/intake/intake.js'
import { addPromise, promise } from '../case/pendingWork.js'
import type { Verifying, Watch, Watching } from '../case/phase.js'
import { type Diagnosis, problemsOf } from '../diagnosis/diagnosis.js'
import type { Backlog, Fact, SentSince } from '../diagnosis/facts.js'
import type { MessageKey } from '../messageKey.js'
import type { Write } from './plan.js'
import type { RepairWorkEvent, WatchPace } from './repairWorkEvents.js'

type Counted = Extract<RepairWorkEvent, { type: 'counted' }>

/** Everything is in order but mails still wait: count them until they have left, for a day at most. */
export function startWatching(thisCase: Case, { diagnosis, at, pace, before: earlier }: WatchStart): Case {
  const { count, atLeast } = waitingIn(diagnosis)
  const before = earlier?.looksAt ? undefined : earlier
  // What is held was not released, and does not leave by itself.
  const total = Math.max((thisCase.waited ?? 0) - heldIn(diagnosis), before?.total ?? 0, count)
  const watch: Watch = before
    ? { ...before, left: count, round: before.round + 1 }
    : { since: at, total, atLeast, left: count, movedAt: at, round: 0 }
  return promise(
    { ...thisCase, phase: { name: 'watching', run: thisCase.phase.run, diagnosis, at, watch } },
    'watch',
    pace.nextLook,
  )
}

/** Mail that was counted and has not left: what waits and what is held. Uncounted mail counts as none. */
export function notLeft(diagnosis: Diagnosis): number {
  return waitingIn(diagnosis).count + heldIn(diagnosis)
}

const draftsIn = ({ held }: Diagnosis) => held?.drafts ?? 0

/** A job and its draft are the same e-mail. */
function heldIn({ held }: Diagnosis): number {
  return Math.max(held?.drafts ?? 0, held?.jobs ?? 0)
}

interface Settling {
  readonly phase: Verifying
  readonly diagnosis: Diagnosis
  readonly at: string
  readonly pace: WatchPace
}

/**
 * After a repair that the organization carries on by itself (a test of the mailbox, a resumed job): looks again until it has come to its end. null: there is nothing of the kind, or nothing has moved for too long.
 */
export function watchSettling(thisCase: Case, { phase, diagnosis, at, pace }: Settling): Case | null {
  const { applied } = thisCase
  if (!applied || applied.undone) return null
  const before = phase.watch
  const resumed = applied.writes.filter(write => write.kind === 'update' && write.table === 'asyncoperation').length
  // A resumed job is not among those that wait any more, and its draft is there until it has run.
  const others = before?.others ?? Math.max(0, draftsIn(phase.diagnosis) - resumed)
  const unsent = Math.max(0, draftsIn(diagnosis) - others)
  if (!applied.writes.some(write => goesOn(write, { diagnosis, unsent }))) return null
  const left = waitingIn(diagnosis).count + unsent
  const moved = !before || left < before.left
  if (!moved && (before.movedAt <= pace.stuckSince || before.since <= pace.endedSince)) return null
  const watch: Watch = {
    since: before?.since ?? at,
    total: Math.max(before?.total ?? 0, left),
    atLeast: false,
    left,
    ...(others > 0 && { others }),
    movedAt: moved ? at : before.movedAt,
    round: (before?.round ?? -1) + 1,
    looksAt: 'facts',
  }
  return promise(
    { ...thisCase, phase: { name: 'watching', run: phase.run, diagnosis, at, watch } },
    'watch',
    pace.nextLook,
  )
}

interface Progress {
  readonly diagnosis: Diagnosis
  /** Drafts whose jobs go on. */
  readonly unsent: number
}

/** Whether what a write began has not come to its end yet. A draft that was sent waits like any other e-mail. */
function goesOn(write: Write, { diagnosis, unsent }: Progress): boolean {
  if (write.kind !== 'update' || !write.settles) return false
  if (write.table === 'mailbox') return problemsOf(diagnosis).some(({ underWay }) => underWay)
  return write.table === 'asyncoperation' && unsent > 0
}

interface WatchStart {
  readonly diagnosis: Diagnosis
  readonly at: string
  readonly pace: WatchPace
  /** The watch that another gathering of the facts interrupted. */
  readonly before?: Watch
}

function waitingIn({ backlog }: Diagnosis): Pick<Backlog, 'count' | 'atLeast'> {
  return backlog.ok && backlog.value ? backlog.value : { count: 0, atLeast: false }
}

/** Takes in one count: all have left, some have left, none has left for too long, or counting failed. */
export function takeCount(thisCase: Case, phase: Watching, { backlog, sentSince, at, pace }: Counted): Case {
  const { watch } = phase
  if (watch.looksAt === 'facts') return startVerifying(thisCase, at, watch)
  if (watch.since <= pace.endedSince) return endWatch(thisCase, phase, 'notes.watchedADay')
  if (!backlog.ok)
    return keepWatching(thisCase, { ...phase, watch: { ...watch, round: watch.round + 1, unseen: backlog.why } }, pace)
  const left = backlog.value.count
  // Whether others are still held was seen before these left.
  if (left === 0 && heldIn(phase.diagnosis) > 0) return startVerifying(thisCase, at, { ...watch, left })
  if (left === 0) return afterLastMail(thisCase, phase, { sentSince, at })
  const { unseen: _unseen, ...seen } = watch
  const moved = left < watch.left
  const next: Watch = { ...seen, left, round: watch.round + 1, movedAt: moved ? at : watch.movedAt }
  if (moved || watch.stalled || watch.movedAt > pace.stuckSince)
    return keepWatching(thisCase, { ...phase, watch: next }, pace)
  return startVerifying(thisCase, at, { ...next, stalled: true })
}

function keepWatching(thisCase: Case, phase: Watching, { nextLook }: WatchPace): Case {
  return promise({ ...thisCase, phase }, 'watch', nextLook)
}

/** No mail waits any more. That does not mean that it was sent: somebody may have canceled it. */
function afterLastMail(
  thisCase: Case,
  phase: Watching,
  { sentSince, at }: { sentSince: Fact<SentSince>; at: string },
): Case {
  const sent = sentSince.ok ? sentSince.value.count : 0
  const { backlog } = phase.diagnosis
  const empty =
    backlog.ok && backlog.value ? { ...backlog, value: { ...backlog.value, count: 0, olderThanADay: 0 } } : backlog
  const diagnosis: Diagnosis = { ...phase.diagnosis, backlog: empty, sentSince }
  if (sent === 0) return endWatch(thisCase, { ...phase, diagnosis }, 'notes.nothingLeft')
  return resolve(thisCase, diagnosis, at)
}

/** The mail was seen to have left: whoever waited for it is notified once. */
export function resolve(thisCase: Case, diagnosis: Diagnosis, at: string): Case {
  const resolved: Case = {
    ...thisCase,
    pending: [],
    phase: { name: 'resolved', run: thisCase.phase.run, diagnosis, at },
  }
  return addPromise(resolved, 'notify')
}

function endWatch(thisCase: Case, { run, diagnosis, at }: Watching, key: MessageKey): Case {
  return { ...thisCase, pending: [], phase: { name: 'diagnosed', run, diagnosis, at, slowed: false, note: { key } } }
}
