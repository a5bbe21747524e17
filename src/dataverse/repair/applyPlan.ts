import type { SignInNeed, WriteResult } from '../../app/ports.js'
import type { FactMissing } from '../../domain/diagnosis/facts.js'
import type { Write } from '../../domain/repair/plan.js'
import type { WriteState } from '../../domain/repair/repair.js'
import { SignInNeeded } from '../../entra/onBehalfOf.js'
import { SignInFailed } from '../../entra/signInFailed.js'
import { orFailure, type ReadContext } from '../facts/factQuestions.js'
import type { DataverseClient } from '../http/dataverseClient.js'
import { asMissing, DataverseError, hasCode } from '../http/dataverseError.js'
import { makeWrite, privilegeFor } from '../http/writes.js'
import { missingApproverRole } from './approverRole.js'
import { statesOf } from './writeStates.js'

export interface PlanToApply {
  readonly writes: readonly Write[]
  /** Reads as the application the state before and after the writes. */
  readonly readingOf: (signal: AbortSignal) => ReadContext
  /** Writes as the person who agreed to the writes. */
  readonly person: DataverseClient
  readonly signal: AbortSignal
}

/** Whether this run made the write, or it was there before; and the row's version afterwards, if the next write goes on from it. */
interface Made {
  readonly made: boolean
  readonly version: string | null
}
const ALREADY: Made = { made: false, version: null }
type Ended = Exclude<WriteResult, { readonly result: 'done' }>

/**
 * Makes the writes in order, each with the person's token and only if it finds the state it expects. If one of them
 * would not, nothing is written. There is no rollback: carrying out the same writes again continues where the last run
 * ended.
 */
export async function applyPlan(applying: PlanToApply): Promise<WriteResult> {
  const { writes } = applying
  const found = await look(applying)
  if (!found.ok) return failureOf(found)
  if (writes.some((write, i) => !isMakeable(write, found.value[i]))) return { result: 'changed' }
  let made = 0
  let version: string | null = null
  for (const [i, planned] of writes.entries()) {
    const state = found.value[i]
    if (state?.state === 'after') continue
    const write = ofVersion(planned, version ?? state?.etag ?? null)
    const ended = isUnguarded(write) ? await attemptIfUnchanged(applying, write) : await attempt(applying, write)
    if ('result' in ended) return ended
    if (ended.made) made += 1
    version = ended.version
  }
  return made === 0
    ? { result: 'done', writes: withCurrentEtags(writes, found.value), made }
    : confirmWrites(applying, made)
}

function look({ writes, readingOf, signal }: Omit<PlanToApply, 'person'>) {
  return statesOf(writes, readingOf(signal))
}

/** Whether a write can be made, or was made already. A row that somebody has changed since is not what the person saw, even with the same values. */
function isMakeable(write: Write, found: WriteState | undefined): boolean {
  if (!found || found.state === 'other') return false
  return write.kind !== 'update' || found.state === 'after' || write.etag === ANY_ETAG || found.etag === write.etag
}

/** The row has no ETag of its own: `If-Match: *` still keeps a PATCH from creating a row. */
const ANY_ETAG = '*'

/** Dynamics 365 does not compare versions for this write. */
function isUnguarded(write: Write): boolean {
  return write.kind === 'send' || (write.kind === 'update' && write.etag === ANY_ETAG)
}

/**
 * A Send request sends the version that the person saw. If an earlier write of the plan made the draft, that is the
 * version it left, or, if an earlier run made it, the one that this run found.
 */
function ofVersion(write: Write, version: string | null): Write {
  if (write.kind !== 'send' || write.first === undefined || version === null) return write
  const { first: _first, ...draft } = write
  return { ...draft, etag: version }
}

/** The writes before it may have taken a while, so its state is read once more. */
async function attemptIfUnchanged(applying: PlanToApply, write: Write): Promise<Made | Ended> {
  const found = await look({ ...applying, writes: [write] })
  if (!found.ok) return failureOf(found)
  const [state] = found.value
  if (state?.state === 'after') return ALREADY
  return isMakeable(write, state) ? attempt(applying, write) : { result: 'changed' }
}

