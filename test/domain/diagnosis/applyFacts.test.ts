import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import type { Case, Target } from '../../../src/domain/case/case.js'
import { decide } from '../../../src/domain/case/decide.js'
import type { Clue } from '../../../src/domain/faults/clue.js'
import {
  after,
  answered,
  carriedOut,
  casesByPhase,
  checkedAgain,
  contoso,
  counted,
  field,
  gathered,
  helen,
  opened,
  repairAsked,
  saraActor,
} from '../../fixtures/cases.js'
import { definitions } from '../../fixtures/definitions.js'
import {
  backlog,
  type Changes,
  dana,
  draftsBy,
  forbidden,
  healthy,
  job,
  mailSettings,
  minutesAgo,
  overdue,
  pending,
  refusedWorkflow,
  rightsOf,
  router,
  sara,
  synchronized,
} from '../../fixtures/facts.js'

const phases = casesByPhase(checks)
const sendAs: Clue = { verdict: 'sendAs', fault: 'sendAs', count: 1, proof: [] }
const diagnosing = (known: Target = {}) =>
  opened({ symptom: 'stuck', organization: field, sender: 'sara@contoso.com', ...known }, helen)
const noRights = (...ids: readonly string[]) => ids.map(id => rightsOf(id, { sendAs: [] }))
const unnamed: Changes = { routerAccounts: null, rights: [] }
const routed: Changes = { mailSettings, hosting: { online: false } }

/** What comes after the facts: a question, or a phase. */
function next(thisCase: Case, facts: Changes): string {
  const { phase } = after(thisCase, checks, gathered(facts))
  return phase.name === 'intake' ? phase.ask : phase.name
}

describe('the question which account sends', () => {
  it('is asked where the router is the channel and no account is configured', () => {
    assert.equal(next(diagnosing(), unnamed), 'actingAccount')
    assert.equal(next(diagnosing(), {}), 'diagnosed')
  })

  it('is asked there also where somebody else was found who acts', () => {
    assert.equal(next(diagnosing(), { ...refusedWorkflow, ...routed, ...unnamed }), 'actingAccount')
  })

  it('is asked with synchronization only for a pasted text that shows a refusal, where nobody was found', () => {
    const pasted = diagnosing({ clue: sendAs })
    assert.equal(next(pasted, synchronized), 'actingAccount')
    assert.equal(next(pasted, refusedWorkflow), 'diagnosed')
    assert.equal(next(diagnosing(), synchronized), 'diagnosed')
    assert.equal(
      next(
        diagnosing({ clue: { ...sendAs, verdict: 'lookAlike', fault: 'smtpPort' }, checkAnyway: true }),
        synchronized,
      ),
      'diagnosed',
    )
    assert.equal(next(diagnosing({ symptom: 'draft' }), synchronized), 'diagnosed')
  })

  it('is asked once, and "I do not know" is an answer', () => {
    const asked = after(diagnosing(), checks, gathered(unnamed))
    const answer = after(asked, checks, answered({ ask: 'actingAccount', value: null }, helen))
    assert.equal(next(answer, unnamed), 'diagnosed')
    const named = after(asked, checks, answered({ ask: 'actingAccount', value: 'router@fs.contoso.com' }, helen))
    assert.equal(next(named, { ...unnamed, namedAccounts: [] }), 'diagnosed')
  })

  it('is not asked where it is not clear who the sender is, or how the organization sends', () => {
    assert.equal(next(diagnosing(), { ...unnamed, senders: [] }), 'diagnosed')
    assert.equal(next(diagnosing(), { ...unnamed, mailSettings: forbidden('prvReadOrganization') }), 'diagnosed')
    assert.equal(next(diagnosing(), { ...unnamed, routerAccounts: forbidden('prvReadUser') }), 'diagnosed')
    const twins = { ...unnamed, senders: [sara, { ...sara, id: 'twin' }] }
    assert.equal(next(diagnosing(), twins), 'whichSender')
  })

  it('is not asked after a repair', () => {
    assert.equal(next(phases.verifying, unnamed), 'diagnosed')
  })
})

