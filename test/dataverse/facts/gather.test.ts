import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { GatherResult } from '../../../src/app/ports.js'
import { checks } from '../../../src/checks/index.js'
import type { Progress } from '../../../src/domain/case/case.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import type { FactName } from '../../../src/domain/diagnosis/facts.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { type Asked, factIn, failed, gatherIn, NOW, READER, ROUTER } from './asking.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())

const gather = (sender: string, asked?: Asked) => gatherIn(simulator, sender, asked)
const namesOf = (gathered: GatherResult, fact: 'senders' | 'routerAccounts' | 'namedAccounts') =>
  (factIn(gathered, fact) ?? []).map(({ name }) => name)
/** What the one account that acts holds. */
const grantsIn = (gathered: GatherResult) => factIn(gathered, 'rights')[0]?.sendAs
const rolesIn = (gathered: GatherResult) => factIn(gathered, 'roles')[0]?.roles

describe('a cold diagnosis', () => {
  it('takes two round trips, whatever it finds', async () => {
    for (const sender of ['sara@contoso.com', 'nora@contoso.com', 'support@contoso.com', 'nobody@contoso.com']) {
      const { requests } = simulator.contoso
      requests.reset()
      const gathered = await gather(sender)
      assert.deepEqual(failed(gathered.facts), {})
      assert.ok(requests.roundTrips <= 2, sender)
      assert.deepEqual(gathered.requests, { roundTrips: requests.roundTrips, operations: requests.operations })
    }
    assert.deepEqual((await gather('sara@contoso.com')).requests, { roundTrips: 2, operations: 51 })
  })

  it('reads every fact that a check can ask for, with its time', async () => {
    const { facts, slowed } = await gather('sara@contoso.com')
    const needed = new Set(checks.flatMap(({ needs }) => needs))
    for (const name of needed) assert.equal(facts[name]?.ok && facts[name].at, NOW.toISOString(), name)
    assert.equal(slowed, false)
  })

  it('reports its progress', async () => {
    const steps: Progress[] = []
    await gather('sara@contoso.com', { progress: step => steps.push(step) })
    assert.deepEqual(steps, [
      { done: 9, of: 30 },
      { done: 30, of: 30 },
    ])
  })
})

describe('the sender', () => {
  it('is found by address, with consent and mailbox', async () => {
    const gathered = await gather('SARA@contoso.com')
    assert.deepEqual(namesOf(gathered, 'senders'), ['Sara Davis'])
    assert.equal(factIn(gathered, 'senderConsent'), false)
    const mailbox = factIn(gathered, 'senderMailbox')
    assert.deepEqual([mailbox?.name, mailbox?.active, mailbox?.deliveryMethod], ['Sara Davis', true, 2])
    assert.equal(factIn(await gather('nora@contoso.com'), 'senderConsent'), true)
  })

  it('is preferably the one with the address, not one with it as sign-in name', async () => {
    const users = simulator.contoso.table('systemuser')
    const { systemuserid: _own, ...copy } = simulator.contoso.control.user('nora@contoso.com')
    const names = { fullname: 'Old Name', domainname: 'sara@contoso.com', internalemailaddress: 'old@contoso.com' }
    const other = users.insert({ ...copy, ...names })
    assert.deepEqual(namesOf(await gather('sara@contoso.com'), 'senders'), ['Sara Davis'])
    users.update(users.idOf(other), { domainname: 'signin@contoso.com' })
    assert.deepEqual(namesOf(await gather('signin@contoso.com'), 'senders'), ['Old Name'])
    users.remove(users.idOf(other))
  })

  it("may be several, and then no one's details are read", async () => {
    const gathered = await gather('shared@contoso.com')
    assert.deepEqual(namesOf(gathered, 'senders'), ['Reception North', 'Reception South'])
    for (const name of ['senderConsent', 'senderMailbox', 'backlog', 'sentSince'] as const)
      assert.equal(factIn(gathered, name), null, name)
  })

  it('is the one of several that was chosen', async () => {
    const senders = factIn(await gather('shared@contoso.com'), 'senders')
    const senderId = senders.find(({ name }) => name === 'Reception South')?.id.toUpperCase() ?? ''
    const gathered = await gather('shared@contoso.com', { target: { senderId } })
    assert.deepEqual(namesOf(gathered, 'senders'), ['Reception South'])
    assert.equal(factIn(gathered, 'backlog')?.count, 1)
  })

  it('may be a queue, which has no personal options', async () => {
    const gathered = await gather('support@contoso.com')
    assert.deepEqual(
      factIn(gathered, 'senders').map(({ kind, name }) => [kind, name]),
      [['queue', 'Support']],
    )
    assert.equal(factIn(gathered, 'senderConsent'), null)
    assert.equal(factIn(gathered, 'senderMailbox')?.deliveryMethod, 2)
  })

  it('may be nobody: an empty list, not a failure', async () => {
    assert.deepEqual(factIn(await gather('nobody@contoso.com'), 'senders'), [])
  })
})