/** Reads again to confirm that the writes are there, and to learn the rows' current ETags. */
async function confirmWrites(applying: PlanToApply, made: number): Promise<WriteResult> {
  const { writes } = applying
  const found = await look(applying)
  // Dataverse confirmed the writes; that they cannot be read right now does not change that.
  if (!found.ok) return { result: 'done', writes, made }
  if (found.value.some(({ state }, i) => state !== 'after' && !goesOn(writes[i]))) return { result: 'changed' }
  return { result: 'done', writes: withCurrentEtags(writes, found.value), made }
}

/** What was written does not last, because the organization goes on from there. */
function goesOn(write: Write | undefined): boolean {
  return write?.kind === 'send' || (write?.kind === 'update' && write.settles === true)
}

function withCurrentEtags(writes: readonly Write[], found: readonly WriteState[]): readonly Write[] {
  return writes.map((write, i) => (write.kind === 'update' ? { ...write, etag: found[i]?.etag ?? write.etag } : write))
}

async function attempt(applying: PlanToApply, write: Write): Promise<Made | Ended> {
  const { person, signal } = applying
  try {
    const answer = await orFailure(makeWrite(person, write, { signal }), signal)
    if (answer instanceof DataverseError) return await judge(applying, write, answer)
    return { made: true, version: answer }
  } catch (error) {
    const need = needIn(error)
    if (need) return { result: 'signIn', need }
    throw error
  }
}

/** "A record with matching key values already exists." */
const DUPLICATE = '0x80040237'
/** A test of the mailbox is queued already. */
const TEST_RUNNING = '0x8005E248'
/** NoTestEmailAccessPrivilege: only certain people may test a mailbox or approve its address. */
const NOT_ALLOWED = '0x8005E232'

/** What a failed write means. */
function judge(applying: PlanToApply, write: Write, failure: DataverseError): Promise<Made | Ended> | Made | Ended {
  const { status, cause } = failure
  const need = needIn(cause)
  if (need) return { result: 'signIn', need }
  if (hasCode(failure, DUPLICATE) || hasCode(failure, TEST_RUNNING)) return ALREADY
  if (isApproval(write) && (status === 403 || hasCode(failure, NOT_ALLOWED))) return approvalRefusal(applying, failure)
  if (hasCode(failure, NOT_ALLOWED)) return refusalOf(asMissing(failure))
  switch (status) {
    case 401:
      return { result: 'signIn', need: 'expired' }
    case 403:
      return refusalOf(asMissing(failure, privilegeFor(write)))
    case 404:
    case 412:
      return { result: 'changed' }
    default:
      return status === 0 || status === 408 || status >= 500
        ? afterOutage(applying, write, failure)
        : failureOf(asMissing(failure))
  }
}

function isApproval(write: Write): boolean {
  return write.kind === 'update' && 'emailrouteraccessapproval' in write.after
}

async function approvalRefusal({ person, readingOf, signal }: PlanToApply, failure: DataverseError): Promise<Ended> {
  const lacks = await missingApproverRole(person, readingOf(signal))
  return { result: 'refused', detail: asMissing(failure).detail, ...(lacks && { lacks }) }
}

/** The longest wait to find out whether a write was made. */
const LOOK_MS = 15_000

/** The answer was lost, but the write may have been made. */
async function afterOutage(applying: PlanToApply, write: Write, failure: DataverseError): Promise<Made | Ended> {
  // The write's timeout must not end this read as well.
  const signal = applying.signal.aborted ? AbortSignal.timeout(LOOK_MS) : applying.signal
  const found = await look({ ...applying, writes: [write], signal })
  if (!found.ok || found.value[0]?.state !== 'after') return failureOf(asMissing(failure))
  return { made: true, version: found.value[0].etag }
}

function failureOf({ why, detail }: FactMissing): Ended {
  return { result: 'failed', why, detail }
}

function refusalOf({ detail, privilege }: FactMissing): Ended {
  return { result: 'refused', detail, ...(privilege && { privilege }) }
}

/** Why there is no token for the person: the error's `need`; null: the error is about something else. */
function needIn(error: unknown): SignInNeed | null {
  if (error instanceof SignInNeeded) return error.need
  if (!(error instanceof SignInFailed)) return null
  return error.unreachable ? 'unreachable' : 'expired'
}
