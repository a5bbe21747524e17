import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { Refusal } from '../api/errors.js'
import type { Row } from '../rows/database.js'
import { type OnlineWorld, startOnlineWorld } from '../seeds/synchronized/onlineWorld.js'
import type { Automation } from './automation.js'

let world: OnlineWorld
let automation: Automation
beforeEach(async () => {
  world = await startOnlineWorld()
  automation = world.org.background.automation
})
afterEach(() => world.simulator.close())

const GRACE = 'grace@contoso.com'
const OMAR = 'omar@contoso.com'
const DRAFT = 1
const idOf = (address: string) => world.sender(address).systemuserid

/** What a step adds to a table. */
function added(table: string, step: () => void): Row[] {
  const before = new Set(world.org.table(table).all())
  step()
  return world.org.table(table).where(row => !before.has(row))
}

const workflowOf = (job: Row | undefined) => {
  const activation = world.org.table('workflow').find(String(job?._workflowactivationid_value))
  return [activation?.type, activation?._parentworkflowid_value]
}

describe('a background workflow', () => {
  it('that is refused leaves a draft, and a job that waits and belongs to its owner', () => {
    const drafts = world.mails(GRACE, DRAFT).length
    const [job, ...more] = added('asyncoperation', () => {
      automation.trigger('Order confirmation', { by: world.sender('helen@contoso.com') })
      world.pass(1)
    })
    assert.deepEqual([job?.operationtype, job?.statecode, job?.statuscode, more.length], [10, 1, 10, 0])
    assert.deepEqual([job?.errorcode, job?.iswaitingforevent, job?.messagename], [-2147203059, false, 'Create'])
    assert.match(String(job?.message), /User does not have send-as privilege.*0x8004480D/)
    assert.equal(job?._ownerid_value, idOf('dana@contoso.com'))
    const { workflowid } = automation.process('Order confirmation')
    assert.deepEqual(workflowOf(job), [2, workflowid])
    assert.equal(world.mails(GRACE, DRAFT).length, drafts + 1)
    const mail = world.mails(GRACE, DRAFT).find(one => one.createdon === '2026-06-15T10:01:00Z')
    assert.deepEqual([mail?.isworkflowcreated, mail?.deliveryattempts, mail?.statecode], [true, null, 0])
    assert.equal(mail?._createdby_value, idOf('dana@contoso.com'))
    assert.equal(mail?._regardingobjectid_value, job?._regardingobjectid_value)
  })

  it('runs as whoever starts it by hand', () => {
    const [job] = added('asyncoperation', () => {
      automation.start('Order confirmation', world.sender('nora@contoso.com'))
      world.pass(1)
    })
    assert.deepEqual([job?._ownerid_value, job?.messagename], [idOf('nora@contoso.com'), 'ExecuteWorkflow'])
  })

  it('sends if its owner may', () => {
    world.org.control.setConsent(GRACE, true)
    const [job] = added('asyncoperation', () => {
      automation.trigger('Order confirmation')
      world.pass(1)
    })
    assert.deepEqual([job?.statecode, job?.statuscode, job?.errorcode], [3, 30, null])
    const mail = world.mails(GRACE, 3).find(one => one.actualend === '2026-06-15T10:01:00Z')
    assert.equal(mail?._createdby_value, idOf('dana@contoso.com'))
  })

  it('may have the code only in the message of its job', () => {
    const [job] = added('asyncoperation', () => {
      automation.trigger('Order confirmation', { hasErrorCode: false })
      world.pass(1)
    })
    assert.equal(job?.errorcode, null)
    assert.match(String(job?.message), /0x8004480D/)
  })

  it('of a disabled owner is refused, and so is one that sends for a queue it may not read', () => {
    const jobs = added('asyncoperation', () => {
      automation.trigger('Welcome')
      automation.trigger('Payment reminder')
      world.pass(1)
    })
    assert.deepEqual(
      jobs.map(({ errorcode }) => errorcode),
      [-2147220955, -2147203057],
    )
  })

  it('does not run while background operations are off: its jobs pile up', () => {
    world.org.background.environment.backgroundOperations = false
    const [job] = added('asyncoperation', () => {
      automation.trigger('Order confirmation')
      world.pass(60)
    })
    assert.deepEqual([job?.statecode, job?.statuscode, job?.startedon], [0, 0, null])
    world.org.background.environment.backgroundOperations = true
    world.pass(1)
    assert.deepEqual([job?.statecode, job?.statuscode], [1, 10])
  })
})

