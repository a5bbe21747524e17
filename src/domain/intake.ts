import { noted } from './audit.js'
import type { Actor, Case, OrganizationRef, Phase, Progress, Surface, Target } from './case.js'
import type { Message } from './diagnosis.js'
import { promise } from './pending.js'
import type { Watch } from './phase.js'

export interface Opening {
  readonly id: string
  readonly at: string
  readonly by: Actor
  /** null: it is not shown yet. */
  readonly surface: Surface | null
  readonly organizations: readonly OrganizationRef[]
  /** What is known already; organization and sender are checked like answers. */
  readonly known: Target
  /** The organization is asked for, even if there is only one. */
  readonly choose?: boolean
}

/** A new case, at its first open question. */
export function openCase({ id, at, by, surface, organizations, known, choose }: Opening): Case {
  const single = organizations.length === 1 && !choose ? organizations[0] : undefined
  const organization = known.organization ?? single
  const opened: Case = {
    schema: 2,
    id,
    owner: by,
    openedAt: at,
    organizations,
    target: { ...known, ...(organization && { organization }) },
    phase: { name: 'intake', run: 0, ask: 'symptom' },
    surfaces: surface ? [surface] : [],
    audit: [],
    pending: [],
  }
  return advance(noted(opened, { at, by, what: 'opened' }), at)
}

/** Asks the next thing that is not known; when all is known, the work begins. */
export function advance(c: Case, at: string): Case {
  const { target, person } = c
  const helpdesk = c.owner.helpdesk || c.vouched === true
  if (target.clue?.verdict === 'lookAlike' && !target.checkAnyway) return ask(c, 'lookAlike')
  if (!target.symptom) return ask(c, 'symptom')
  if (!target.organization) return ask(c, 'organization')
  if (!person && !(helpdesk && target.sender)) return identify(c, at)
  if (target.sender && !helpdesk && !target.senderId) return confirmSender(c, at, target.sender)
  if (!target.sender) return ask(c, 'sender')
  if (target.routerAccount === undefined && !target.organization.routerAccount) return ask(c, 'routerAccount')
  return startGathering(c, at)
}

function ask(c: Case, question: Extract<Phase, { name: 'intake' }>['ask'], note?: Message): Case {
  return { ...c, phase: { name: 'intake', run: c.phase.run, ask: question, ...(note && { note }) } }
}

function identify(c: Case, at: string): Case {
  if (!c.owner.aadObjectId) return advance({ ...c, person: { ok: true, value: null, at } }, at)
  const run = c.phase.run + 1
  return promise({ ...c, phase: { name: 'identifying', run } }, 'identify')
}

/** The address came before we knew who is asking. */
function confirmSender(c: Case, at: string, address: string): Case {
  const self = c.person?.ok ? c.person.value : null
  if (self && sameAddress(self.address, address)) return advance(known(c, { senderId: self.id }), at)
  const { sender: _dropped, ...target } = c.target
  const key = c.person?.ok ? 'notes.onlyYourself' : 'notes.notIdentified'
  return ask({ ...c, target }, 'sender', { key })
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

export function known(c: Case, more: Target): Case {
  return { ...c, target: { ...c.target, ...more } }
}

export function sameAddress(a: string | null, b: string): boolean {
  return a !== null && a.toLowerCase() === b.toLowerCase()
}
