import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createOrganizations } from '../../src/dataverse/organizations.js'
import type { Target } from '../../src/domain/case.js'
import type { FactSheet } from '../../src/domain/facts.js'
import { createTokens } from '../../src/entra/tokens.js'
import { objectIdOf, type Simulator, startSimulator } from '../simulator/index.js'
import type { LoggedRequest } from '../simulator/requests.js'
import { READER_ROLE } from '../simulator/roles.js'
import { namesIn } from './names.js'

const ROUTER = 'svc-router@contoso.com'

/** One of each kind of question that a person or a program puts. */
const QUESTIONS: readonly (readonly [string, Target])[] = [
  ['a user, with the router account', { sender: 'sara@contoso.com', routerAccount: ROUTER }],
  ['a user, without a router account', { sender: 'sara@contoso.com' }],
  ['a queue, with the router account', { sender: 'support@contoso.com', routerAccount: ROUTER }],
  ['a queue, without a router account', { sender: 'support@contoso.com' }],
  ['one of two with the same address', { sender: 'shared@contoso.com', routerAccount: 'Email Router Service' }],
  ['the router account itself', { sender: ROUTER, routerAccount: ROUTER }],
  ['nobody', { sender: "o'nobody & <co>@contoso.com", routerAccount: 'nobody' }],
]

let simulator: Simulator
let log: readonly LoggedRequest[]
const sheets = new Map<string, FactSheet>()

before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  const contoso = { name: 'Sales', url: simulator.contoso.url }
  const list = [contoso, { name: 'Field', url: simulator.field.url }]
  const tokens = createTokens(simulator)
  const organizations = createOrganizations({ organizations: list, tokens, now: () => new Date() })
  assert.equal((await organizations.find('contosofs'))?.name, 'Field')
  const { signal } = new AbortController()
  const person = await organizations.identify(contoso, objectIdOf('sara'), signal)
  assert.ok(person.ok && person.value?.name === 'Sara Davis')
  for (const [what, target] of QUESTIONS) {
    const gathering = { target: { ...target, organization: contoso }, since: '2026-01-01T00:00:00.000Z', signal }
    const { facts } = await organizations.gather({ ...gathering, progress: () => {} })
    sheets.set(what, facts)
  }
  log = [...simulator.contoso.requests.log, ...simulator.field.requests.log]
})
after(() => simulator.close())

describe('the requests of a diagnosis', () => {
  it('name only what Dataverse has, and never a secret nor the text of a mail', () => {
    const faults = log.flatMap(({ path }) => namesIn(path).faults.map(fault => `${fault}: ${path}`))
    assert.deepEqual(faults, [])
  })

  it('were all seen: these tables, columns and functions are among them', () => {
    const named = log.map(({ path }) => namesIn(path))
    const found = new Set(named.flatMap(one => [...one.tables, ...one.columns, ...one.operations]))
    const expected = [
      ...['systemuser', 'queue', 'businessunit', 'usersettings', 'mailbox', 'email'],
      ...['usersettings.issendasallowed', 'email._emailsender_value', 'email.createdon', 'systemuser.domainname'],
      ...['RetrieveVersion', 'RetrieveCurrentOrganization', 'RetrieveUserPrivilegeByPrivilegeName'],
    ]
    assert.deepEqual(
      expected.filter(name => !found.has(name)),
      [],
    )
  })

  it('read, and write nothing', () => {
    assert.ok(log.length > 50)
    assert.deepEqual(new Set(log.map(({ method }) => method)), new Set(['GET']))
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
      log.filter(({ status }) => status !== 200),
      [],
    )
  })

  it('bring every fact where sender and router account are known', () => {
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

describe('this check', () => {
  const api = '/api/data/v9.2/'
  const guid = '11111111-2222-4333-8444-555555555555'
  const xml = (inner: string, attributes = 'name="email"') =>
    `emails?fetchXml=${encodeURIComponent(`<fetch><entity ${attributes}>${inner}</entity></fetch>`)}`
  const wrong: readonly (readonly [string, string])[] = [
    ['contacts?$select=fullname', 'contacts is no function'],
    ['queues?$select=name,title', 'queue has no column title'],
    ['queues', 'queue is read with all its columns'],
    [`queues(${guid})`, 'queue is read with all its columns'],
    ["queues?$select=name&$filter=title%20eq%20'name'%20and%20name%20ne%20null", 'queue has no column title'],
    ["queues?$select=name&$filter=contains(title,'it''s')", 'queue has no column title'],
    ['queues?$select=name&$orderby=name%20asc,rank%20desc', 'queue has no column rank'],
    ['queues?$select=name&$expand=members($select=name)', 'queue has no relationship members'],
    ['queues?$select=name&$expand=defaultmailbox($select=title)', 'mailbox has no column title'],
    ['queues?$select=name&$expand=defaultmailbox', 'mailbox is read with all its columns'],
    [`systemusers(${guid})/teams?$select=name`, 'systemuser has no relationship teams'],
    ['systemusers(mail=1)?$select=fullname', 'systemuser has no column mail'],
    [`systemusers(${guid})/Microsoft.Dynamics.CRM.RetrieveMood`, 'RetrieveMood is no function of systemuser'],
    [`queues(${guid})/Microsoft.Dynamics.CRM.WhoAmI`, 'WhoAmI is no function of queue'],
    ['RetrieveCurrentOrganization', 'RetrieveCurrentOrganization lacks AccessType'],
    ['RetrieveVersion(Of=1)', 'RetrieveVersion takes no Of'],
    ['RetrieveCurrentOrganization(AccessType=@p1)?@p2=1', 'RetrieveCurrentOrganization has no value for @p1'],
    [xml('', 'name="mail"'), 'mail is no table'],
    [xml('<attribute name="title"/>'), 'email has no column title'],
    [xml('<filter><filter><condition attribute="title"/></filter></filter>'), 'email has no column title'],
    [xml('<link-entity name="queue"><order attribute="title"/></link-entity>'), 'queue has no column title'],
    [xml('<all-attributes/>'), 'email is read with all its columns'],
    ['mailboxes?$select=password', 'mailbox.password must not be read'],
    ['mailboxes?$select=oauthaccesstoken', 'mailbox.oauthaccesstoken must not be read'],
    ['mailboxes?$select=name&$filter=oauthrefreshtoken%20ne%20null', 'mailbox.oauthrefreshtoken must not be read'],
    [`usersettingscollection(${guid})?$select=emailpassword`, 'usersettings.emailpassword must not be read'],
    ['emails?$select=subject,description', 'email.description must not be read'],
    [xml('<attribute name="description"/>'), 'email.description must not be read'],
  ]
  for (const [path, fault] of wrong) {
    it(`sees that ${fault}: ${decodeURIComponent(path)}`, () => assert.deepEqual(namesIn(api + path).faults, [fault]))
  }

  it('sees nothing wrong in what is right', () => {
    const filter = `teamid%20eq%20${guid}%20and%20createdon%20lt%202026-01-01T00:00:00Z`
    const expand = '$expand=teamroles_association($select=name)'
    const path = `systemusers(${guid})/teammembership_association?$select=name&$filter=${filter}&${expand}`
    const { faults, tables, columns } = namesIn(api + path)
    assert.deepEqual(faults, [])
    assert.deepEqual([...tables], ['systemuser', 'team', 'role'])
    assert.deepEqual([...columns], ['team.name', 'team.teamid', 'team.createdon', 'role.name'])
  })
})
