import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import type { DraftGroup, User } from '../../../src/domain/diagnosis/facts.js'
import {
  backlog,
  type Changes,
  dana,
  draftsBy,
  healthy,
  job,
  mailSettings,
  minutesAgo,
  pending,
  refusedWorkflow,
  rightsOf,
  router,
  sara,
  sheet,
  support,
  synchronized,
} from '../../fixtures/facts.js'
import { causesOf, foundBy, verdictOf } from './verdicts.js'

const system: User = { ...dana, id: 'system', name: 'SYSTEM' }
const synchronizer: User = { ...dana, id: 'sss', name: '# SSSAdminProd' }
const program: User = { ...dana, id: 'program', name: '# Invoices', applicationId: 'application' }
const omar: User = { ...dana, id: 'omar', name: 'Omar Haddad' }
const routed = { mailSettings, hosting: { online: false }, routerAccounts: [router] }

/** Who acts, as what, and whether that is certain. */
function acting(facts: Changes): readonly string[] {
  const found = diagnose(sheet(facts), checks).acting
  return found.map(({ account, as, certain }) => `${account.id} ${as}${certain ? '' : '?'}`)
}

function held(facts: Changes): readonly [drafts: number | undefined, jobs: number | undefined] {
  const { held: kept } = diagnose(sheet(facts), checks)
  return [kept?.drafts, kept?.jobs]
}

/** Drafts that Dana, or whoever else, made in an organization with synchronization. */
const drafted = (changes: Partial<DraftGroup> = {}, more: Changes = {}): Changes => ({
  ...synchronized,
  drafts: draftsBy('dana', changes),
  accounts: [dana, system, synchronizer, program, omar],
  ...more,
})

describe('the account of the router', () => {
  it('acts where the router is the channel', () => {
    assert.deepEqual(acting({}), ['router router'])
    assert.deepEqual(acting({ routerAccounts: null, namedAccounts: [router] }), ['router router'])
  })

  it('only makes the router refused where synchronization is the channel', () => {
    const facts: Changes = { ...synchronized, routerAccounts: [{ ...router, disabled: true }], rights: [] }
    assert.deepEqual(acting(facts), [])
    assert.deepEqual(causesOf(facts), ['routerRefused'])
    assert.equal(foundBy('sendAsPrivilege', facts), 'nobodySends')
  })
})

