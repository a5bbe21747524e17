import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Case } from '../../../src/domain/case/case.js'
import { view } from '../../fixtures/library.js'
import { TENANT_ID } from '../../simulator/seeds/contoso.js'
import { seedOnlineContoso } from '../../simulator/seeds/synchronized/onlineContoso.js'
import { nodesOf, textsOf } from '../../view/nodes.js'
import { button, caseOf, noteOn, personIn, startWorld, type World } from '../world.js'

let world: World
before(async () => {
  world = await startWorld(undefined, { contoso: seedOnlineContoso(() => new Date()), helpdesk: ['helen'] })
})
after(() => world.close())
beforeEach(() => {
  world.simulator.contoso.load(seedOnlineContoso(() => new Date()))
  world.simulator.contoso.control.setConsent('grace@contoso.com', true)
})

const stored = async ({ id }: Case) => (await world.store.load(id))?.case ?? assert.fail('it is gone')

/** Somebody who asked about Grace's mail, in a chat of their own or in a group, where only jobs are in the way. */
async function asks(key: string, changes: Parameters<typeof personIn>[1] = {}) {
  const { app, chat } = world.instance(`jobs of ${key}`)
  const person = personIn(key, changes)
  const who = { ...person, by: { ...person.by, tenantId: TENANT_ID } }
  await app.say(who, 'grace@contoso.com in Contoso: the workflow failed', false)
  await app.idle()
  const found = caseOf(chat.screen)
  assert.equal(found.phase.name, 'diagnosed')
  const press = async () => {
    const screen = await app.click(who, button(found, 'repair', { value: 'resumeJobs' }))
    await app.idle()
    return screen
  }
  return { app, chat, who, found, press, textOf: () => textsOf(view.card(chat.screen, who.surface)).join('\n') }
}

describe('the names of jobs that may be about others', () => {
  it('are listed for the helpdesk without a sign-in', async () => {
    const { press, found, textOf } = await asks('helen')
    await press()
    const { phase } = await stored(found)
    assert.ok(phase.name === 'offered' && phase.jobs)
    assert.match(textOf(), / · Order confirmation/)
  })

  it('are read for nobody else before they have signed in', async () => {
    const { app, press, found, who } = await asks('grace')
    const screen = await press()
    assert.ok(screen.kind === 'signIn' && screen.remedy === 'resumeJobs' && screen.plan === undefined)
    assert.equal((await stored(found)).phase.name, 'diagnosed')
    const nodes = nodesOf(view.card(screen, who.surface))
    const clickOf = (title: string) => nodes.find(node => node.title === title)?.data
    assert.deepEqual(clickOf('Continue'), button(found, 'repair', { value: 'resumeJobs' }))
    assert.doesNotMatch(textsOf(view.card(screen, who.surface)).join('\n'), /Order confirmation|You agreed/)
    const back = await app.click(who, clickOf('Not now'))
    assert.deepEqual([caseOf(back).id, noteOn(back)], [found.id, undefined])
  })

  it('are not listed for somebody who may not read them in Dynamics 365', async () => {
    world.signIn('grace')
    const { press, found } = await asks('grace')
    await press()
    const { phase } = await stored(found)
    assert.ok(phase.name === 'diagnosed', phase.name)
    assert.deepEqual([phase.note?.key, phase.note?.args?.why], ['notes.cannotPlan', 'person'])
  })

  it('are not listed for somebody who may read only jobs of their own', async () => {
    world.signIn('grace')
    world.simulator.contoso.control.grantPrivilege('Salesperson', 'prvReadAsyncOperation', 'Basic')
    const { press, found } = await asks('grace')
    await press()
    const { phase } = await stored(found)
    assert.deepEqual(phase.name === 'diagnosed' && phase.note?.args?.why, 'person')
  })

  it('are listed for somebody outside the helpdesk whom Dynamics 365 lets read them', async () => {
    world.signIn('grace')
    world.simulator.contoso.control.grantPrivilege('Salesperson', 'prvReadAsyncOperation', 'Global')
    const { press, found, textOf } = await asks('grace')
    await press()
    assert.equal((await stored(found)).phase.name, 'offered')
    assert.match(textOf(), / · Order confirmation/)
  })

  it('are not shown in a group, where the administrator chooses by date', async () => {
    world.signIn('admin')
    const group = await asks('helen', { conversationType: 'groupChat' })
    const { app, chat, found, who } = group
    const adele = personIn('admin')
    const present = { by: { ...adele.by, tenantId: TENANT_ID }, surface: who.surface }
    await app.click(present, button(found, 'repair', { value: 'resumeJobs' }))
    await app.idle()
    const { phase } = await stored(found)
    assert.ok(phase.name === 'offered' && phase.jobs)
    assert.match(group.textOf(), /UTC · about/)
    assert.doesNotMatch(group.textOf(), /Order confirmation/)
    await app.click(present, button(await stored(found), 'hold', { mails: phase.jobs[0]?.id ?? '' }))
    await app.idle()
    assert.equal(caseOf(chat.screen).phase.name, 'offered')
    assert.doesNotMatch(group.textOf(), /Order confirmation/)
  })
})
