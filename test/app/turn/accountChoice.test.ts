import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { view } from '../../fixtures/library.js'
import { seedOnlineContoso } from '../../simulator/seeds/synchronized/onlineContoso.js'
import { STATUS } from '../../simulator/sending/mails.js'
import { textsOf } from '../../view/nodes.js'
import { button, caseOf, loner, noteOn, startWorld, type World } from '../world.js'

let world: World
before(async () => {
  world = await startWorld(undefined, { contoso: seedOnlineContoso(() => new Date()), helpdesk: ['helen'] })
})
after(() => world.close())
beforeEach(() => {
  world.simulator.contoso.load(seedOnlineContoso(() => new Date()))
  alsoMadeBy('nora@contoso.com')
})

/** One of Grace's drafts is a colleague's, and not a workflow's. */
function alsoMadeBy(address: string): void {
  const { contoso } = world.simulator
  const graces = contoso.control.user('grace@contoso.com').systemuserid
  const [draft] = contoso
    .table('email')
    .where(
      mail =>
        mail._emailsender_value === graces && mail.statuscode === STATUS.draft && mail._createdby_value !== graces,
    )
  const _createdby_value = idOf(address)
  contoso.table('email').update(String(draft?.activityid), { _createdby_value, isworkflowcreated: false })
}

async function startCheck(name: string) {
  const { app, chat } = world.instance(name)
  const who = loner('helen')
  await app.say(who, 'grace@contoso.com in Contoso', false)
  await app.idle()
  await app.click(who, button(caseOf(chat.screen), 'answer', { ask: 'symptom', value: 'draft' }))
  await app.idle()
  const asking = caseOf(chat.screen)
  assert.ok(asking.phase.name === 'intake' && asking.phase.ask === 'actingAccount', asking.phase.name)
  return { app, chat, who, asking }
}

const idOf = (address: string) => String(world.simulator.contoso.control.user(address).systemuserid)

describe('the choice of the account that was refused', () => {
  it('is made after a restart, once', async () => {
    const { who, asking } = await startCheck('choice-1')
    const second = world.instance('choice-2')
    const choice = button(asking, 'answer', { ask: 'actingAccount', value: idOf('nora@contoso.com') })
    await second.app.click(who, choice)
    await second.app.idle()
    const found = await world.stored(asking)
    assert.ok(found.phase.name === 'diagnosed', found.phase.name)
    const [first] = found.phase.diagnosis.acting
    assert.deepEqual([first?.account.address, first?.as], ['nora@contoso.com', 'named'])

    assert.equal(noteOn(await second.app.click(who, choice)), 'notes.stale')
    assert.equal((await world.stored(asking)).phase.run, found.phase.run)
  })

  it('names two that work as one together, in one choice', async () => {
    const { contoso } = world.simulator
    const lars = contoso.control.user('lars@contoso.com').systemuserid
    const [draft] = contoso
      .table('email')
      .where(mail => mail._emailsender_value === lars && mail.statuscode === STATUS.draft)
    assert.ok(draft?._createdonbehalfby_value)
    const { app, chat } = world.instance('pair')
    const who = loner('helen')
    await app.say(who, 'lars@contoso.com in Contoso: my mail stays a draft', false)
    await app.idle()
    const alone = caseOf(chat.screen)
    assert.equal(alone.phase.name, 'diagnosed', 'they are all there is')

    const { activityid: _id, ...copy } = draft
    contoso
      .table('email')
      .insert({ ...copy, _createdby_value: idOf('nora@contoso.com'), _createdonbehalfby_value: null })
    await app.say(who, 'start over with lars@contoso.com in Contoso', false)
    await app.idle()
    const { id } = caseOf(chat.screen)
    await app.click(who, button(caseOf(chat.screen), 'answer', { ask: 'symptom', value: 'draft' }))
    await app.idle()
    const asking = caseOf(chat.screen)
    assert.equal(asking.id, id)
    const texts = textsOf(view.card(chat.screen, who.surface)).join('\n')
    const title = /Integration ERP Connector, together with Dana Reyes/
    assert.match(texts, title)
    assert.equal(texts.match(/Dana Reyes/g)?.length, 1)
  })

  it('may be typed instead', async () => {
    const { app, who, asking } = await startCheck('choice-3')
    await app.say(who, 'nora@contoso.com', false)
    await app.idle()
    const { target, phase } = await world.stored(asking)
    assert.deepEqual(
      [phase.name, target.sender, target.actingAccountId],
      ['diagnosed', 'grace@contoso.com', idOf('nora@contoso.com')],
    )
  })

  it('may be of an account that is gone by the time the facts are read again', async () => {
    const { app, who, asking } = await startCheck('choice-4')
    const id = idOf('nora@contoso.com')
    world.simulator.contoso.table('systemuser').update(id, { internalemailaddress: 'gone@contoso.com', domainname: '' })
    await app.click(who, button(asking, 'answer', { ask: 'actingAccount', value: id }))
    await app.idle()
    const { phase } = await world.stored(asking)
    assert.ok(phase.name === 'diagnosed', phase.name)
    const unknown = phase.diagnosis.findings.find(({ checkId }) => checkId === 'actingAccountUnknown')
    assert.equal(unknown?.outcome, 'problem')
  })
})