describe('the account that a repair is about', () => {
  const accountAfter = (thisCase: Case, facts: Changes) => after(thisCase, checks, gathered(facts)).parties?.account
  const danas = { id: 'dana', name: 'Dana Reed', businessUnitId: 'sales', as: 'workflow' }

  it('is the one that lacks the permission', () => {
    assert.deepEqual(accountAfter(diagnosing(), { ...refusedWorkflow, rights: noRights('dana') }), danas)
    const reach = [rightsOf('dana', { sendAs: [{ depth: 'Local', businessUnitId: 'field' }] })]
    assert.deepEqual(accountAfter(diagnosing(), { ...refusedWorkflow, rights: reach }), danas)
    assert.equal(accountAfter(diagnosing(), { rights: noRights('router') })?.as, 'router')
  })

  it('is one that blocks rather than one that may concern somebody else', () => {
    const omar = { ...dana, id: 'omar', name: 'Omar Haddad' }
    const facts: Changes = {
      ...refusedWorkflow,
      jobs: { jobs: [{ ...job, ownerId: 'omar' }], cut: false },
      accounts: [dana, omar],
      rights: noRights('omar', 'dana'),
    }
    assert.equal(accountAfter(diagnosing(), facts)?.id, 'dana')
  })

  it('is still that one once it lacks nothing any more, as an undo is about it', () => {
    const found = after(diagnosing(), checks, gathered({ ...refusedWorkflow, rights: noRights('dana') }))
    assert.deepEqual(accountAfter(after(found, checks, checkedAgain(helen)), refusedWorkflow), danas)
  })

  it('is the router account where the router sends, or the one that a person named', () => {
    assert.deepEqual(accountAfter(diagnosing(), {}), {
      id: router.id,
      name: router.name,
      businessUnitId: 'sales',
      as: 'router',
    })
    assert.equal(
      accountAfter(diagnosing({ actingAccount: 'svc-router' }), {
        ...unnamed,
        namedAccounts: [router],
        rights: [rightsOf('router')],
      })?.as,
      'router',
    )
    const named = { ...synchronized, namedAccounts: [dana], rights: [rightsOf('dana')] }
    assert.deepEqual(accountAfter(diagnosing(), named), { ...danas, as: 'named' })
    assert.equal(accountAfter(diagnosing(), { ...synchronized, routerAccounts: [router] }), null)
  })
})

describe('a repair', () => {
  it('is not offered for what only may concern the sender', () => {
    const facts: Changes = {
      ...refusedWorkflow,
      drafts: healthy.drafts,
      senderConsent: false,
      rights: noRights('dana'),
    }
    const found = after(
      opened({ symptom: 'stuck', organization: contoso, sender: 'sara@contoso.com' }, helen),
      checks,
      gathered(facts),
    )
    for (const remedy of ['senderConsent', 'sendAsPrivilege'] as const)
      assert.deepEqual(decide(found, repairAsked(remedy, helen)(found), definitions), { refused: 'stale' })
  })

  it('that let mail leave slowly is watched, as nothing else is in the way', () => {
    const slowly: Changes = {
      backlog: backlog(50, 60),
      pendingMails: [pending(60)],
      departures: { lastHour: 10, lastDay: 90, newest: { sentAt: minutesAgo(2), submittedAt: minutesAgo(70) } },
    }
    assert.equal(next(phases.verifying, slowly), 'watching')
    const granted = after(phases.applying, checks, carriedOut(), gathered({ ...slowly, senderConsent: false }))
    assert.ok(granted.phase.name === 'diagnosed' && granted.phase.note?.key === 'notes.verified.stillThere')
  })

  it('is not called in vain because nothing has left since, until the watch has stood still', () => {
    const overdueInOrder = [overdue(60), overdue(70)]
    const stands: Changes = {
      backlog: backlog(3, 60),
      pendingMails: [pending(60)],
      pulse: { ...healthy.pulse, lastDeparture: minutesAgo(300), overdueInOrder },
    }
    const watching = after(phases.verifying, checks, gathered(stands))
    assert.ok(watching.phase.name === 'watching')
    const watch = { ...watching.phase.watch, movedAt: minutesAgo(20) }
    const stalled = after({ ...watching, phase: { ...watching.phase, watch } }, checks, counted(3, 0), gathered(stands))
    assert.ok(stalled.phase.name === 'diagnosed' && stalled.phase.note?.key === 'notes.verified.otherCause')
    assert.equal(
      next(phases.verifying, {
        ...stands,
        ...synchronized,
        pulse: { ...healthy.pulse, lastDeparture: minutesAgo(300), lastProcessed: null, overdueInOrder },
      }),
      'diagnosed',
    )
  })

  it('of the right to send leaves jobs that have to be resumed, and says that it is done', () => {
    const { phase } = after(phases.verifying, checks, gathered(refusedWorkflow))
    assert.ok(phase.name === 'diagnosed' && phase.note?.key === 'notes.verified.restHeld')
    assert.deepEqual([phase.diagnosis.verdict, phase.diagnosis.held?.jobs], ['causeFound', 1])
  })

  it('does not resolve a case in which drafts are left that nobody sent', () => {
    const sent: Changes = {
      ...refusedWorkflow,
      jobs: healthy.jobs,
      drafts: draftsBy('dana', { byWorkflow: true }),
      sentSince: { since: minutesAgo(5), count: 3 },
    }
    const again = after(phases.diagnosed, checks, checkedAgain(saraActor), gathered(sent))
    assert.ok(again.phase.name === 'diagnosed' && again.phase.diagnosis.unexplained)
  })
})