describe('the router account', () => {
  it('holds the privilege through its team, as deep as it is and from the unit of the role', async () => {
    const gathered = await gather('sara@contoso.com')
    const sales = factIn(gathered, 'businessUnits').find(({ name }) => name === 'Sales')
    assert.deepEqual(grantsIn(gathered), [{ depth: 'Deep', businessUnitId: sales?.id }])
  })

  it('reports the roles that give it the privilege, each with the way it is held', async () => {
    const ofTeam = { role: 'Mail Services', team: 'Mail Services' }
    assert.deepEqual(rolesIn(await gather('sara@contoso.com')), [ofTeam])
    const other = await gather('sara@contoso.com', { target: { actingAccount: 'admin@contoso.com' } })
    assert.deepEqual(rolesIn(other), [{ role: 'System Administrator', team: null }])
    const none = await gather('sara@contoso.com', { target: { actingAccount: 'helen@contoso.com' } })
    assert.deepEqual(rolesIn(none), [])
  })

  it('holds it through its own role and its team at once', async () => {
    simulator.contoso.control.grantPrivilege('Email Router', 'prvSendAsUser', 'Local')
    const gathered = await gather('sara@contoso.com')
    const grants = grantsIn(gathered)
    assert.deepEqual(grants?.map(({ depth }) => depth).toSorted(), ['Deep', 'Local'])
    assert.deepEqual(
      rolesIn(gathered)?.map(({ team }) => team),
      [null, 'Mail Services'],
    )
    simulator.contoso.control.removePrivilege('Email Router', 'prvSendAsUser')
  })

  it('that does not hold it has an empty list', async () => {
    const gathered = await gather('sara@contoso.com', { target: { actingAccount: 'helen@contoso.com' } })
    assert.deepEqual(grantsIn(gathered), [])
  })

  it('is found by its full name, and comes from the configuration if the person names none', async () => {
    const named = await gather('sara@contoso.com', { target: { actingAccount: 'email router service' } })
    assert.deepEqual(namesOf(named, 'namedAccounts'), ['Email Router Service'])
    const organization = { name: 'Contoso', url: simulator.contoso.url, routerAccount: ROUTER }
    const configured = await gather('sara@contoso.com', { target: { organization, actingAccount: null } })
    assert.deepEqual(namesOf(configured, 'routerAccounts'), ['Email Router Service'])
  })

  it('that nobody named is none, and no privilege is read', async () => {
    const gathered = await gather('sara@contoso.com', { target: { actingAccount: null } })
    assert.deepEqual(failed(gathered.facts), {})
    for (const name of ['routerAccounts', 'namedAccounts'] as const) assert.equal(factIn(gathered, name), null)
    for (const name of ['rights', 'roles'] as const) assert.deepEqual(factIn(gathered, name), [])
  })
})

/** The facts that counting e-mails takes. */
const OF_ACTIVITIES: readonly FactName[] = [
  ...(['backlog', 'pendingMails', 'sentSince', 'departures', 'drafts', 'failedMails', 'pulse'] as const),
]
/** How far the bot itself sees cannot be read then, so no set is known to be complete; what needs the sender is not asked. */
const OF_SIGHT: readonly FactName[] = ['senders', 'namedAccounts']

describe('what the bot may not read', () => {
  const needs: readonly [string, readonly FactName[]][] = [
    ['prvReadUserSettings', ['senderConsent', 'pulse']],
    ['prvReadMailbox', ['senderMailbox', 'pulse']],
    ['prvReadActivity', OF_ACTIVITIES],
    ['prvReadRole', OF_SIGHT],
    ['prvReadTeam', ['roles']],
    ['prvReadOrganization', ['mailSettings']],
    ['prvReadTraceLog', ['alerts', 'pulse']],
    ['prvReadBusinessUnit', ['businessUnits']],
    ['prvReadQueue', ['senders']],
    ['prvReadUser', OF_SIGHT],
    ['prvReadEmailServerProfile', ['serverProfiles']],
    ['prvReadAsyncOperation', ['jobs']],
  ]
  for (const [privilege, missing] of needs) {
    it(`without ${privilege} is a missing fact that names it; the others are read`, async () => {
      const { control } = simulator.contoso
      control.removePrivilege(READER, privilege)
      const { facts } = await gather('sara@contoso.com').finally(() =>
        control.grantPrivilege(READER, privilege, 'Global'),
      )
      const forbidden = Object.entries(failed(facts)).filter(([, { why }]) => why === 'forbidden')
      assert.deepEqual(
        forbidden.map(([name, fact]) => [name, fact.privilege]).toSorted(),
        missing.map(name => [name, privilege]).toSorted(),
      )
      for (const [, { detail }] of forbidden) assert.match(detail, /0x80040220 Principal user/)
      for (const fact of Object.values(failed(facts))) assert.match(fact.why, /^(forbidden|notGathered)$/)
      assert.equal(diagnose(facts, checks).verdict === 'healthy', false)
    })
  }

  it('names the usual privilege when Dataverse names none', async () => {
    const { control } = simulator.contoso
    control.grantPrivilege(READER, 'prvReadUserSettings', 'Basic')
    const { facts } = await gather('sara@contoso.com')
    control.grantPrivilege(READER, 'prvReadUserSettings', 'Global')
    const { senderConsent, pulse: _hidden, ...others } = failed(facts)
    assert.deepEqual(others, {})
    assert.equal(senderConsent?.privilege, 'prvReadUserSettings')
    assert.match(senderConsent?.detail ?? '', /^0x80048306 /)
  })
})

describe('after a change', () => {
  it('reading bypasses the permissions that an organization caches for half a minute', async () => {
    const keeping = await startSimulator({ routerIntervalMs: 0, permissionCacheMs: 30_000 })
    try {
      const depths = async (asked?: Asked) =>
        grantsIn(await gatherIn(keeping, 'grace@contoso.com', asked))?.map(({ depth }) => depth)
      assert.deepEqual(await depths(), ['Deep'])
      keeping.contoso.control.grantRouter()
      assert.deepEqual(await depths(), ['Deep'])
      assert.deepEqual(await depths({ afterChange: true }), ['Global', 'Deep'])
    } finally {
      await keeping.close()
    }
  })
})
