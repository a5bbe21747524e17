import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { accountMeant, accountsToChoose } from '../../../src/domain/diagnosis/accountChoice.js'
import { blockingIn, diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import type { AccountRights, DraftGroup } from '../../../src/domain/diagnosis/facts.js'
import { type Changes, dana, draftsBy, refusedWorkflow, rightsOf, sheet } from '../../fixtures/facts.js'

const person = (id: string, name: string) => ({ ...dana, id, name, address: `${id}@contoso.com` })
const erp = { ...person('erp', 'ERP Connector'), applicationId: 'program' }
const [amy, omar] = [person('amy', 'Amy Alberts'), person('omar', 'Omar Haddad')]

const made = (createdBy: string, changes: Partial<DraftGroup> = {}) => draftsBy(createdBy, changes).groups
/** A program that works as Dana made drafts, and so did others. */
function facts(groups: readonly DraftGroup[], changes: Changes = {}): Changes {
  return {
    ...refusedWorkflow,
    statement: { refused: true, aboutRouter: false, accountIds: [] },
    drafts: { groups: [...made('dana', { onBehalfBy: 'erp' }), ...groups], imported: 0 },
    jobs: { jobs: [], cut: false },
    accounts: [dana, erp, amy, omar],
    rights: ['dana', 'erp', 'amy', 'omar'].map(id => rightsOf(id)),
    ...changes,
  }
}
const offered = (changes: Changes) =>
  accountsToChoose(diagnose(sheet(changes), checks), { symptom: 'draft', all: true })
const namesIn = (changes: Changes) =>
  offered(changes).map(({ account, onlyWith = [] }) => [account.name, ...onlyWith.map(({ name }) => name)])

describe('an account that works as another one', () => {
  it('is one choice with that other one', () => {
    assert.deepEqual(namesIn(facts(made('amy', { count: 1 }))), [['ERP Connector', 'Dana Reed'], ['Amy Alberts']])
  })

  it('is one choice with that other one, which owns jobs of which nobody knows the sender', () => {
    const changes = facts(made('amy', { count: 1 }), { jobs: refusedWorkflow.jobs ?? assert.fail() })
    assert.deepEqual(namesIn(changes), [['ERP Connector', 'Dana Reed'], ['Amy Alberts']])
  })

  it('leaves nothing to choose from where they are all there is', () => {
    assert.deepEqual(namesIn(facts([])), [])
  })

  it('is a choice beside the other one, if that also works by itself', () => {
    assert.deepEqual(namesIn(facts(made('dana', { byWorkflow: true, count: 1 }))), [
      ['Dana Reed'],
      ['ERP Connector', 'Dana Reed'],
    ])
  })

  it('is offered wherever several belong together, and nobody is left out', () => {
    const names = namesIn(facts([...made('amy', { onBehalfBy: 'dana', count: 1 }), ...made('omar', { count: 1 })]))
    assert.deepEqual(new Set(names.flat()), new Set(['ERP Connector', 'Dana Reed', 'Amy Alberts', 'Omar Haddad']))
  })

  it('is meant by the name of either', () => {
    const choices = offered(facts(made('amy', { count: 1 })))
    for (const typed of ['ERP Connector', 'dana reed', 'dana@contoso.com'])
      assert.equal(accountMeant(choices, typed)?.account.id, 'erp', typed)
  })

  it('is judged with the other one, before everybody else, if it is chosen', () => {
    const lacks = (...ids: readonly string[]): readonly AccountRights[] =>
      ['dana', 'erp', 'amy', 'omar'].map(id => rightsOf(id, ids.includes(id) ? { sendAs: [] } : {}))
    const groups = made('amy', { count: 9 })
    const blamed = (...ids: readonly string[]) => {
      const changes = facts(groups, { namedAccounts: [erp], rights: lacks(...ids) })
      return blockingIn(diagnose(sheet(changes), checks)).map(({ account }) => account?.id)
    }
    assert.deepEqual(blamed('dana', 'amy'), ['dana'])
    assert.deepEqual(blamed('erp', 'amy'), ['erp'])
    assert.deepEqual(blamed('amy'), ['amy'])
  })
})
