import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Clock, Incoming } from '../../src/app/ports.js'
import type { Case } from '../../src/domain/case/case.js'
import { blockingIn } from '../../src/domain/diagnosis/diagnosis.js'
import { MINUTE_MS } from '../../src/domain/durations.js'
import { cureIn } from '../../src/domain/repair/remedy.js'
import type { RemedyId } from '../../src/domain/repair/repair.js'
import { remedies } from '../../src/remedies/index.js'
import { seedOnlineContoso } from '../simulator/seeds/synchronized/onlineContoso.js'
import { STATUS } from '../simulator/sending/mails.js'
import { button, caseOf, type Instance, signerIn, startWorld, type World } from './world.js'

/** A clock that the test sets forward, for the program and for the organization. */
let ahead = 0
const now = () => new Date(Date.now() + ahead)
const clock: Clock = {
  now,
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds)
    return () => clearInterval(timer)
  },
}

const QUOTA = { kind: 'permanent', name: 'Exchange server returned ErrorQuotaExceeded exception.' } as const

let world: World
before(async () => {
  world = await startWorld(undefined, { contoso: seedOnlineContoso(now), now, helpdesk: ['admin', 'helen'] })
})
after(() => world.close())
beforeEach(() => world.simulator.contoso.load(seedOnlineContoso(now)))

const org = () => world.simulator.contoso
const writers = () => org().written.map(({ method, by, byApplication }) => [method, by, byApplication])
const mailsOf = (address: string, statuscode: number) => {
  const { systemuserid } = org().control.user(address)
  return org()
    .table('email')
    .where(mail => mail._emailsender_value === systemuserid && mail.statuscode === statuscode)
}

function person(key: string): Incoming {
  world.signIn(key)
  return signerIn(key)
}

/** One person in front of one instance of the program. */
class Talk {
  constructor(
    readonly who: Incoming,
    private readonly instance: Instance,
  ) {}

  async say(text: string): Promise<Case> {
    await this.instance.app.say(this.who, text, false)
    return this.#newest()
  }

  /** "It stays a draft, or a flow failed." */
  async draftsOf(sender: string): Promise<Case> {
    const asking = await this.say(`${sender} in Contoso`)
    await this.click(asking, 'answer', { ask: 'symptom', value: 'draft' })
    return world.stored(asking)
  }

  async click(thisCase: Case, ...[verb, more]: [Parameters<typeof button>[1], Parameters<typeof button>[2]?]) {
    const screen = await this.instance.app.click(this.who, button(thisCase, verb, more))
    await this.instance.app.idle()
    return screen
  }

  async repair(thisCase: Case, remedy: RemedyId): Promise<Case> {
    await this.click(thisCase, 'repair', { value: remedy })
    return world.stored(thisCase)
  }

  async agree(thisCase: Case, more: { readonly typedName?: string } = {}): Promise<Case> {
    await this.click(thisCase, 'consent', { value: planOf(thisCase), knowsOld: 'true', ...more })
    return world.stored(thisCase)
  }

  async #newest(): Promise<Case> {
    await this.instance.app.idle()
    return caseOf(this.instance.chat.screen)
  }
}

function planOf({ phase }: Case): string {
  assert.ok(phase.name === 'offered', JSON.stringify(phase).slice(0, 300))
  return phase.plans[0]?.hash ?? assert.fail('there is no plan')
}

/** So many minutes pass: the platform does its work, and then the program does what is due. */
async function pass(minutes: number, { app }: Instance): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    ahead += MINUTE_MS
    org().background.tick()
  }
  await app.recover('watch')
  await app.recover('urgent')
  await app.idle()
}

async function until(phase: string, thisCase: Case, instance: Instance): Promise<void> {
  for (let look = 0; look < 6 && phaseOf(await world.stored(thisCase)) !== phase; look++) await pass(2, instance)
  assert.equal(phaseOf(await world.stored(thisCase)), phase)
}

/** Those that another account made. */
const drafts = (address: string) =>
  mailsOf(address, STATUS.draft).filter(mail => mail._createdby_value !== mail._emailsender_value)
