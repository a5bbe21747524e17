import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Deviation } from '../../../src/app/ports/provisioning.js'
import { carryOut } from '../../../src/cli/provision/carryOut.js'
import { DataverseClient } from '../../../src/dataverse/http/dataverseClient.js'
import { provisionOrganization } from '../../../src/dataverse/provision/organizationProvisioning.js'
import { createTokens } from '../../../src/entra/tokens.js'
import { userAgent } from '../../../src/packageInfo.js'
import { personToken } from '../../simulator/api/callers.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import type { SimulatedOrganization } from '../../simulator/rows/organization.js'
import { guid } from '../../simulator/rows/rows.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { atOnce } from '../edge.js'
import { LIST } from './privilegeList.js'

const APP = guid('a new application')
const now = () => new Date('2026-03-02T10:00:00Z')

let simulator: Simulator
let contoso: SimulatedOrganization
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now })
  contoso = simulator.contoso
})
after(() => simulator.close())
beforeEach(() => {
  contoso.load(seedContoso(now))
  contoso.requests.reset()
})

function clientOf(token: string): DataverseClient {
  const tokens = { forOrganization: async () => token, forget: () => {} }
  return new DataverseClient({ url: contoso.url, tokens, userAgent, ...atOnce })
}

async function provisioningAs(person: string, appId = APP) {
  const client = clientOf(await personToken(simulator, person, contoso))
  return provisionOrganization(client, { list: LIST, appId, url: contoso.url })
}

/** A whole run, as the command does it. */
async function run(person = 'admin', appId = APP) {
  const target = await provisioningAs(person, appId)
  await target.read()
  const said: string[] = []
  const left = await carryOut(target, line => said.push(line))
  return { said, left, deviations: target.deviations() }
}

async function check(appId = APP): Promise<readonly Deviation[]> {
  const target = await provisioningAs('admin', appId)
  await target.read()
  return target.deviations()
}

const kindsOf = (deviations: readonly Deviation[]) => deviations.map(({ kind, text }) => `${kind}: ${text}`)
const users = () => contoso.table('systemuser').where(({ applicationid }) => applicationid === APP)
const roles = () => contoso.table('role').where(({ name }) => name === LIST.role)
const writes = () =>
  contoso.written.map(({ method, path }) => `${method} ${path.replace(/.*v9\.2\//, '').replace(/\(.*?\)/g, '()')}`)

describe('provisioning an organization', () => {
  it('creates the role with exactly the listed privileges, the application user, and the assignment', async () => {
    const { left, deviations, said } = await run()
    assert.deepEqual([left, deviations], [[], []])
    assert.equal(said.length, 4)
    assert.deepEqual(writes(), [
      'POST roles',
      'POST roles()/Microsoft.Dynamics.CRM.ReplacePrivilegesRole',
      'POST systemusers',
      'POST systemusers()/systemuserroles_association/$ref',
    ])
    const [user] = users()
    assert.deepEqual([users().length, user?.accessmode, user?.isdisabled], [1, 4, false])
    const root = contoso.table('businessunit').where(unit => unit._parentbusinessunitid_value === null)[0]
    assert.equal(user?._businessunitid_value, root?.businessunitid)
  })

  it('lets the bot read everything: as that application, its own role suffices', async () => {
    const bot = contoso.control.user('pending-send@contoso.com')
    const { systemuserid = null } = bot
    for (const row of [...contoso.table('systemuserroles').having('systemuserid', systemuserid)])
      contoso.table('systemuserroles').remove(contoso.table('systemuserroles').idOf(row))
    assert.deepEqual((await run('admin', simulator.clientId)).deviations, [])
    const client = clientOf(await createTokens(simulator).forOrganization(contoso.url))
    const { RolePrivileges } = await client.get(
      `systemusers(${systemuserid})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`,
    )
    const held = (RolePrivileges as { PrivilegeName: string; Depth: string }[]).map(one => [
      one.PrivilegeName,
      one.Depth,
    ])
    assert.deepEqual(Object.fromEntries(held), Object.fromEntries(LIST.privileges.map(({ name }) => [name, 'Global'])))
  })

  it('writes nothing the second time, and reads twice', async () => {
    await run()
    contoso.written.length = 0
    contoso.requests.reset()
    assert.deepEqual((await run()).said, [])
    assert.deepEqual([contoso.written, contoso.requests.roundTrips], [[], 2])
  })

  it('goes on where an earlier run was killed, after any of its writes', async () => {
    for (let stop = 1; stop <= 4; stop++) {
      contoso.load(seedContoso(now))
      const target = await provisioningAs('admin')
      await target.read()
      for (let i = 0; i < stop; i++) {
        const next = target.steps().find(({ ready }) => ready)
        if (next) await target.take(next)
      }
      assert.deepEqual((await run()).deviations, [], `after ${stop}`)
      assert.deepEqual([contoso.written.length, users().length], [4, 1], `after ${stop}`)
    }
  })

  it('creates one role and one user when two run at once', async () => {
    const both = await Promise.all([run(), run()])
    for (const { left } of both) assert.deepEqual(left, [])
    assert.deepEqual(await check(), [])
    const units = contoso.table('businessunit').all().length
    assert.deepEqual([users().length, roles().length], [1, units])
  })

  it('leaves a user in its business unit, and assigns the copy of the role there', async () => {
    await run()
    const [user] = users()
    const { businessunitid = null } = contoso.table('businessunit').where(({ name }) => name === 'Sales')[0] ?? {}
    contoso.table('systemuser').update(String(user?.systemuserid), { _businessunitid_value: businessunitid })
    const held = contoso.table('systemuserroles')
    for (const row of [...held.having('systemuserid', user?.systemuserid ?? null)]) held.remove(held.idOf(row))
    assert.deepEqual((await run()).deviations, [])
    assert.equal(users()[0]?._businessunitid_value, businessunitid)
  })

  it('takes a role of this name that somebody made by hand', async () => {
    const target = await provisioningAs('admin')
    await target.read()
    const [create] = target.steps()
    const { roleid: _own, ...body } = create?.request.body ?? {}
    await clientOf(await personToken(simulator, 'admin', contoso)).post('roles', body)
    const { deviations } = await run()
    assert.deepEqual(deviations, [])
    assert.equal(roles().filter(({ _parentroleid_value: parent }) => parent === null).length, 1)
  })
})

