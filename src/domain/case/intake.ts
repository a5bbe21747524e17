import { sameAddress } from '../address.js'
import type { Message } from '../diagnosis/diagnosis.js'
import { withAuditLine } from './auditTrail.js'
import { mayAskAbout, mayAskAboutAnybody, mayLocate } from './authorization.js'
import type { Actor, Case, OrganizationRef, Progress, Question, Surface, Target } from './case.js'
import { promiseDrawing } from './drawing.js'
import { locate, soleOrganization, unknownOrganization } from './locating.js'
import { promise } from './pendingWork.js'
import type { Watch } from './phase.js'

export interface Opening {
  readonly id: string
  /** The channel's id of the activity that opens it. */
  readonly activity?: string
  readonly at: string
  readonly by: Actor
  /** null: it is not shown yet. */
  readonly surface: Surface | null
  readonly organizations: readonly OrganizationRef[]
  /** What is known already; organization and sender are checked like answers. */
  readonly known: Target
}

/** A new case, at its first open question. */
export function openCase({ id, activity, at, by, surface, organizations, known }: Opening): Case {
  const single = organizations.length === 1 && !known.elsewhere ? organizations[0] : undefined
  const organization = known.organization ?? single
  const opened: Case = {
    schema: 3,
    id,
    owner: by,
    openedAt: at,
    revision: 1,
    ...(activity !== undefined && { activities: [activity] }),
    organizations,
    target: { ...known, ...(organization && { organization }) },
    phase: { name: 'intake', run: 0, ask: 'symptom' },
    surfaces: surface ? [surface] : [],
    audit: [],
    pending: [],
  }
  return promiseDrawing(advance(withAuditLine(opened, { at, by, what: 'opened' }), at))
}

/** Asks the next thing that is not known; when all is known, the work begins. */
export function advance(c: Case, at: string): Case {
  const { target, person } = c
  const anybody = mayAskAboutAnybody(c)
  const first = firstQuestion(target)
  if (first) return ask(c, first)
  if (!target.organization) return findOrganization(c, at)
  if (!person && !(anybody && target.sender)) return identify(c, at)
  if (target.sender && !anybody && !target.senderId) return confirmSender(c, at, target.sender)
  if (!target.sender) return ask(c, 'sender')
  if (target.routerAccount === undefined && !target.organization.routerAccount) return ask(c, 'routerAccount')
  return startGathering(c, at)
}

/** What is asked before anything is looked up; null: it is known. */
function firstQuestion(target: Target): Question | null {
  if (target.clue?.verdict === 'lookAlike' && !target.checkAnyway) return 'lookAlike'
  if (target.addresses && !target.sender) return 'whichAddress'
  if (!target.symptom) return 'symptom'
  return lacksText(target) && !target.withoutText ? 'errorText' : null
}

/** They have an error text, and did not show it. */
export function lacksText({ symptom, clue, codes = [] }: Target): boolean {
  return symptom === 'errorText' && !clue && codes.length === 0
}

export interface IntakeAnswers {
  readonly note?: Message
  readonly draft?: string
}

export function ask(c: Case, question: Question, asked: IntakeAnswers = {}): Case {
  return { ...c, phase: { name: 'intake', run: c.phase.run, ask: question, ...asked } }
}

/** An address says which organization is meant, where exactly one knows it. */
function findOrganization(c: Case, at: string): Case {
  const { sender, elsewhere } = c.target
  if (elsewhere) return ask(c, 'organization', { note: unknownOrganization(elsewhere, c.organizations) })
  if (!sender || !mayLocate(c)) return ask(c, 'organization')
  if (!c.located || !sameAddress(c.located.address, sender)) return locate(c)
  const organization = soleOrganization(c, c.located)
  if (!organization) return ask(c, 'organization')
  return advance({ ...withTarget(c, { organization }), located: { ...c.located, taken: true } }, at)
}

function identify(c: Case, at: string): Case {
  if (!c.owner.aadObjectId) return advance({ ...c, person: { ok: true, value: null, at } }, at)
  const run = c.phase.run + 1
  return promise({ ...c, phase: { name: 'identifying', run } }, 'identify')
}

/** Whoever is no helpdesk member may ask about themself only. What they typed stands in the field again. */
function confirmSender(c: Case, at: string, address: string): Case {
  const self = c.person?.ok ? c.person.value : null
  if (self && mayAskAbout(c, c.owner, address)) return advance(withTarget(c, { senderId: self.id }), at)
  const { sender: _dropped, ...target } = c.target
  return ask({ ...c, target }, 'sender', { note: refusalNote(c), draft: address })
}

function refusalNote({ person, target }: Case): Message {
  if (!person?.ok) return { key: 'notes.notIdentified' }
  if (person.value) return { key: 'notes.onlyYourself' }
  return { key: 'notes.notAUser', args: { organization: target.organization?.name ?? '' } }
}

export function startGathering(c: Case, at: string): Case {
  const run = c.phase.run + 1
  return promise({ ...c, phase: { name: 'diagnosing', run, startedAt: at, progress: NONE } }, 'gather')
}

/** Looks again after something was changed; `watch`: over a backlog that has stood still. */
export function startVerifying(c: Case, at: string, watch?: Watch): Case {
  const { phase } = c
  if (!('diagnosis' in phase)) return startGathering(c, at)
  const { diagnosis, run } = phase
  const step = { name: 'verifying', run: run + 1, diagnosis, at, startedAt: at, progress: NONE } as const
  return promise({ ...c, phase: { ...step, ...(watch && { watch }) } }, 'gather')
}

const NONE: Progress = { done: 0, of: 0 }

export function withTarget(c: Case, more: Target): Case {
  return { ...c, target: { ...c.target, ...more } }
}