const jobs = (workflow: string) =>
  org()
    .table('asyncoperation')
    .where(({ name, statecode }) => name === workflow && statecode === 1)
    .map(({ asyncoperationid }) => String(asyncoperationid))
const phaseOf = ({ phase }: Case) => phase.name
const talkOf = (key: string, name: string): [Talk, Instance] => {
  const instance = world.instance(name, { clock })
  return [new Talk(person(key), instance), instance]
}

describe('a mailbox that was never tested', () => {
  it('is tested by its owner, watched until the test has run, and its mail leaves', async () => {
    const [sara, first] = talkOf('sara', 'test-1')
    const found = await sara.say('sara@contoso.com is stuck in Contoso')
    const offer = await sara.repair(found, 'testMailbox')
    assert.ok(offer.phase.name === 'offered' && offer.phase.backlog.ok)
    const watched = await sara.agree(offer)
    assert.ok(watched.phase.name === 'watching' && watched.phase.watch.looksAt === 'facts', phaseOf(watched))
    assert.deepEqual(writers(), [['PATCH', 'Sara Davis', false]])

    // The second click is late.
    await sara.click(offer, 'consent', { value: planOf(offer), knowsOld: 'true' })
    assert.equal(org().written.length, 1)

    // The first instance is gone; another one goes on.
    await first.app.idle()
    const second = world.instance('test-2', { clock })
    await until('resolved', found, second)
    assert.deepEqual(
      [mailsOf('sara@contoso.com', STATUS.pending).length, mailsOf('sara@contoso.com', STATUS.sent).length],
      [0, 3],
    )
    const told = second.chat.drawn.filter(({ screen }) => screen.kind === 'notice')
    assert.equal(told.length, 1)
  })

  it('whose test fails says so, with what the alert reports', async () => {
    const [felix, instance] = talkOf('felix', 'test-3')
    const { serverFaults } = org().background.environment
    serverFaults.set(String(org().backgroundControl.mailbox('felix@contoso.com').mailboxid), QUOTA)
    const found = await felix.say('felix@contoso.com is stuck in Contoso')
    await felix.agree(await felix.repair(found, 'testMailbox'))
    await pass(2, instance)
    const ended = await world.stored(found)
    assert.ok(ended.phase.name === 'diagnosed', phaseOf(ended))
    assert.equal(ended.phase.note?.key, 'notes.verified.testFailed')
    const blocking = blockingIn(ended.phase.diagnosis).map(({ checkId }) => checkId)
    assert.deepEqual(blocking, ['mailboxNotEnabled', 'otherMailboxError'])
  })
})

describe('a mailbox with another delivery method', () => {
  it('is tested after the method was set: that is the next step, and the mail leaves', async () => {
    org().control.setMailboxColumns('mia@contoso.com', { enabledforoutgoingemail: false, outgoingemailstatus: 0 })
    const [adele, first] = talkOf('admin', 'method-1')
    const found = await adele.say('mia@contoso.com is stuck in Contoso')
    assert.ok(found.phase.name === 'diagnosed', phaseOf(found))
    assert.equal(cureIn(found.phase.diagnosis, remedies)?.remedy.id, 'deliveryMethod')
    const set = await adele.agree(await adele.repair(found, 'deliveryMethod'))
    assert.ok(set.phase.name === 'diagnosed', phaseOf(set))
    assert.equal(set.phase.note?.key, 'notes.verified.otherCause')
    assert.equal(cureIn(set.phase.diagnosis, remedies)?.remedy.id, 'testMailbox')
    const watched = await adele.agree(await adele.repair(set, 'testMailbox'))
    assert.ok(watched.phase.name === 'watching' && watched.phase.watch.looksAt === 'facts', phaseOf(watched))
    assert.deepEqual(writers(), [
      ['PATCH', 'Adele Admin', false],
      ['PATCH', 'Adele Admin', false],
    ])
    await first.app.idle()
    await until('resolved', found, world.instance('method-2', { clock }))
    const left = [STATUS.pending, STATUS.sent].map(status => mailsOf('mia@contoso.com', status).length)
    assert.deepEqual(left, [0, 2])
  })

  it('that passed its test needs no other one: its mail leaves', async () => {
    const [adele, first] = talkOf('admin', 'method-3')
    const found = await adele.say('mia@contoso.com is stuck in Contoso')
    const set = await adele.agree(await adele.repair(found, 'deliveryMethod'))
    assert.ok(set.phase.name === 'watching' && !set.phase.watch.looksAt, phaseOf(set))
    await first.app.idle()
    await until('resolved', found, world.instance('method-4', { clock }))
  })
})

