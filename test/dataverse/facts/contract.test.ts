import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createOrganizations } from '../../../src/dataverse/createOrganizations.js'
import type { OrganizationRef, Target } from '../../../src/domain/case/case.js'
import type { FactSheet } from '../../../src/domain/diagnosis/facts.js'
import { createTokens } from '../../../src/entra/tokens.js'
import { userAgent } from '../../../src/packageInfo.js'
import type { LoggedRequest } from '../../simulator/api/requests.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import { READER_ROLE } from '../../simulator/rows/roles.js'
import { appliedOf, deskOf, factValue } from '../repair/repairing.js'
import { namesIn, targetIn } from './names.js'

const ROUTER = 'svc-router@contoso.com'

/** One of each kind of question that a person or a program asks. */
const QUESTIONS: readonly (readonly [string, Target])[] = [
  ['a user, with the router account', { sender: 'sara@contoso.com', actingAccount: ROUTER }],
  ['a user, without a router account', { sender: 'sara@contoso.com' }],
  ['a queue, with the router account', { sender: 'support@contoso.com', actingAccount: ROUTER }],
  ['a queue, without a router account', { sender: 'support@contoso.com' }],
  ['one of two with the same address', { sender: 'shared@contoso.com', actingAccount: 'Email Router Service' }],
  ['the router account itself', { sender: ROUTER, actingAccount: ROUTER }],
  ['nobody', { sender: "o'nobody & <co>@contoso.com", actingAccount: 'nobody' }],
]

let simulator: Simulator
let log: readonly LoggedRequest[]
const sheets = new Map<string, FactSheet>()

before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  const contoso = { name: 'Sales', url: simulator.contoso.url }
  const list = [contoso, { name: 'Field', url: simulator.field.url }]
  const tokens = createTokens(simulator)
  const organizations = createOrganizations({ organizations: list, tokens, userAgent, now: () => new Date() })
  assert.equal((await organizations.find('contosofs'))?.name, 'Field')
  const { signal } = new AbortController()
  const person = await organizations.identify(contoso, objectIdOf('sara'), signal)
  assert.ok(person.ok && person.value?.name === 'Sara Davis')
  await organizations.knowing({ address: 'sara@contoso.com' }, signal)
  for (const [what, target] of QUESTIONS) {
    const gathering = { target: { ...target, organization: contoso }, since: '2026-01-01T00:00:00.000Z', signal }
    const { facts } = await organizations.gather({ ...gathering, progress: () => {} })
    sheets.set(what, facts)
  }
  await repairEverything(contoso)
  log = [...simulator.contoso.requests.log, ...simulator.field.requests.log]
})
after(() => simulator.close())

/** One repair of each kind, read, written and undone, with the count that proves it. */
async function repairEverything(organization: OrganizationRef): Promise<void> {
  const desk = deskOf(simulator)
  const [sara, grace] = ['sara@contoso.com', 'grace@contoso.com']
  const { mails } = await desk.prepare('senderConsent', sara, { own: true })
  const chosen = factValue(mails).map(({ id }) => id)
  const hold = await desk.plan('holdMails', sara, { own: true, chosen })
  assert.equal((await desk.carryOut(hold.writes, 'sara')).result, 'done')
  const ways = [
    ['allowSendAs', sara, 'sara'],
    ['giveRole', grace, 'admin'],
    ['extendRole', grace, 'admin'],
    ['createRole', grace, 'admin'],
  ] as const
  for (const [way, sender, by] of ways) {
    const plan = await desk.plan(way, sender)
    const applied = appliedOf(plan, await desk.carryOut(plan.writes, by))
    const back = await desk.plan('undo', sender, { applied })
    assert.equal((await desk.carryOut(back.writes, by)).result, 'done')
  }
  const { signal } = new AbortController()
  const senderId = desk.parties(sara).sender.id
  await desk.repairs.count({ organization, signal, senderId, since: '2026-01-01T00:00:00.000Z' })
}

