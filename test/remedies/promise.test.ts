import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Incoming, Screen } from '../../src/app/ports.js'
import { reportOf } from '../../src/cli/diagnose/diagnosisReport.js'
import { TextReport } from '../../src/cli/diagnose/diagnosisText.js'
import type { Case, Surface } from '../../src/domain/case/case.js'
import { defineCheck } from '../../src/domain/diagnosis/check.js'
import { diagnose, type Message, notApplicable, ok } from '../../src/domain/diagnosis/diagnosis.js'
import type { CheckId, GuideId, MessageKey, RemedyId, Way } from '../../src/domain/messageKey.js'
import { makePlan } from '../../src/domain/repair/plan.js'
import { type Definitions, defineRemedy, type Remedy } from '../../src/domain/repair/remedy.js'
import { createView, type View } from '../../src/view/view.js'
import { MISSING, type Strings } from '../../src/view/wordings.js'
import { caseOf, type Instance, personIn, startWorld, type World } from '../app/world.js'
import { definitions } from '../fixtures/definitions.js'
import { library } from '../fixtures/library.js'
import { seedContoso, TENANT_ID } from '../simulator/seeds/contoso.js'
import { type Azurite, startAzurite } from '../storage/azurite.js'
import { compiled, runProgram } from '../tools/program.js'
import { type Node, nodesOf, textsOf } from '../view/nodes.js'

const SARA = 'sara@contoso.com'

/** Ids and keys come from cards/strings, which an author would extend. Here the additional strings are passed to the view. */
const CHECK = 'madeUp' as CheckId & GuideId
const PROBLEM = `checks.${CHECK}.problem` as MessageKey
const REMEDY = 'madeUpRepair' as RemedyId
const PLAN_WAY = 'madeUpWay' as Way

/** A cause as an author would write it. It replaces one that uses the same fact. */
const check = defineCheck({
  id: CHECK,
  needs: ['senders', 'senderConsent'],
  evaluate({ senders: [sender], senderConsent }) {
    if (!sender) return notApplicable('senderUnknown')
    if (senderConsent === true) return ok()
    const message: Message = { key: PROBLEM, args: { sender: sender.name } }
    return { outcome: 'problem', severity: 'blocking', message, evidence: [], guide: CHECK }
  },
})

/** A repair that the sender or an administrator decides. */
const remedyBy = (decides: 'sender' | 'administrator'): Remedy =>
  defineRemedy({
    id: REMEDY,
    cures: [CHECK],
    decides,
    releasesMail: true,
    needs: ['settings'],
    plan({ parties: { sender } }, { settings }) {
      if (!settings || settings.values.issendasallowed === true) return []
      const { etag } = settings
      const [before, after] = [{ issendasallowed: false }, { issendasallowed: true }]
      return [
        makePlan({
          way: PLAN_WAY,
          writes: [{ kind: 'update', table: 'usersettings', id: sender.id, etag, before, after }],
          gain: { count: 0, names: [] },
          args: { sender: sender.name },
        }),
      ]
    },
  })

/** The lists with the new cause and repair in place of the ones they resemble. */
function definitionsWith(remedy: Remedy): Definitions {
  const isOther = ({ id }: { readonly id: string }) => id !== 'senderConsent'
  return {
    checks: [check, ...definitions.checks.filter(isOther)],
    remedies: [remedy, ...definitions.remedies.filter(isOther)],
  }
}

/** The strings of the new cause and repair. */
const STRINGS = {
  checks: {
    madeUp: { name: 'The moon', cause: 'The moon is full', problem: 'The mail of {sender} waits for the moon.' },
  },
  guides: {
    madeUp: {
      next: 'Wait for the moon.',
      link: 'Open the sky',
      acts: 'administrator',
      opens: 'roles',
      leaves: 'no',
      ask: 'Wait.',
    },
  },
  repair: { madeUpRepair: 'Turn the moon' },
  next: { here: { madeUpRepair: 'Press "{button}": the moon turns.' } },
  offer: { headline: { madeUpRepair: 'Turn the moon now?' } },
  notes: { refused: { madeUpWay: 'The moon does not let you.' } },
  plans: { madeUpWay: { text: 'The moon of {sender} turns.', button: 'Turn it' } },
  asking: {
    sender: { headline: { madeUpRepair: 'May the moon turn?' }, text: { madeUpRepair: '{by} asks for the moon.' } },
  },
}

