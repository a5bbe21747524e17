import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Ask, asPerson, type Json } from '../api/callers.js'
import type { Row } from '../rows/database.js'
import { type OnlineWorld, startOnlineWorld } from '../seeds/synchronized/onlineWorld.js'

let world: OnlineWorld
let admin: Ask
beforeEach(async () => {
  world = await startOnlineWorld()
  admin = await asPerson(world.simulator, 'admin')
})
afterEach(() => world.simulator.close())

/** The changes of an e-mail, newest first, by the query of the product's documentation. */
async function changesOf(mail: Row | undefined, ask = admin): Promise<readonly Json[]> {
  const query = `$select=createdon,action,operation,_userid_value,_callinguserid_value&$filter=_objectid_value eq ${mail?.activityid} and objecttypecode eq 'email'&$orderby=createdon desc`
  const { status, rows } = await ask(`audits?${query}`)
  assert.equal(status, 200)
  return rows
}

async function detailOf(change: Json | undefined): Promise<Json> {
  const { status, json } = await admin(`audits(${change?.auditid})/Microsoft.Dynamics.CRM.RetrieveAuditDetails`)
  assert.equal(status, 200)
  return json.AuditDetail as Json
}

const idOf = (name: string) => world.org.table('systemuser').where(user => user.fullname === name)[0]?.systemuserid

describe('the audit of e-mails', () => {
  it('says who handed an e-mail over', async () => {
    const [mail] = world.mails('sara@contoso.com', 6)
    const [change, ...more] = await changesOf(mail)
    assert.deepEqual([change?.action, change?.operation, more.length], [2, 2, 0])
    assert.equal(change?._userid_value, world.sender('sara@contoso.com').systemuserid)
    const { '@odata.type': type, OldValue: before, NewValue: after } = await detailOf(change)
    assert.equal(type, '#Microsoft.Dynamics.CRM.AttributeAuditDetail')
    assert.equal((before as Json).statuscode, 1)
    assert.deepEqual([(after as Json).statuscode, (after as Json).deliveryattempts], [6, 0])
    assert.equal((after as Json)['@odata.type'], '#Microsoft.Dynamics.CRM.email')
  })

  it('says that # SSSAdminProd sent it', async () => {
    world.org.control.addPending('nora@contoso.com', 5)
    const [mail] = world.mails('nora@contoso.com', 6)
    world.pass(1)
    const [change] = await changesOf(mail)
    assert.equal(change?._userid_value, idOf('# SSSAdminProd'))
    assert.equal(((await detailOf(change)).NewValue as Json).statuscode, 3)
  })

  it('says who changed an e-mail through the Web API', async () => {
    const [mail] = world.mails('sara@contoso.com', 6)
    world.pass(1)
    const sara = await asPerson(world.simulator, 'sara')
    await sara(`emails(${mail?.activityid})`, { method: 'PATCH', body: { statecode: 0, statuscode: 1 } })
    const [change] = await changesOf(mail)
    assert.equal(change?._userid_value, idOf('Sara Davis'))
    assert.equal(mail?._modifiedby_value, idOf('Sara Davis'))
  })

  it('is kept only while the organization has one', async () => {
    const [mail] = world.mails('sara@contoso.com', 6)
    const before = (await changesOf(mail)).length
    world.org.control.setOrganizationColumns({ isauditenabled: false })
    const sara = await asPerson(world.simulator, 'sara')
    await sara(`emails(${mail?.activityid})`, { method: 'PATCH', body: { statecode: 0, statuscode: 1 } })
    assert.equal((await changesOf(mail)).length, before)
  })

  it('is for those who have prvReadAuditSummary', async () => {
    const [change] = await changesOf(world.mails('sara@contoso.com', 6)[0])
    const sara = await asPerson(world.simulator, 'sara')
    const paths = ['audits', `audits(${change?.auditid})/Microsoft.Dynamics.CRM.RetrieveAuditDetails`]
    for (const path of paths) {
      const { status, error } = await sara(path)
      assert.equal(status, 403)
      assert.match(String(error?.message), /prvReadAuditSummary/)
    }
  })
})
