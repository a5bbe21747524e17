import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import type { Case, Symptom, Target } from '../../../src/domain/case/case.js'
import { stepOf } from '../../../src/domain/case/case.js'
import { decide } from '../../../src/domain/case/decide.js'
import { blockingIn } from '../../../src/domain/diagnosis/diagnosis.js'
import {
  after,
  answered,
  checkedAgain,
  contoso,
  gathered,
  helen,
  identified,
  opened,
  saraActor,
  told,
  wentBack,
} from '../../fixtures/cases.js'
import { definitions } from '../../fixtures/definitions.js'
import { type Changes, dana, draftsBy, healthy, job, refusedWorkflow, rightsOf, router } from '../../fixtures/facts.js'

const OMAR = '0000000a-0000-4000-8000-00000000000a'
const omar = { ...dana, id: OMAR, name: 'Omar Haddad', address: null }
/** Dana's workflow was refused, and a program of Omar's that made drafts, too. */
const two: Changes = {
  ...refusedWorkflow,
  drafts: {
    groups: [...draftsBy('dana', { byWorkflow: true }).groups, ...draftsBy(OMAR, { count: 1 }).groups],
    imported: 0,
  },
  accounts: [dana, { ...omar, applicationId: 'program' }],
  rights: [rightsOf('dana', { sendAs: [] }), rightsOf(OMAR, { sendAs: [] })],
}
/** Only jobs of people who never made mail for this sender. */
const unlinked: Changes = { ...refusedWorkflow, drafts: healthy.drafts }

function asking(known: Target = {}, by = helen): Case {
  const thisCase = opened({ symptom: 'draft', organization: contoso, sender: 'sara@contoso.com', ...known }, by)
  return by.helpdesk ? thisCase : after(thisCase, checks, identified)
}
function next(thisCase: Case, facts: Changes): string {
  const { phase } = after(thisCase, checks, gathered(facts))
  return phase.name === 'intake' ? phase.ask : phase.name
}
const offeredTo = (by: typeof helen, facts: Changes) =>
  (after(asking({}, by), checks, gathered(facts)).accounts ?? []).map(({ account }) => account.name)
const choose = (value: string | null, by = helen) => answered({ ask: 'actingAccount', value }, by)

describe('the accounts found', () => {
  it('are offered where several acted, for a draft or a refusing dialog and no other symptom', () => {
    const asked = (symptom: Symptom) => next(asking({ symptom }), two)
    assert.deepEqual((['draft', 'cannotSendAs', 'stuck', 'notSure'] as const).map(asked), [
      'actingAccount',
      'actingAccount',
      'diagnosed',
      'diagnosed',
    ])
    assert.deepEqual(offeredTo(helen, two), ['Dana Reed', 'Omar Haddad'])
    assert.deepEqual(offeredTo(saraActor, two), ['Dana Reed', 'Omar Haddad'])
  })

  it('are not offered where only one acted', () => {
    assert.equal(next(asking(), refusedWorkflow), 'diagnosed')
    const another: Changes = {
      ...refusedWorkflow,
      jobs: { jobs: [job, { ...job, id: 'job-2', ownerId: OMAR }], cut: false },
      accounts: [dana, omar],
    }
    assert.equal(next(asking(), another), 'diagnosed')
  })

  it('are offered to the helpdesk alone where they may have acted for others only', () => {
    assert.equal(next(asking(), unlinked), 'actingAccount')
    assert.deepEqual(offeredTo(helen, unlinked), ['Dana Reed'])
    assert.equal(next(asking({}, saraActor), unlinked), 'diagnosed')
  })

  it('are not offered where the person or the pasted text has named one', () => {
    assert.equal(next(asking({ actingAccount: 'dana@contoso.com' }), two), 'diagnosed')
    assert.equal(next(asking({ actingAccount: null }), two), 'diagnosed')
    const clue = { verdict: 'sendAs', fault: 'sendAs', count: 1, proof: [], accountIds: ['dana'] } as const
    assert.equal(next(asking({ clue }), two), 'diagnosed')
  })

  it('never include that of the router, which is asked for first where it is not configured', () => {
    const routed: Changes = { ...two, mailSettings: healthy.mailSettings, hosting: { online: false } }
    const known = { ...routed, routerAccounts: [router], rights: [rightsOf('router')] }
    assert.deepEqual(offeredTo(helen, known), ['Dana Reed', 'Omar Haddad'])
    assert.deepEqual(offeredTo(helen, { ...routed, routerAccounts: null }), [])
  })
})

