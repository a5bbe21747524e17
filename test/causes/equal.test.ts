import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import { problemsOf } from '../../src/domain/diagnosis/diagnosis.js'
import { button, caseOf, personIn, startWorld, type World } from '../app/world.js'
import { dataverseEnvironment } from '../demo/stack.js'
import { view } from '../fixtures/library.js'
import { surfaces } from '../fixtures/screens.js'
import { type Azurite, startAzurite } from '../storage/azurite.js'
import { compiled, runProgram } from '../tools/program.js'
import { type Situation, situations } from './situations.js'

let storage: Azurite
before(async () => {
  storage = await startAzurite()
})
after(() => storage.close())

/** The last card that a helpdesk member gets. */
async function cardOf(world: World, { sender, router }: Situation): Promise<Screen> {
  const { app, chat } = world.instance('a')
  const who = personIn('helen')
  // If no router account is configured, the card asks for it.
  await app.say(who, `${sender} is stuck in ${router ? world.simulator.field.name : 'Contoso'}`, false)
  await app.idle()
  if (router) await app.click(who, button(caseOf(chat.screen), 'answer', { ask: 'routerAccount', value: router }))
  await app.idle()
  return chat.screen
}

async function commandLine(
  { simulator }: World,
  { sender, router }: Situation,
): Promise<{ code: number | null; report: Report }> {
  const args = ['diagnose', '--org', router ? simulator.field.name : 'Contoso', '--sender', sender, '--json']
  const more = router ? ['--router', router] : []
  const env = dataverseEnvironment(simulator, { unnamedRouter: true })
  const { code, stdout } = await runProgram([compiled('src/cli.js'), ...args, ...more], { env })
  return { code, report: JSON.parse(stdout) as Report }
}

interface Report {
  readonly verdict: string
  readonly causes: readonly string[]
  readonly findings: readonly { readonly evidence?: readonly { readonly value: string }[] }[]
}

const EXIT: Readonly<Record<string, number>> = { healthy: 0, causeFound: 1, undetermined: 2 }

for (const [name, situation] of Object.entries(situations)) {
  describe(`${name}: card and command line`, () => {
    let world: World
    before(async () => {
      world = await startWorld(storage)
      situation.arrange?.(world.simulator.contoso)
    })
    after(() => world.close())

    it('give the same diagnosis', async () => {
      const { code, report } = await commandLine(world, situation)
      assert.deepEqual(report.causes, situation.causes)
      assert.equal(code, EXIT[report.verdict])
      const screen = await cardOf(world, situation)
      const { phase } = caseOf(screen)
      if (phase.name === 'intake') return assertAsksWhich(phase.candidates?.map(({ id }) => id) ?? [], report)
      assert.ok(phase.name === 'diagnosed', phase.name)
      assert.equal(phase.diagnosis.verdict, report.verdict)
      assert.deepEqual(
        problemsOf(phase.diagnosis).map(({ checkId }) => checkId),
        report.causes,
      )
      const card = JSON.stringify(view.card(screen, surfaces['Action.Execute']))
      for (const { message } of problemsOf(phase.diagnosis))
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