describe('a workflow that was refused', () => {
  it('goes on once the sender agrees and an administrator resumes its jobs, and the mail is sent', async () => {
    const [adele, first] = talkOf('admin', 'workflow-1')
    for (const id of jobs('Payment reminder'))
      org().table('asyncoperation').update(id, { statecode: 3, statuscode: 32 })
    const found = await adele.draftsOf('grace@contoso.com')
    assert.equal(phaseOf(found), 'diagnosed')
    const asking = await adele.repair(found, 'senderConsent')
    const place = asking.surfaces.find(({ audience }) => audience === 'sender') ?? assert.fail(phaseOf(asking))
    const grace = new Talk({ ...person('grace'), surface: place }, first)
    const allowed = await grace.agree(await grace.repair(asking, 'senderConsent'))
    assert.ok(allowed.phase.name === 'diagnosed', phaseOf(allowed))

    const list = await adele.repair(allowed, 'resumeJobs')
    assert.ok(list.phase.name === 'offered' && list.phase.plans.length === 0 && list.phase.jobs)
    const ids = list.phase.jobs.map(({ id }) => id)
    assert.deepEqual(ids.toSorted(), jobs('Order confirmation').toSorted())
    await adele.click(list, 'hold', { mails: 'all' })
    assert.equal(phaseOf(await world.stored(found)), 'offered')
    await adele.click(list, 'hold', { mails: ids.join(',') })
    const offer = await world.stored(found)
    const before = org().written.length
    const resumed = await adele.agree(offer)
    assert.deepEqual(writers().slice(before), [
      ['PATCH', 'Adele Admin', false],
      ['PATCH', 'Adele Admin', false],
    ])
    assert.ok(resumed.phase.name === 'watching' && resumed.phase.watch.looksAt === 'facts', phaseOf(resumed))

    // The second click is late, and the first instance is gone.
    await adele.click(offer, 'consent', { value: planOf(offer), knowsOld: 'true' })
    assert.equal(org().written.length, before + 2)
    const second = world.instance('workflow-2', { clock })
    await until('resolved', found, second)
    assert.deepEqual(drafts('grace@contoso.com'), [])
  })

  it('says what is still held if other jobs of its owner were not resumed', async () => {
    org().control.setConsent('grace@contoso.com', true)
    const [adele, instance] = talkOf('admin', 'workflow-4')
    const found = await adele.draftsOf('grace@contoso.com')
    const list = await adele.repair(found, 'resumeJobs')
    await adele.click(list, 'hold', { mails: jobs('Order confirmation').join(',') })
    await adele.agree(await world.stored(found))
    await until('diagnosed', found, instance)
    const { phase } = await world.stored(found)
    assert.ok(phase.name === 'diagnosed' && phase.note?.key === 'notes.verified.restHeld', JSON.stringify(phase))
    assert.deepEqual([drafts('grace@contoso.com').length, jobs('Payment reminder').length], [0, 1])
  })

  it('is counted apart from jobs that were not resumed, and never said to have left with them', async () => {
    org().control.setConsent('grace@contoso.com', true)
    const [adele, instance] = talkOf('admin', 'workflow-5')
    const found = await adele.draftsOf('grace@contoso.com')
    const list = await adele.repair(found, 'resumeJobs')
    const [one = '', other] = jobs('Order confirmation')
    assert.ok(other)
    await adele.click(list, 'hold', { mails: one })
    const resumed = await adele.agree(await world.stored(found))
    assert.ok(resumed.phase.name === 'watching', phaseOf(resumed))
    const { total, left } = resumed.phase.watch
    assert.deepEqual([total, left], [1, 1])
    const ended = await endOf(found, instance)
    assert.equal(ended.note?.key, 'notes.verified.restHeld')
    assert.deepEqual(ended.diagnosis.held && [ended.diagnosis.held.drafts, jobs('Order confirmation').length], [1, 1])
  })

  it('stays as it is if somebody without the right resumes it', async () => {
    org().control.setConsent('grace@contoso.com', true)
    const [helen] = talkOf('helen', 'workflow-3')
    const found = await helen.draftsOf('grace@contoso.com')
    const list = await helen.repair(found, 'resumeJobs')
    assert.ok(list.phase.name === 'offered' && list.phase.jobs)
    await helen.click(list, 'hold', { mails: list.phase.jobs.map(({ id }) => id).join(',') })
    const refused = await helen.agree(await world.stored(found))
    assert.ok(refused.phase.name === 'diagnosed', phaseOf(refused))
    assert.equal(refused.phase.note?.key, 'notes.refused.resumeJobs')
    assert.deepEqual(org().written, [])
  })
})

