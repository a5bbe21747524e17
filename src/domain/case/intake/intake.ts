import { sameAddress } from '../../address.js'
import type { Message } from '../../diagnosis/diagnosis.js'
import { withAuditLine } from '../../repair/auditTrail.js'
import { mayAskAbout, mayAskAboutAnybody, mayLocate } from '../authorization.js'
import type { Actor, Case, OrganizationRef, Person, Progress, Question, Surface, Target } from '../case.js'
import { promiseDrawing } from '../drawing.js'
import { promise } from '../pendingWork.js'
import type { Watch } from '../phase.js'
import { locate, soleOrganization, unknownOrganization } from './locating.js'

export interface Opening {
  readonly id: string
  /** The channel's id of the activity that opens the case. */
  readonly activity?: string
  readonly at: string
  readonly by: Actor
  /** null: the case is not shown yet. */
  readonly surface: Surface | null
  readonly organizations: readonly OrganizationRef[]
  /** What is already known; organization and sender are checked like answers. */
  readonly known: Target
  readonly anew?: true
}

/** Creates a case and asks its first open question. */
export function openCase({ organizations, known, ...opening }: Opening): Case {
  const single = organizations.length === 1 && !known.elsewhere ? organizations[0] : undefined
  const organization = known.organization ?? single
  const opened = newCase(
    { ...opening, organizations },
    {
      target: { ...known, ...(organization && { organization }) },
      phase: { name: 'intake', run: 0, ask: 'symptom' },
    },
  )
  const { at, by } = opening
  return promiseDrawing(advance(withAuditLine(opened, { at, by, what: 'opened' }), at))
}

/** A case with nothing in its audit yet, and nothing promised. */
export function newCase(
  { id, activity, at, by, surface, organizations, anew }: Omit<Opening, 'known'>,
  own: Pick<Case, 'target' | 'phase'>,
): Case {
  return {
    schema: 4,
    id,
    owner: by,
    openedAt: at,
    revision: 1,
    ...(anew && { anew }),
    ...(activity !== undefined && { activities: [activity] }),
    organizations,
    ...own,
    surfaces: surface ? [surface] : [],
    audit: [],
    pending: [],
  }
}

/** Asks the next open question; when everything is known, starts the work. */
export function advance(thisCase: Case, at: string): Case {
  const { target, person } = thisCase
  const anybody = mayAskAboutAnybody(thisCase)
  const first = firstQuestion(target)
  if (first) return ask(thisCase, first)
  if (!target.organization) return findOrganization(thisCase, at)
  if (!person && !(anybody && target.sender)) return identify(thisCase, at)
  // The account of a question about the owner's own right is the owner's, whatever was answered since.
  if (target.sender && !anybody && (!target.senderId || target.scope)) return confirmSender(thisCase, at, target.sender)
  if (!target.sender) return ask(thisCase, 'sender')
  return startGathering(thisCase, at)
}

/** The next question that comes before any look-up; null: all of them are answered. */
function firstQuestion(target: Target): Question | null {
  if (target.clue?.verdict === 'lookAlike' && !target.checkAnyway) return 'lookAlike'
  if (target.addresses && !target.sender) return 'whichAddress'
  if (!target.symptom) return 'symptom'
  return lacksText(target) && !target.withoutText ? 'errorText' : null
}

/** The person has an error text but has not shown it. */
export function lacksText({ symptom, clue, codes = [] }: Target): boolean {
  return symptom === 'errorText' && !clue && codes.length === 0
}

export interface IntakeAnswers {
  readonly note?: Message
  readonly draft?: string
  readonly another?: true
}

export function ask(thisCase: Case, question: Question, asked: IntakeAnswers = {}): Case {
  return { ...thisCase, phase: { name: 'intake', run: thisCase.phase.run, ask: question, ...asked } }
}

/** Takes the organization that knows the address, if it is exactly one; otherwise asks. */
function findOrganization(thisCase: Case, at: string): Case {
  const { sender, elsewhere } = thisCase.target
  if (elsewhere) return ask(thisCase, 'organization', { note: unknownOrganization(elsewhere, thisCase.organizations) })
  if (!sender || !mayLocate(thisCase)) return ask(thisCase, 'organization')
  if (!thisCase.located || !sameAddress(thisCase.located.address, sender)) return locate(thisCase)
  const organization = soleOrganization(thisCase, thisCase.located)
  if (!organization) return ask(thisCase, 'organization')
  return advance({ ...withTarget(thisCase, { organization }), located: { ...thisCase.located, taken: true } }, at)
}

function identify(thisCase: Case, at: string): Case {
  if (!thisCase.owner.aadObjectId) return advance({ ...thisCase, person: { ok: true, value: null, at } }, at)
  const run = thisCase.phase.run + 1
  return promise({ ...thisCase, phase: { name: 'identifying', run } }, 'identify')
}

/** People outside the helpdesk may ask only about themselves: about their own mail, or their right to send for others. What they typed stays in the field. */
function confirmSender(thisCase: Case, at: string, address: string): Case {
  const self = thisCase.person?.ok ? thisCase.person.value : null
  if (self && mayAskAbout(thisCase, thisCase.owner, address)) {
    // In another organization, the same address was somebody else's.
    const { scope: _scope, ...target } = thisCase.target
    return advance(withTarget({ ...thisCase, target }, { senderId: self.id }), at)
  }
  const own = self && ownRight(thisCase, self)
  if (own) return startGathering(withTarget(thisCase, own), at)
  const { sender: _dropped, ...target } = thisCase.target
  return ask({ ...thisCase, target }, 'sender', { note: refusalNote(thisCase), draft: address })
}

/** Whoever was refused as they sent for somebody else may ask about their own right to do so. null: they were not. */
function ownRight({ target }: Case, { address }: Person): Target | null {
  const { symptom, clue } = target
  const wasRefused = symptom === 'draft' || symptom === 'cannotSendAs' || clue?.verdict === 'sendAs'
  return wasRefused && address !== null ? { scope: 'right', actingAccount: address } : null
}

function refusalNote({ person, target }: Case): Message {
  if (!person?.ok) return { key: 'notes.notIdentified' }
  if (person.value) return { key: 'notes.onlyYourself' }
  return { key: 'notes.notAUser', args: { organization: target.organization?.name ?? '' } }
}

export function startGathering(thisCase: Case, at: string): Case {
  const run = thisCase.phase.run + 1
  return promise({ ...thisCase, phase: { name: 'diagnosing', run, startedAt: at, progress: NONE } }, 'gather')
}

/** Gathers the facts again after a change; `watch`: the watch that it interrupts, since the backlog does not shrink. */
export function startVerifying(thisCase: Case, at: string, watch?: Watch): Case {
  const { phase } = thisCase
  if (!('diagnosis' in phase)) return startGathering(thisCase, at)
  const { diagnosis, run } = phase
  const step = { name: 'verifying', run: run + 1, diagnosis, at, startedAt: at, progress: NONE } as const
  return promise({ ...thisCase, phase: { ...step, ...(watch && { watch }) } }, 'gather')
}

const NONE: Progress = { done: 0, of: 0 }

export function withTarget(thisCase: Case, more: Target): Case {
  return { ...thisCase, target: { ...thisCase.target, ...more } }
}