describe('who made drafts in the name of the sender acts', () => {
  const named: Changes = { namedAccounts: [dana] }
  const text: Changes = { statement: { refused: false, aboutRouter: false, accountIds: ['dana'] } }
  const symptom: Changes = { statement: { refused: true, aboutRouter: false, accountIds: [] } }
  const flowAt = (minutes: number) => ({ flowId: 'reminder', at: minutesAgo(minutes) })
  const flow = (minutes: number): Changes => ({ flowFailures: [flowAt(minutes)] })
  const evidence: readonly (readonly [when: string, facts: Changes, who: string])[] = [
    ['a workflow created them', drafted({ byWorkflow: true }), 'dana workflow'],
    ['a program did', drafted({ createdBy: 'program' }), 'program integration'],
    ['a non-interactive account did', drafted({}, { accounts: [{ ...dana, accessMode: 4 }] }), 'dana flow'],
    ['a job of that account was refused', drafted({}, { jobs: { jobs: [job], cut: false } }), 'dana workflow'],
    [
      'runs of a flow failed within five minutes of each',
      drafted({}, { flowFailures: [flowAt(55), flowAt(125)] }),
      'dana flow',
    ],
    ['a pasted text names the account', drafted({}, text), 'dana named'],
    ['a person named the account', drafted({}, named), 'dana named'],
    ['the person sees drafts that stay, or a dialog', drafted({}, symptom), 'dana person'],
  ]
  for (const [when, facts, who] of evidence)
    it(`where ${when}`, () => {
      assert.deepEqual(acting({ ...facts, rights: [rightsOf(who.split(' ')[0] ?? '')] }), [who])
      assert.equal(held(facts)[0], 2)
    })

  it('in both channels', () => {
    const both: Changes = { ...drafted({ byWorkflow: true }), ...routed }
    assert.deepEqual(acting(both).toSorted(), ['dana workflow', 'router router'])
  })

  it('together with the account that really called, since impersonation needs the rights of both', () => {
    const impersonated = drafted({ byWorkflow: true, onBehalfBy: 'omar' })
    assert.deepEqual(acting(impersonated), ['dana workflow', 'omar workflow'])
    const facts: Changes = { ...impersonated, rights: [rightsOf('dana'), rightsOf('omar', { sendAs: [] })] }
    assert.equal(foundBy('sendAsPrivilege', facts), 'blocking')
  })

  it('also where only the program that calls shows that a draft was to be sent', () => {
    const impersonated = drafted({ onBehalfBy: 'program' })
    assert.deepEqual(acting(impersonated), ['dana person', 'program integration'])
    assert.deepEqual(held(impersonated), [2, 0])
    const facts: Changes = { ...impersonated, rights: [rightsOf('program'), rightsOf('dana', { sendAs: [] })] }
    assert.equal(foundBy('sendAsPrivilege', facts), 'blocking')
  })

  it('not for drafts alone: an assistant prepares them, an agent writes for a queue', () => {
    assert.deepEqual([acting(drafted()), held(drafted()), verdictOf(drafted())], [[], [0, 0], ['healthy', false]])
    const agent = drafted({}, { senders: [support], senderConsent: null, queueOwnerHasRole: true })
    assert.deepEqual([acting(agent), held(agent)[0]], [[], 0])
  })

  it('not for drafts of somebody who has left, whatever the person sees', () => {
    const leaver = drafted({}, { ...symptom, accounts: [{ ...dana, disabled: true }] })
    assert.deepEqual([acting(leaver), held(leaver), causesOf(leaver)], [[], [0, 0], []])
  })

  it('not for a flow that failed at another time', () => {
    assert.deepEqual(acting(drafted({}, flow(90))), [])
    assert.deepEqual(acting(drafted({}, flow(66))), [])
  })

  it('for each draft within five minutes of the failed run of a flow, and for no other one', () => {
    const times = [60, 90, 100, 120].map(minutesAgo)
    const drafts = (minutes: number) => drafted({ count: 6, times }, flow(minutes))
    for (const [minutes, tried] of [
      [95, 2],
      [86, 1],
      [55, 1],
      [125, 1],
      [84, 0],
      [70, 0],
    ] as const) {
      assert.deepEqual(acting(drafts(minutes)), tried > 0 ? ['dana flow'] : [], String(minutes))
      assert.deepEqual(held(drafts(minutes)), [tried, 0], String(minutes))
    }
    const { held: kept, acting: accounts } = diagnose(sheet(drafts(95)), checks)
    assert.deepEqual([kept?.oldest, kept?.newest], [minutesAgo(100), minutesAgo(90)])
    assert.deepEqual(accounts[0]?.evidence.at(-1), { label: 'draftsMade', value: '2' })
    assert.deepEqual(held({ ...drafts(95), ...symptom }), [6, 0])
  })

  it('for the oldest and the newest draft beside a failed run, where no other times are known', () => {
    for (const minutes of [57, 123]) assert.deepEqual(held(drafted({ count: 9, times: [] }, flow(minutes))), [1, 0])
  })

  it('not for their own, nor for imported ones', () => {
    assert.deepEqual(acting(drafted({ createdBy: 'sara', byWorkflow: true }, { accounts: [sara] })), [])
    assert.deepEqual(held(drafted({}, { ...symptom, drafts: { groups: [], imported: 7 } })), [0, 0])
  })
})

describe('the kind of an account', () => {
  it('is told by its application id, whatever its name', () => {
    assert.deepEqual(acting(drafted({ createdBy: 'program' })), ['program integration'])
  })

  it('is the platform for SYSTEM and # names without one, which are never judged', () => {
    for (const createdBy of ['system', 'sss']) {
      const facts = drafted(
        { createdBy, byWorkflow: true },
        { jobs: { jobs: [{ ...job, ownerId: createdBy }], cut: false } },
      )
      assert.deepEqual([acting(facts), held(facts)], [[], [0, 0]])
      assert.deepEqual(causesOf(facts), ['heldJobs'])
      assert.deepEqual(verdictOf(facts), ['healthy', false])
    }
  })
})

