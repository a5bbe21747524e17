import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { asBot, asPerson } from '../../api/callers.js'
import { type OnlineWorld, startOnlineWorld } from './onlineWorld.js'

let world: OnlineWorld
before(async () => {
  world = await startOnlineWorld()
})
after(() => world.simulator.close())

const PENDING = 6

describe('reading Contoso with server-side synchronization', () => {
  it('answers the queries that are documented for a diagnosis', async () => {
    const bot = await asBot(world.simulator)
    const [mailbox, mail] = [world.mailbox('hugo@contoso.com'), world.mails('hugo@contoso.com', PENDING)[0]]
    const jobs = 'name,operationtype,statecode,statuscode,errorcode,message,_ownerid_value,_regardingobjectid_value'
    const queries: readonly (readonly [string, number])[] = [
      [
        `asyncoperations?$select=${jobs}&$filter=operationtype eq 10 and (statuscode eq 10 or statuscode eq 31) and createdon gt 2026-06-01T00:00:00Z&$orderby=createdon desc`,
        6,
      ],
      ['asyncoperations?$select=name&$filter=errorcode eq -2147203059 or errorcode eq -2147203057', 4],
      ["asyncoperations?$select=name&$filter=contains(message,'8004480D') and iswaitingforevent eq false", 4],
      [
        'asyncoperations?$select=name&$expand=workflowactivationid($select=name,_parentworkflowid_value),owninguser($select=fullname)',
        8,
      ],
      [
        'workflows?$select=name,mode,runas,ondemand,_ownerid_value&$filter=category eq 0 and type eq 1 and statecode eq 1',
        5,
      ],
      ['workflows?$select=name,clientdata&$filter=category eq 5 and type eq 1', 2],
      ["flowruns?$select=status,errorcode,starttime,workflowid&$filter=status eq 'Failed'", 3],
      [
        'emails?$select=subject,isworkflowcreated&$filter=statuscode eq 1 and directioncode eq true and isworkflowcreated eq true',
        5,
      ],
      [
        `tracelogs?$select=level,text,errordetails&$filter=_regardingobjectid_value eq ${mailbox.mailboxid} and level eq 3`,
        1,
      ],
      [
        `mailboxes?$select=name&$filter=mailboxid eq ${mailbox.mailboxid}&$expand=emailserverprofile($select=servertype,statecode)`,
        1,
      ],
      [
        `audits?$select=createdon,_userid_value&$filter=_objectid_value eq ${mail?.activityid} and objecttypecode eq 'email'`,
        1,
      ],
      ['organizations?$select=orgdborgsettings,isauditenabled,flowruntimetoliveinseconds,emailconnectionchannel', 1],
    ]
    for (const [query, count] of queries) {
      const { status, rows, text } = await bot(query)
      assert.equal(status, 200, `${query}: ${text}`)
      assert.equal(rows.length, count, query)
    }
  })

  it('shows everything of a diagnosis to the bot, and lets it write nothing', async () => {
    const bot = await asBot(world.simulator)
    for (const set of ['emailserverprofiles', 'asyncoperations', 'workflows', 'flowruns', 'audits']) {
      const { status, rows } = await bot(`${set}?$top=5`)
      assert.deepEqual([status, rows.length > 0], [200, true], set)
    }
    const [profile] = world.org.table('emailserverprofile').all()
    const path = `emailserverprofiles(${profile?.emailserverprofileid})`
    assert.equal((await bot(path, { method: 'PATCH', body: { name: 'Mine' } })).status, 403)
  })

  it('asks for the privilege of each table', async () => {
    const helen = await asPerson(world.simulator, 'helen')
    for (const [set, privilege] of [
      ['emailserverprofiles', 'prvReadEmailServerProfile'],
      ['asyncoperations', 'prvReadAsyncOperation'],
      ['workflows', 'prvReadWorkflow'],
      ['flowruns', 'prvReadflowrun'],
      ['audits', 'prvReadAuditSummary'],
    ] as const)
      assert.match(String((await helen(set)).error?.message), new RegExp(`is missing ${privilege} privilege`))
  })
})