const isRead = ({ method }: LoggedRequest) => method === 'GET'
/** The privileges of a role that is yet to be created. */
const isOfNewRole = ({ path, status }: LoggedRequest) => status === 404 && path.includes('RetrieveRolePrivilegesRole')
const namesOf = (one: LoggedRequest) => (isRead(one) ? namesIn(one.path) : targetIn(one.path))

describe('the requests of a diagnosis and of repairs', () => {
  it('name only what Dataverse has, and never a secret or the text of an e-mail', () => {
    const faults = log.flatMap(one => namesOf(one).faults.map(fault => `${fault}: ${one.method} ${one.path}`))
    assert.deepEqual(faults, [])
  })

  it('were all recorded: these tables, columns and functions are among them', () => {
    const named = log.map(namesOf)
    const found = new Set(named.flatMap(one => [...one.tables, ...one.columns, ...one.operations]))
    const expected = [
      ...['systemuser', 'queue', 'businessunit', 'usersettings', 'mailbox', 'email'],
      ...['usersettings.issendasallowed', 'email._emailsender_value', 'email.createdon', 'systemuser.domainname'],
      ...['RetrieveVersion', 'RetrieveCurrentOrganization', 'RetrieveUserPrivilegeByPrivilegeName'],
      ...['RetrieveRolePrivilegesRole', 'AddPrivilegesRole', 'RemovePrivilegeRole', 'systemuserroles.roleid'],
      ...['teamroles.teamid', 'role.iscustomizable', 'email.torecipients', 'systemuser.accessmode'],
    ]
    assert.deepEqual(
      expected.filter(name => !found.has(name)),
      [],
    )
  })

  it('write nothing but what was agreed to, and nothing as the application', () => {
    assert.ok(log.filter(isRead).length > 50)
    const { written } = simulator.contoso
    assert.equal(log.filter(one => !isRead(one)).length, written.length)
    assert.deepEqual(new Set(written.map(({ method }) => method)), new Set(['PATCH', 'POST', 'DELETE']))
    assert.deepEqual(new Set(written.map(({ by }) => by)), new Set(['Sara Davis', 'Adele Admin']))
    assert.ok(written.every(({ byApplication }) => !byApplication))
  })

  it('are all allowed to the reading role of the bot, which is the only one it has', () => {
    const { contoso } = simulator
    const [bot] = contoso.table('systemuser').where(({ applicationid }) => applicationid === simulator.clientId)
    const own = <T extends { systemuserid?: unknown }>(one: T) => one.systemuserid === bot?.systemuserid
    const roles = contoso.table('systemuserroles').where(own)
    const names = roles.map(({ roleid }) => contoso.table('role').find(String(roleid))?.name)
    assert.deepEqual(names, [READER_ROLE])
    assert.equal(contoso.table('teammembership').where(own).length, 0)
    assert.deepEqual(
      log.filter(one => one.status !== (isRead(one) ? 200 : 204) && !isOfNewRole(one)),
      [],
    )
  })

  it('read every fact if sender and router account are known', () => {
    for (const what of ['a user, with the router account', 'a queue, with the router account']) {
      const facts = Object.entries(sheets.get(what) ?? {})
      assert.ok(facts.length >= 9)
      for (const [name, fact] of facts) assert.ok(fact.ok, `${what}: ${name}`)
    }
  })
})

describe('the reading role', () => {
  it('has nothing but rights to read', () => {
    const { contoso } = simulator
    const [role] = contoso.table('role').where(({ name }) => name === READER_ROLE)
    const held = contoso.table('roleprivileges').where(({ roleid }) => roleid === role?.roleid)
    assert.ok(held.length > 0)
    for (const { privilegeid } of held)
      assert.match(String(contoso.table('privilege').find(String(privilegeid))?.name), /^prvRead/)
  })
})