describe('a job that was refused', () => {
  const none = { drafts: healthy.drafts }
  const lacking: Changes = { rights: [rightsOf('dana', { sendAs: [] })] }

  it('blocks where its owner also made a draft, or other mail, in the name of the sender', () => {
    for (const linked of [{}, { ...none, jobOwnersOfSender: ['dana'] }]) {
      const facts: Changes = { ...refusedWorkflow, ...linked, ...lacking }
      assert.deepEqual(acting(facts), ['dana workflow'])
      assert.deepEqual(causesOf(facts), ['sendAsPrivilege', 'heldJobs'])
      assert.equal(foundBy('sendAsPrivilege', facts), 'blocking')
    }
  })

  it('may concern the sender otherwise: what its owner lacks contributes, and explains nothing', () => {
    const facts: Changes = { ...refusedWorkflow, ...none, ...lacking, senderConsent: false }
    assert.deepEqual(acting(facts), ['dana workflow?'])
    assert.deepEqual(
      [foundBy('senderConsent', facts), foundBy('sendAsPrivilege', facts)],
      ['contributing', 'contributing'],
    )
    assert.deepEqual(
      [held(facts), verdictOf(facts)],
      [
        [0, 0],
        ['healthy', false],
      ],
    )
    const waiting: Changes = { ...facts, backlog: backlog(1, 60), pendingMails: [pending(60)] }
    assert.deepEqual(verdictOf(waiting), ['undetermined', true])
  })

  it('of the sender was refused the name of somebody else', () => {
    const own: Changes = {
      ...synchronized,
      jobs: { jobs: [{ ...job, ownerId: 'sara' }], cut: false },
      jobOwnersOfSender: ['sara'],
      accounts: [sara],
    }
    assert.deepEqual([acting(own), held(own), verdictOf(own)], [[], [0, 0], ['healthy', false]])
  })
})

describe('an account that is named', () => {
  it('acts, whoever made drafts', () => {
    assert.deepEqual(acting({ ...synchronized, namedAccounts: [dana], rights: [rightsOf('dana')] }), ['dana named'])
    assert.deepEqual(acting({ ...synchronized, namedAccounts: [dana, omar] }), [])
  })

  it('by a pasted text acts as well', () => {
    const statement = { refused: true, aboutRouter: false, accountIds: ['dana', 'unknown', 'sara'] }
    const facts: Changes = {
      ...synchronized,
      statement,
      accounts: [dana, sara],
      rights: [rightsOf('dana', { sendAs: [] })],
    }
    assert.deepEqual(acting(facts), ['dana named'])
    assert.equal(foundBy('sendAsPrivilege', facts), 'blocking')
  })
})

describe('nobody else', () => {
  const gate1 = ['actingAccountDisabled', 'senderConsent', 'sendAsPrivilege', 'sendAsDepth']

  it('sends for this sender, so no check of the right to send applies', () => {
    for (const id of gate1) assert.equal(foundBy(id, { ...synchronized, senderConsent: false }), 'nobodySends', id)
    assert.equal(foundBy('queueAccess', { ...synchronized, senders: [support] }), 'nobodySends')
  })

  it('is judged for having made mail that waits, which has passed the right to send', () => {
    const facts: Changes = {
      ...synchronized,
      senderConsent: false,
      backlog: backlog(1, 60),
      pendingMails: [pending(60, { createdBy: 'dana', modifiedBy: 'dana' })],
      accounts: [dana],
      rights: [rightsOf('dana', { sendAs: [] })],
    }
    assert.deepEqual([acting(facts), causesOf(facts), verdictOf(facts)], [[], [], ['undetermined', true]])
  })
})

it('accounts are told in the order of their certainty, then of their drafts', () => {
  const { groups: danas } = draftsBy('dana', { byWorkflow: true, count: 1 })
  const { groups: omars } = draftsBy('omar', { byWorkflow: true, count: 9 })
  const facts = drafted(
    {},
    {
      drafts: { groups: [...danas, ...omars], imported: 0 },
      jobs: { jobs: [{ ...job, ownerId: 'eve' }], cut: false },
      accounts: [dana, omar, { ...dana, id: 'eve' }],
    },
  )
  assert.deepEqual(acting(facts), ['omar workflow', 'dana workflow', 'eve workflow?'])
})
