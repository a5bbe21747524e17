import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Incoming } from '../../src/app/ports.js'
import type { Case } from '../../src/domain/case/case.js'
import { problemsOf } from '../../src/domain/diagnosis/diagnosis.js'
import { button, caseOf, type Instance, noteOn, personIn, startWorld, type World } from './world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

/** From "my mail is stuck" to the diagnosis, by clicking. */
async function walk({ app, chat }: Instance, who: Incoming, { organization = 0, sender = '' } = {}): Promise<Case> {
  await app.say(who, 'hello, my mail is stuck', false)
  assert.equal(asked(caseOf(chat.screen)), 'organization')
  const url = world.list[organization]?.url ?? ''
  await app.click(who, button(caseOf(chat.screen), 'answer', { ask: 'organization', value: url }))
  await app.idle()
  assert.equal(asked(caseOf(chat.screen)), 'sender')
  const { person } = caseOf(chat.screen)
  const own = person?.ok ? (person.value?.address ?? '') : ''
  await app.click(who, button(caseOf(chat.screen), 'answer', { ask: 'sender', value: sender || own }))
  await app.idle()
  return caseOf(chat.screen)
}

const asked = ({ phase }: Case) => (phase.name === 'intake' ? phase.ask : phase.name)

function causes({ phase }: Case): string[] {
  assert.ok(phase.name === 'diagnosed', phase.name)
  return problemsOf(phase.diagnosis).map(({ checkId }) => checkId)
}

describe('the walk', () => {
  it('takes two answers from "my mail is stuck" to the cause for people who ask about their own mail', async () => {
    const thisCase = await walk(world.instance('a'), personIn('sara'))
    assert.deepEqual(causes(thisCase), ['senderConsent'])
    assert.ok(thisCase.phase.name === 'diagnosed' && thisCase.phase.diagnosis.verdict === 'causeFound')
    const { backlog } = thisCase.phase.diagnosis
    assert.ok(backlog.ok && backlog.value?.count === 3)
  })

  const states: Readonly<Record<string, readonly [sender: string, causes: readonly string[]]>> = {
    'a privilege that is too shallow': ['grace@contoso.com', ['sendAsDepth']],
    'a disabled sender': ['dave@contoso.com', ['senderDisabled']],
    'delivery method None': ['mia@contoso.com', ['deliveryMethod']],
    'a mail of two minutes': ['wen@contoso.com', ['justWaiting']],
    'an apostrophe in the address': ["aine.o'brien@contoso.com", ['senderConsent']],
    'a Japanese name': ['yamada@contoso.com', []],
    'an address that nobody has': ['nobody@contoso.com', ['senderUnknown']],
  }
  for (const [name, [sender, expected]] of Object.entries(states)) {
    it(`tells the helpdesk of ${name}`, async () => {
      assert.deepEqual(causes(await walk(world.instance('a'), personIn('helen'), { sender })), expected)
    })
  }

  it('asks for the router account where none is configured, and names both seed causes', async () => {
    const { app, chat } = world.instance('a')
    const who = personIn('helen')
    const asking = await walk({ app, chat }, who, { organization: 1, sender: 'omar@contoso.com' })
    assert.equal(asked(asking), 'actingAccount')
    await app.click(who, button(asking, 'answer', { ask: 'actingAccount', value: 'router@fs.contoso.com' }))
    await app.idle()
    assert.deepEqual(causes(caseOf(chat.screen)), ['senderConsent', 'sendAsPrivilege'])
  })

  it('is undetermined, never healthy, when the person does not know the router account', async () => {
    const { app, chat } = world.instance('a')
    const who = personIn('helen')
    const asking = await walk({ app, chat }, who, { organization: 1, sender: 'helen@contoso.com' })
    await app.click(who, button(asking, 'answer', { ask: 'actingAccount', value: '' }))
    await app.idle()
    const { phase } = caseOf(chat.screen)
    assert.ok(phase.name === 'diagnosed' && phase.diagnosis.verdict === 'undetermined')
  })

  it('asks which of two senders is meant if they share the address', async () => {
    const { app, chat } = world.instance('a')
    const who = personIn('helen')
    const asking = await walk({ app, chat }, who, { sender: 'shared@contoso.com' })
    assert.ok(asking.phase.name === 'intake' && asking.phase.candidates?.length === 2)
    const south = asking.phase.candidates.find(({ name }) => name === 'Reception South')
    await app.click(who, button(asking, 'answer', { ask: 'whichSender', value: south?.id ?? '' }))
    await app.idle()
    assert.deepEqual(causes(caseOf(chat.screen)), ['senderConsent'])
  })

  it('proves that the mails left after the option was set, checked again and the router sent them', async () => {
    const { app, chat } = world.instance('a')
    const who = personIn('obrien')
    const { contoso } = world.simulator
    const found = await walk({ app, chat }, who)
    contoso.router.poll()
    assert.match(
      contoso.router.log.join('\n'),
      /ErrorCode: 0x8004480D, Message: User does not have send-as privilege\./,
    )

    contoso.control.setConsent("aine.o'brien@contoso.com", true)
    await app.click(who, button(found, 'checkAgain'))
    await app.idle()
    const waiting = caseOf(chat.screen)
    assert.deepEqual(causes(waiting), [])
    // Nothing is in the way any more, but the e-mail has waited for more than an hour.
    assert.ok(waiting.phase.name === 'diagnosed' && waiting.phase.diagnosis.unexplained)

    contoso.router.poll()
    await app.click(who, button(waiting, 'checkAgain'))
    await app.idle()
    const { phase } = caseOf(chat.screen)
    assert.ok(phase.name === 'resolved')
    assert.ok(phase.diagnosis.sentSince.ok && phase.diagnosis.sentSince.value?.count === 1)
  })
})