type Tree = { readonly [key: string]: Strings }

function isTree(strings: Strings | undefined): strings is Tree {
  return typeof strings === 'object' && !Array.isArray(strings)
}

function merged(strings: Strings | undefined, more: Strings): Strings {
  if (!isTree(strings) || !isTree(more)) return more
  const added = Object.entries(more).map(([key, value]): [string, Strings] => [key, merged(strings[key], value)])
  return { ...strings, ...Object.fromEntries(added) }
}

let azurite: Azurite
let world: World
before(async () => {
  azurite = await startAzurite()
  world = await startWorld(azurite)
})
after(async () => {
  await world?.close()
  await azurite?.close()
})

/** The application, the cards and the command line with the additional cause and repair. */
class Extended {
  readonly definitions: Definitions
  readonly view: View
  readonly instance: Instance

  constructor(decides: 'sender' | 'administrator') {
    this.definitions = definitionsWith(remedyBy(decides))
    const strings = { en: merged(library.strings.en, STRINGS) }
    this.view = createView({ ...library, strings }, { publicUrl: '', ...this.definitions, repairs: true })
    this.instance = world.instance(decides, this.definitions)
  }

  async say(who: Incoming, text: string): Promise<Screen> {
    await this.instance.app.say(who, text, false)
    return this.newest()
  }

  async newest(): Promise<Screen> {
    await this.instance.app.idle()
    return this.instance.chat.screen
  }

  card(screen: Screen, { surface }: { readonly surface: Surface }): Node {
    const card = this.view.card(screen, surface) as Node
    const texts = textsOf(card).join('\n')
    assert.ok(!texts.includes(MISSING) && !this.view.summary(screen, 'en').includes(MISSING), texts)
    return card
  }

  /** Clicks the button with this title. */
  async press(title: string, { who, screen, more = {} }: Pressing): Promise<Screen> {
    const card = this.card(screen, who)
    const button = nodesOf(card).find(node => node.type === 'Action.Execute' && node.title === title)
    assert.ok(button, `"${title}" is not on the card: ${textsOf(card).join('\n')}`)
    await this.instance.app.click(who, { ...(button.data as object), ...more })
    return this.newest()
  }
}

interface Pressing {
  readonly who: Incoming
  readonly screen: Screen
  readonly more?: Readonly<Record<string, string>>
}

function person(key: string, changes: Partial<Surface> = {}): Incoming {
  const who = personIn(key, changes)
  return { ...who, by: { ...who.by, tenantId: TENANT_ID } }
}

const stored = async ({ id }: Case): Promise<Case> => (await world.store.load(id))?.case ?? assert.fail(id)
const shown = (card: Node) => textsOf(card).join('\n')
const writers = () =>
  world.simulator.contoso.written.map(({ method, by, byApplication }) => [method, by, byApplication])
const kindsIn = ({ audit }: Case) => audit.flatMap(({ record }) => (record ? [record.kind] : []))

/** What the command line shows of the permanent records. */
async function audited({ id, openedAt }: Case): Promise<string> {
  const env = { AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString }
  const { stdout, stderr } = await runProgram([compiled('src/cli.js'), 'audit', '--since', openedAt, '--case', id], {
    env,
  })
  return `${stdout}${stderr}`
}