describe('what is not as it has to be', () => {
  beforeEach(() => run())

  it('is told: missing, too shallow and too much in the role', async () => {
    const { control } = contoso
    control.removePrivilege(LIST.role, 'prvReadTraceLog')
    control.removePrivilege(LIST.role, 'prvReadWorkflow')
    control.grantPrivilege(LIST.role, 'prvReadMailbox', 'Deep')
    control.grantPrivilege(LIST.role, 'prvWriteActivity', 'Basic')
    const told = kindsOf(await check())
    assert.equal(told.length, 4)
    assert.match(told[0] ?? '', /^missing: prvReadTraceLog in the role\. Undetermined without it: .*otherMailboxError/)
    assert.match(told[1] ?? '', /^missing: prvReadWorkflow in the role\. Details are missing without it: workflows\./)
    assert.match(
      told[2] ?? '',
      /^too shallow: prvReadMailbox reaches Deep, not Organization: rows beyond are hidden silently\./,
    )
    assert.match(told[3] ?? '', /^too much: prvWriteActivity in the role: /)
    contoso.written.length = 0
    assert.deepEqual((await run()).deviations, [])
    assert.deepEqual(writes(), ['POST roles()/Microsoft.Dynamics.CRM.ReplacePrivilegesRole'])
  })

  it('is told, and not taken away: another role of the user', async () => {
    const [user] = users()
    const [role] = contoso
      .table('role')
      .where(({ name, _parentroleid_value: parent }) => name === 'System Administrator' && parent === null)
    contoso.table('systemuserroles').insert({ systemuserid: user?.systemuserid ?? null, roleid: role?.roleid ?? null })
    contoso.written.length = 0
    const { deviations } = await run()
    assert.match(kindsOf(deviations).join('\n'), /^too much: The user .+ also holds the role "System Administrator"/)
    assert.deepEqual(contoso.written, [])
  })

  it('is told: a user that is disabled, and a role that is not assigned', async () => {
    const [user] = users()
    const id = user?.systemuserid ?? null
    contoso.table('systemuser').update(String(id), { isdisabled: true })
    const held = contoso.table('systemuserroles')
    for (const row of [...held.having('systemuserid', id)]) held.remove(held.idOf(row))
    assert.deepEqual(
      (await check()).map(({ kind }) => kind),
      ['wrong', 'missing'],
    )
  })

  it('is only a note: a role through a team', async () => {
    const [user] = users()
    const [team] = contoso.table('team').all()
    contoso.table('teammembership').insert({ systemuserid: user?.systemuserid ?? null, teamid: team?.teamid ?? null })
    assert.deepEqual(
      (await check()).map(({ kind }) => kind),
      ['note'],
    )
  })
})

describe('an organization that lacks a privilege', () => {
  it('is provisioned without it, and it is told', async () => {
    const privileges = contoso.table('privilege')
    const [flowRuns] = privileges.where(({ name }) => name === 'prvReadflowrun')
    privileges.remove(privileges.idOf(flowRuns ?? {}))
    const { deviations, left } = await run()
    assert.deepEqual(left, [])
    assert.match(kindsOf(deviations).join('\n'), /^note: prvReadflowrun is not known here[^\n]+$/)
  })
})

describe('somebody who may not', () => {
  it('is told which privilege they lack and what an administrator does, and nothing is written', async () => {
    const lacks: readonly (readonly [string, readonly string[]])[] = [
      ['prvCreateRole', ['role', 'privileges', 'assignment']],
      ['prvCreateUser', ['user', 'assignment']],
      ['prvAssignRole', ['assignment']],
    ]
    for (const [privilege, expected] of lacks) {
      contoso.load(seedContoso(now))
      contoso.control.removePrivilege('System Administrator', privilege)
      const { left } = await run()
      assert.deepEqual(
        left.map(({ step }) => step.id),
        expected,
        privilege,
      )
      assert.equal(left[0]?.why, `you lack ${privilege}`)
      assert.ok(left.every(({ step }) => step.byHand.length > 0))
    }
  })

  it('cannot give the role more than they hold', async () => {
    contoso.control.grantPrivilege('System Administrator', 'prvReadMailbox', 'Deep')
    const { left } = await run()
    assert.deepEqual([left[0]?.step.id, left[0]?.why], ['privileges', 'you lack prvReadMailbox'])
  })

  it('is refused with the privilege, when they may not even read', async () => {
    const target = await provisioningAs('sara')
    await assert.rejects(target.read(), /prvRead/)
  })
})