describe('a real-time workflow', () => {
  const makeRealTime = (runas: number) => {
    const { workflowid } = automation.process('Order confirmation')
    world.org.table('workflow').update(String(workflowid), { mode: 1, runas })
  }

  it('that is refused leaves nothing, and the person sees the error', () => {
    makeRealTime(0)
    const tables = ['email', 'activityparty', 'asyncoperation', 'audit']
    const counts = () => tables.map(name => world.org.table(name).all().length)
    const before = counts()
    assert.throws(
      () => automation.trigger('Order confirmation', { by: world.sender('helen@contoso.com') }),
      (error: unknown) => error instanceof Refusal && error.code === '0x8004480D',
    )
    assert.deepEqual(counts(), before)
  })

  it('runs as its owner, or as the person whose change triggers it', () => {
    world.org.control.setConsent(GRACE, true)
    const helen = world.sender('helen@contoso.com')
    makeRealTime(0)
    const [byOwner] = added('email', () => automation.trigger('Order confirmation', { by: helen }))
    assert.deepEqual([byOwner?._createdby_value, byOwner?.statuscode], [idOf('dana@contoso.com'), 6])
    makeRealTime(1)
    assert.throws(() => automation.trigger('Order confirmation', { by: helen }), Refusal)
    world.org.control.grantPrivilege('Salesperson', 'prvSendAsUser', 'Local')
    const [byCaller] = added('email', () => automation.trigger('Order confirmation', { by: helen }))
    assert.equal(byCaller?._createdby_value, helen.systemuserid)
  })
})

describe('a flow', () => {
  it('that is refused leaves a draft without a job, and a failed run that does not say why', () => {
    const jobs = world.org.table('asyncoperation').all().length
    const [run] = added('flowrun', () => automation.run('Survey after a visit'))
    assert.deepEqual([run?.status, run?.errorcode], ['Failed', 'ActionFailed'])
    assert.doesNotMatch(String(run?.errormessage), /4480D/)
    assert.equal(run?._ownerid_value, idOf('dana@contoso.com'))
    assert.equal(world.org.table('asyncoperation').all().length, jobs)
    const mail = world.mails(OMAR, DRAFT).find(one => one.createdon === '2026-06-15T10:00:00Z')
    assert.deepEqual([mail?._createdby_value, mail?.isworkflowcreated], [idOf('flows@contoso.com'), false])
  })

  it('sends as the user of its connection', () => {
    world.org.control.grantPrivilege('Salesperson', 'prvSendAsUser', 'Deep')
    const [mail] = added('email', () => automation.run('Survey after a visit'))
    assert.deepEqual([mail?.statuscode, mail?._modifiedby_value], [6, idOf('flows@contoso.com')])
    const runs = world.org.table('flowrun').where(({ status }) => status === 'Succeeded')
    assert.equal(runs.length, 1)
  })

  it('leaves no run where runs are not kept', () => {
    world.org.control.setOrganizationColumns({ flowruntimetoliveinseconds: 0 })
    assert.deepEqual(
      added('flowrun', () => automation.run('Survey after a visit')),
      [],
    )
  })
})

describe('an integration that impersonates a user', () => {
  const step = () => ({ sender: String(idOf('nora@contoso.com')), to: 'anna@fabrikam.example', subject: 'Invoice' })
  const impersonate = () => {
    const [mail] = added('email', () =>
      automation.impersonate(world.sender('invoice-integration@contoso.com'), world.sender('dana@contoso.com'), step()),
    )
    return mail
  }

  it('sends only if both of them may, and both stand in the e-mail', () => {
    const integration = idOf('invoice-integration@contoso.com')
    const mail = impersonate()
    assert.deepEqual([mail?._createdby_value, mail?._createdonbehalfby_value], [idOf('dana@contoso.com'), integration])
    assert.deepEqual([mail?.statuscode, mail?._modifiedonbehalfby_value], [6, integration])
    world.org.control.removePrivilege('Unit Mailer', 'prvSendAsUser')
    assert.equal(impersonate()?.statuscode, DRAFT)
    world.org.control.grantPrivilege('Unit Mailer', 'prvSendAsUser', 'Local')
    world.org.control.removePrivilege('Mail Sender', 'prvSendAsUser')
    assert.equal(impersonate()?.statuscode, DRAFT)
  })

  it('is named by the audit as the real caller', () => {
    const [change] = added('audit', () => impersonate())
    const found = [change?._userid_value, change?._callinguserid_value]
    assert.deepEqual(found, [idOf('dana@contoso.com'), idOf('invoice-integration@contoso.com')])
  })
})
