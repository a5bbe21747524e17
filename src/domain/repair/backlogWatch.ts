import type { Case } from '../case/case.js'
import type { RepairWorkEvent, WatchPace } from '../case/caseEvents.js'
import { startVerifying } from '../case/intake.js'
import { addPromise, promise } from '../case/pendingWork.js'
import type { Watch, Watching } from '../case/phase.js'
import type { Diagnosis } from '../diagnosis/diagnosis.js'
import type { Backlog, Fact, SentSince } from '../diagnosis/facts.js'
import type { MessageKey } from '../messageKey.js'

type Counted = Extract<RepairWorkEvent, { type: 'counted' }>

/** Everything is in order now, and mails still wait: they are counted until they left, at most for a day. */
export function startWatching(c: Case, { diagnosis, at, pace, before }: WatchStart): Case {
  const { count, atLeast } = waitingIn(diagnosis)
  const total = Math.max(c.waited ?? 0, before?.total ?? 0, count)
  const watch: Watch = before
    ? { ...before, left: count, round: before.round + 1 }
    : { since: at, total, atLeast, left: count, movedAt: at, round: 0 }
  return promise({ ...c, phase: { name: 'watching', run: c.phase.run, diagnosis, at, watch } }, 'watch', pace.nextLook)
}

interface WatchStart {
  readonly diagnosis: Diagnosis
  readonly at: string
  readonly pace: WatchPace
  /** A watch that was interrupted by a closer look. */
  readonly before?: Watch
}

function waitingIn({ backlog }: Diagnosis): Pick<Backlog, 'count' | 'atLeast'> {
  return backlog.ok && backlog.value ? backlog.value : { count: 0, atLeast: false }
}

/** One look: all left, some left, none left for too long, or nothing could be seen. */
export function takeCount(c: Case, phase: Watching, { backlog, sentSince, at, pace }: Counted): Case {
  const { watch } = phase
  if (watch.since <= pace.endedSince) return endWatch(c, phase, 'notes.watchedADay')
  if (!backlog.ok)
    return keepWatching(c, { ...phase, watch: { ...watch, round: watch.round + 1, unseen: backlog.why } }, pace)
  const left = backlog.value.count
  if (left === 0) return afterLastMail(c, phase, { sentSince, at })
  const { unseen: _unseen, ...seen } = watch
  const moved = left < watch.left
  const next: Watch = { ...seen, left, round: watch.round + 1, movedAt: moved ? at : watch.movedAt }
  if (moved || watch.stalled || watch.movedAt > pace.stuckSince) return keepWatching(c, { ...phase, watch: next }, pace)
  return startVerifying(c, at, { ...next, stalled: true })
}

function keepWatching(c: Case, phase: Watching, { nextLook }: WatchPace): Case {
  return promise({ ...c, phase }, 'watch', nextLook)
}

/** Gone from the list is not yet sent: somebody may have cancelled them. */
function afterLastMail(c: Case, phase: Watching, { sentSince, at }: { sentSince: Fact<SentSince>; at: string }): Case {
  const sent = sentSince.ok ? sentSince.value.count : 0
  const { backlog } = phase.diagnosis
  const none =
    backlog.ok && backlog.value ? { ...backlog, value: { ...backlog.value, count: 0, olderThanADay: 0 } } : backlog
  const diagnosis: Diagnosis = { ...phase.diagnosis, backlog: none, sentSince }
  if (sent === 0) return endWatch(c, { ...phase, diagnosis }, 'notes.nothingLeft')
  return resolve(c, diagnosis, at)
}

/** Seen to have left; whoever waited for it is told, once. */
export function resolve(c: Case, diagnosis: Diagnosis, at: string): Case {
  const resolved: Case = { ...c, pending: [], phase: { name: 'resolved', run: c.phase.run, diagnosis, at } }
  return addPromise(resolved, 'notify')
}

function endWatch(c: Case, { run, diagnosis, at }: Watching, key: MessageKey): Case {
  return { ...c, pending: [], phase: { name: 'diagnosed', run, diagnosis, at, slowed: false, note: { key } } }
}