describe('a diagnosis with trouble in reading', () => {
  it('names the privilege that the bot lacks, and is never healthy', async () => {
    const { control } = world.simulator.contoso
    control.removePrivilege('Pending Send Reader', 'prvReadUserSettings')
    try {
      const { phase } = await walk(world.instance('a'), personIn('nora'))
      assert.ok(phase.name === 'diagnosed' && phase.diagnosis.verdict === 'undetermined')
      const finding = phase.diagnosis.findings.find(({ checkId }) => checkId === 'senderConsent')
      assert.ok(finding?.outcome === 'undetermined')
      assert.equal(finding.missing[0]?.privilege, 'prvReadUserSettings')
    } finally {
      control.grantPrivilege('Pending Send Reader', 'prvReadUserSettings', 'Global')
    }
  })

  it('has the same result if every second request is throttled, and says that it was slow', async () => {
    const { faults } = world.simulator.contoso
    faults.set({ kind: 'throttle', every: 2, retryAfterSeconds: 1 })
    try {
      const thisCase = await walk(world.instance('a'), personIn('sara'))
      assert.deepEqual(causes(thisCase), ['senderConsent'])
      assert.ok(thisCase.phase.name === 'diagnosed' && thisCase.phase.slowed)
    } finally {
      faults.clear()
    }
  })

  it('has the same result after a burst of 503', async () => {
    const { faults } = world.simulator.contoso
    faults.set({ kind: 'unavailable', next: 2 })
    try {
      assert.deepEqual(causes(await walk(world.instance('a'), personIn('sara'))), ['senderConsent'])
    } finally {
      faults.clear()
    }
  })
})

describe('who may ask', () => {
  it('refuses a question about somebody else, and says whom to ask', async () => {
    const { app, chat } = world.instance('a')
    const who = personIn('sara')
    await app.say(who, 'stuck in Contoso', false)
    await app.idle()
    const asking = caseOf(chat.screen)
    assert.equal(asked(asking), 'sender')
    const refused = await app.click(who, button(asking, 'answer', { ask: 'sender', value: 'omar@contoso.com' }))
    assert.equal(noteOn(refused), 'notes.onlyYourself')
    assert.equal(asked(caseOf(refused)), 'sender')
  })

  it('does not take the identity from a card', async () => {
    const { app, chat } = world.instance('a')
    const [sara, stranger] = [personIn('sara'), personIn('nora')]
    await app.say(sara, 'stuck', false)
    const mine = caseOf(chat.screen)
    const elsewhere = await app.click(stranger, { ...button(mine, 'cancel'), by: sara.by, helpdesk: true })
    assert.deepEqual(elsewhere, { kind: 'notice', message: { key: 'notes.notYourCase' } })
    const inSight = { ...stranger, surface: sara.surface }
    assert.equal(noteOn(await app.click(inSight, button(mine, 'cancel'))), 'notes.notYourCase')
    assert.equal((await world.store.load(mine.id))?.case.phase.name, 'intake')
  })

  it('says so to a person who is not a user of the organization', async () => {
    const { app, chat } = world.instance('a')
    const nobody = personIn('nobody-there')
    await app.say(nobody, 'stuck in Contoso', false)
    await app.idle()
    const refused = await app.click(
      nobody,
      button(caseOf(chat.screen), 'answer', { ask: 'sender', value: 'sara@contoso.com' }),
    )
    assert.equal(noteOn(refused), 'notes.notAUser')
  })
})