describe('the answer to which account was refused', () => {
  const asked = after(asking(), checks, gathered(two))
  const targetAfter = (value: string | null) => after(asked, checks, choose(value)).target
  const typed = (value: string) => {
    const { actingAccount, actingAccountId } = targetAfter(value)
    return [actingAccount, actingAccountId]
  }

  it('is one that was offered, by its id, its name or what it ran', () => {
    assert.deepEqual(typed('dana'), ['dana@contoso.com', 'dana'])
    assert.deepEqual(typed(OMAR), ['Omar Haddad', OMAR])
    assert.deepEqual(typed('omar haddad'), ['Omar Haddad', OMAR])
    assert.deepEqual(typed('Order confirmation'), ['dana@contoso.com', 'dana'])
  })

  it('may be any other address or name, or nothing', () => {
    assert.deepEqual(typed('erp@contoso.com'), ['erp@contoso.com', undefined])
    assert.deepEqual(typed('ERP service'), ['ERP service', undefined])
    assert.equal(targetAfter(null).actingAccount, null)
  })

  it('puts the findings about that account first', () => {
    const answer = after(
      asked,
      checks,
      choose(OMAR),
      gathered({ ...two, namedAccounts: [{ ...omar, applicationId: 'program' }] }),
    )
    assert.ok(answer.phase.name === 'diagnosed')
    assert.equal(blockingIn(answer.phase.diagnosis)[0]?.account?.id, OMAR)
    assert.equal(answer.parties?.account?.id, OMAR)
  })

  it('makes an account that may concern others one that is judged for this sender', () => {
    const rights = [rightsOf('dana', { sendAs: [] })]
    const found = after(asking(), checks, gathered({ ...unlinked, rights }))
    const judged = after(found, checks, choose('dana'), gathered({ ...unlinked, rights, namedAccounts: [dana] }))
    assert.ok(judged.phase.name === 'diagnosed')
    assert.deepEqual(
      blockingIn(judged.phase.diagnosis).map(({ checkId }) => checkId),
      ['sendAsPrivilege'],
    )
  })

  it('"another account" asks for it as text, and back leads to the list', () => {
    const text = after(asked, checks, choose('another'))
    assert.ok(text.phase.name === 'intake' && text.phase.ask === 'actingAccount' && text.phase.another)
    assert.deepEqual(decide(text, { ...choose('dana')(text), step: stepOf(asked) } as never, definitions), {
      refused: 'stale',
    })
    const refused = after(text, checks, choose('a@x.com, b@x.com'))
    assert.ok(refused.phase.name === 'intake' && refused.phase.another && refused.phase.note)
    const list = after(text, checks, wentBack(helen))
    assert.ok(list.phase.name === 'intake' && list.phase.ask === 'actingAccount' && !list.phase.another)
    assert.equal(list.accounts?.length, 2)
  })

  it('is taken once, and not if the account was never offered', () => {
    const answer = choose('dana')(asked)
    const chosen = after(asked, checks, () => answer)
    assert.deepEqual(decide(chosen, answer, definitions), { refused: 'stale' })
    const gone = choose('0000000b-0000-4000-8000-00000000000b')(asked)
    assert.deepEqual(decide(asked, gone, definitions), { refused: 'stale' })
  })

  it('is judged even if nothing points to that account any more, or nobody has its name', () => {
    const chosen = after(asked, checks, choose('dana'))
    assert.equal(next(chosen, { ...unlinked, jobs: healthy.jobs, namedAccounts: [dana] }), 'diagnosed')
    const gone = after(chosen, checks, gathered({ ...two, namedAccounts: [] }))
    assert.ok(gone.phase.name === 'diagnosed')
    assert.equal(blockingIn(gone.phase.diagnosis)[0]?.checkId, 'actingAccountUnknown')
  })

  it('may be changed afterwards, and is not asked for again by checking again', () => {
    const found = after(asked, checks, choose('dana'), gathered({ ...two, namedAccounts: [dana] }))
    assert.equal(next(after(found, checks, checkedAgain(helen)), { ...two, namedAccounts: [dana] }), 'diagnosed')
    const back = after(found, checks, wentBack(helen))
    assert.ok(back.phase.name === 'intake' && back.phase.ask === 'actingAccount')
    assert.equal(back.accounts?.length, 2)
    assert.equal(after(back, checks, choose('ERP service')).target.actingAccountId, undefined)
  })

  it('does not outlive the sender for whom it was chosen', () => {
    const chosen = after(asked, checks, choose('dana'), gathered({ ...two, namedAccounts: [dana] }), wentBack(helen))
    const other = after(chosen, checks, told({ sender: 'amy@contoso.com' }, helen))
    assert.equal(other.accounts, undefined)
    assert.equal('actingAccount' in other.target || 'actingAccountId' in other.target, false)
  })
})