describe('a cause and a repair that no other file mentions', () => {
  beforeEach(() => world.simulator.contoso.load(seedContoso(() => new Date())))

  it('are shown, agreed to by the sender, written in their name, verified, recorded and undone', async () => {
    const extended = new Extended('sender')
    const who = person('sara')
    world.signIn('sara')
    const found = await extended.say(who, `${SARA} is stuck in Contoso`)
    assert.match(shown(extended.card(found, who)), /The moon is full\n[\s\S]*Press "Turn the moon": the moon turns\./)

    const offer = await extended.press('Turn the moon', { who, screen: found })
    assert.match(shown(extended.card(offer, who)), /Turn the moon now\?\n[\s\S]*The moon of Sara Davis turns\./)
    const { phase } = caseOf(offer)
    assert.ok(phase.name === 'offered' && phase.mails.length > 1, phase.name)

    // The repair releases the sender's mail, so some of it can be canceled first.
    const held = await extended.press('Cancel the chosen e-mails', {
      who,
      screen: offer,
      more: { mails: phase.mails[0]?.id ?? '' },
    })
    const back = await extended.press('Cancel the e-mail', { who, screen: held })
    assert.match(shown(extended.card(back, who)), /Turn the moon now\?/)

    const verified = await extended.press('Turn it', { who, screen: back, more: { knowsOld: 'true' } })
    assert.equal(caseOf(verified).phase.name, 'watching')
    assert.deepEqual(writers(), [
      ['PATCH', 'Sara Davis', false],
      ['PATCH', 'Sara Davis', false],
    ])
    const thisCase = await stored(caseOf(verified))
    assert.deepEqual(kindsIn(thisCase), ['consent', 'write', 'consent', 'write', 'result'])
    assert.match(
      await audited(thisCase),
      /agreed to madeUpWay \(consent\)[\s\S]*write of madeUpWay \(write, token of the person\)[\s\S]*issendasallowed false → true[\s\S]*verified the repair \(result, token of the application\)/,
    )

    const undoing = await extended.press('Put it back as it was', { who, screen: verified })
    const undone = await extended.press('Put it back', { who, screen: undoing })
    const { phase: end, applied } = await stored(caseOf(undone))
    assert.ok(end.name === 'diagnosed' && end.note?.key === 'notes.verified.undone', JSON.stringify(end))
    assert.deepEqual([applied?.remedy, applied?.undone], ['madeUpRepair', true])
  })

  it('ask the sender for consent if somebody else wants the repair', async () => {
    const extended = new Extended('sender')
    const helen = person('helen')
    const found = await extended.say(helen, `${SARA} is stuck in Contoso`)
    await extended.press('Ask Sara Davis', { who: helen, screen: found })
    const asking = await stored(caseOf(found))
    assert.equal(asking.phase.name, 'asking')
    const place = asking.surfaces.find(({ audience }) => audience === 'sender') ?? assert.fail('nobody was asked')
    const sara: Incoming = { ...person('sara'), surface: place }
    const asked = { kind: 'case', case: asking, audience: 'sender' } as const
    assert.match(shown(extended.card(asked, sara)), /May the moon turn\?\n[\s\S]*helen asks for the moon\./)
    const offer = await extended.press('See what will change', { who: sara, screen: asked })
    assert.equal(caseOf(offer).phase.name, 'offered')
  })

  it('let an administrator in the group agree, while Dynamics 365 refuses everybody else', async () => {
    const extended = new Extended('administrator')
    const group = { conversationId: 'group of the moon', conversationType: 'groupChat' } as const
    const [helen, wen, admin] = [person('helen', group), person('wen', group), person('admin', group)]
    for (const key of ['wen', 'admin']) world.signIn(key)
    const found = await extended.say(helen, `${SARA} is stuck in Contoso`)
    const before = writers().length
    const offer = await extended.press('Turn the moon', { who: admin, screen: found })
    const refused = await extended.press('Turn it', { who: wen, screen: offer, more: { knowsOld: 'true' } })
    assert.equal((await stored(caseOf(refused))).phase.name, 'diagnosed')
    assert.equal(writers().length, before)
    const again = await extended.press('Turn the moon', { who: admin, screen: await extended.newest() })
    const verified = await extended.press('Turn it', { who: admin, screen: again, more: { knowsOld: 'true' } })
    assert.equal((await stored(caseOf(verified))).phase.name, 'watching')
    assert.deepEqual(writers().slice(before), [['PATCH', 'Adele Admin', false]])
  })

  it('are shown by the command line, with what to do', async () => {
    const { view, definitions: known } = new Extended('sender')
    const [organization] = world.list
    assert.ok(organization)
    const { signal } = new AbortController()
    const target = { organization, sender: SARA, actingAccount: null }
    const gathering = { target, since: new Date().toISOString(), progress: () => {}, signal }
    const gathered = await world.organizations.gather(gathering)
    const result = { diagnosis: diagnose(gathered.facts, known.checks), gathered, elapsedMs: 1 }
    const question = { organization, sender: SARA, acting: undefined, symptom: undefined }
    assert.deepEqual(reportOf(question, result).causes, ['madeUp'])
    const text = new TextReport(view, false).whole(question, result)
    assert.match(
      text,
      /- The moon is full \(madeUp\): The mail of Sara Davis waits for the moon\.\n {2}Next: Wait for the moon\.\n {2}Where: \S+etn=role\n/,
    )
  })
})