/** How the watch ends, without ever being resolved. */
async function endOf(thisCase: Case, instance: Instance) {
  for (let look = 0; look < 8; look++) {
    const { phase } = await world.stored(thisCase)
    assert.notEqual(phase.name, 'resolved', 'others are still held')
    if (phase.name === 'diagnosed') return phase
    await pass(2, instance)
  }
  return assert.fail(phaseOf(await world.stored(thisCase)))
}

describe('drafts of a flow', () => {
  it('that were sent have left, and the others are still held', async () => {
    org().control.grantPrivilege('Salesperson', 'prvSendAsUser', 'Global')
    const [omar, instance] = talkOf('omar', 'flow-3')
    const own = await omar.draftsOf('omar@contoso.com')
    const list = await omar.repair(own, 'sendDrafts')
    assert.ok(list.phase.name === 'offered')
    const [first] = list.phase.mails
    await omar.click(list, 'hold', { mails: first?.id ?? '' })
    const sent = await omar.agree(await world.stored(own))
    assert.ok(sent.phase.name === 'watching', phaseOf(sent))
    assert.deepEqual([sent.phase.watch.total, sent.phase.watch.left], [1, 1])
    const ended = await endOf(own, instance)
    assert.equal(ended.note?.key, 'notes.verified.restHeld')
    assert.equal(ended.diagnosis.held?.drafts, 1)
    assert.equal(drafts('omar@contoso.com').length, 1)
  })

  it('are sent by the sender, once the account of the flow may send for others', async () => {
    const [adele, first] = talkOf('admin', 'flow-1')
    const found = await adele.draftsOf('omar@contoso.com')
    const granted = await adele.agree(await adele.repair(found, 'sendAsPrivilege'))
    assert.ok(granted.phase.name === 'diagnosed', phaseOf(granted))

    const omar = new Talk(person('omar'), first)
    const own = await omar.draftsOf('omar@contoso.com')
    const list = await omar.repair(own, 'sendDrafts')
    assert.ok(list.phase.name === 'offered' && list.phase.plans.length === 0)
    const ids = list.phase.mails.map(({ id }) => id)
    assert.equal(ids.length, 2)
    await omar.click(list, 'hold', { mails: ids.join(',') })
    const offer = await world.stored(own)
    const before = org().written.length
    const sent = await omar.agree(offer)
    assert.deepEqual(writers().slice(before), [
      ['POST', 'Omar Haddad', false],
      ['POST', 'Omar Haddad', false],
    ])
    assert.ok(phaseOf(sent) === 'watching', phaseOf(sent))
    await omar.click(offer, 'consent', { value: planOf(offer) })
    assert.equal(org().written.length, before + 2)
    const second = world.instance('flow-2', { clock })
    await until('resolved', own, second)
    const left = mailsOf('omar@contoso.com', STATUS.sent).map(({ activityid }) => String(activityid))
    assert.ok(ids.every(id => left.includes(id)))
  })
})
