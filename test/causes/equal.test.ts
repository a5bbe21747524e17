import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import { checks } from '../../src/checks/index.js'
import { problemsOf } from '../../src/domain/diagnosis/diagnosis.js'
import { mayConcernOthers } from '../../src/view/cards/diagnosisHeadline.js'
import { button, caseOf, type Instance, personIn, startWorld, type World } from '../app/world.js'
import { dataverseEnvironment } from '../demo/stack.js'
import { view } from '../fixtures/library.js'
import { surfaces } from '../fixtures/screens.js'
import { type Azurite, startAzurite } from '../storage/azurite.js'
import { diagnoseOnce, OpenCommand, type Report } from './commandLine.js'
import { namedSituations } from './namedSituations.js'
import { enter, now, type Situation } from './situation.js'
import { situations } from './situations.js'

let storage: Azurite
let world: World
let instance: Instance
/** By the name of the organization. */
const open = new Map<string, OpenCommand>()

/** Of the organization; undefined: the newest. A program does not expect it to become older while it runs. */
let version: string | undefined

before(async () => {
  storage = await startAzurite()
  await startPrograms()
})
after(async () => {
  await stopPrograms()
  await storage.close()
})

async function startPrograms(): Promise<void> {
  world = await startWorld(storage)
  instance = world.instance('a')
}

async function stopPrograms(): Promise<void> {
  await Promise.all([...open.values()].map(command => command.close()))
  open.clear()
  await world.close()
}

async function prepare(situation: Situation): Promise<void> {
  const wanted = situation.seed(now).version
  if (wanted !== version) {
    await stopPrograms()
    await startPrograms()
  }
  version = wanted
  enter(placeOf(situation), situation)
}

/** Contoso has a router account in the configuration, Contoso Field Service has none. */
const placeOf = ({ router }: Situation) => world.simulator[router === undefined ? 'field' : 'contoso']

const environment = () => dataverseEnvironment(world.simulator, { unnamedRouter: true })

/** The last card that a helpdesk member gets. */
async function cardOf(situation: Situation): Promise<Screen> {
  const { app, chat } = instance
  const who = personIn('helen')
  const { sender, account } = situation
  await app.say(who, `${sender} is stuck in ${placeOf(situation).name}`, false)
  await app.idle()
  // Where nothing tells which account sends, the card asks for it.
  if (account) await app.click(who, button(caseOf(chat.screen), 'answer', { ask: 'actingAccount', value: account }))
  await app.idle()
  return chat.screen
}

/** Situations that people call us about are asked about in a process of their own, the others in one that stays open. */
async function commandLine(name: string, situation: Situation): Promise<Report> {
  const { sender, account } = situation
  const organization = placeOf(situation).name
  const question = { organization, sender, ...(account && { account }) }
  if (account || name in namedSituations) {
    const { code, report } = await diagnoseOnce(environment(), question)
    assert.equal(code, EXIT[report.verdict])
    return report
  }
  const command = open.get(organization) ?? new OpenCommand(environment(), organization)
  open.set(organization, command)
  return command.ask(sender)
}

const EXIT: Readonly<Record<string, number>> = { healthy: 0, causeFound: 1, undetermined: 2 }

for (const [name, situation] of Object.entries(situations)) {
  describe(`${name}: card and command line`, () => {
    before(() => prepare(situation))

    it('give the same diagnosis', async () => {
      const report = await commandLine(name, situation)
      assert.deepEqual(report.causes, situation.causes)
      assert.equal(report.unexplained, situation.verdict === 'unexplained')
      const screen = await cardOf(situation)
      const { phase } = caseOf(screen)
      if (phase.name === 'intake') return assertAsksWhich(phase.candidates?.map(({ id }) => id) ?? [], report)
      assert.ok(phase.name === 'diagnosed', phase.name)
      const { diagnosis } = phase
      assert.deepEqual([diagnosis.verdict, diagnosis.unexplained], [report.verdict, report.unexplained])
      assert.deepEqual(
        problemsOf(diagnosis).map(({ checkId }) => checkId),
        report.causes,
      )
      // The card of a diagnosis that lacks facts is about those.
      if (diagnosis.verdict === 'undetermined' && !diagnosis.unexplained) return
      const card = JSON.stringify(view.card(screen, surfaces['Action.Execute']))
      // What only may concern others is told under Details, by its name.
      for (const { message } of problemsOf(diagnosis).filter(problem => !mayConcernOthers(problem, checks)))
        assert.ok(card.includes(JSON.stringify(view.text(message, 'en')).slice(1, 40)))
    })
  })
}

/** If senders share an address, the card asks which one is meant, and the command line lists all of them. */
function assertAsksWhich(candidates: readonly string[], { findings }: Report): void {
  assert.ok(candidates.length > 1)
  const output = JSON.stringify(findings)
  for (const id of candidates) assert.ok(output.includes(id))
}
