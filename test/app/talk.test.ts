import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Screen } from '../../src/app/ports.js'
import { type Case, stepOf } from '../../src/domain/case/case.js'
import { view } from '../fixtures/library.js'
import { type Node, nodesOf, textsOf } from '../view/nodes.js'
import { button, caseOf, type Instance, loner, noteOn, personIn, startWorld, type World } from './world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

const CONTOSO = 'Contoso'
const FIELD = 'Contoso Field Service'

/** The question that a case asks, or else its phase. */
const at = ({ phase }: Case) => (phase.name === 'intake' ? phase.ask : phase.name)

/** What a case knows, with names instead of records. */
function heldBy({ target }: Case): Partial<Record<string, string>> {
  const { symptom, organization, sender, codes, addresses, actingAccount } = target
  return {
    ...(symptom && { symptom }),
    ...(organization && { organization: organization.name }),
    ...(sender && { sender }),
    ...(codes && { codes: codes.join() }),
    ...(addresses && { addresses: addresses.join() }),
    ...(actingAccount && { actingAccount }),
  }
}

interface Talking extends Instance {
  readonly who: ReturnType<typeof personIn>
  /** Types a text; `[question] value` answers on the card, `<` clicks "Back". */
  does(step: string): Promise<Screen>
}

function talk(key: string, changes: Parameters<World['instance']>[1] = {}): Talking {
  const instance = world.instance('a', changes)
  const who = loner(key)
  const { app, chat } = instance
  const clicks = async (verb: 'answer' | 'previous' | 'start', more = {}) => {
    const shown = await app.click(who, button(caseOf(chat.screen), verb, more))
    await app.idle()
    // The answer to a click replaces the card; what is found out afterwards is drawn separately.
    const newest = (await world.store.load(caseOf(shown).id))?.case
    const screen: Screen = newest && stepOf(newest) !== stepOf(caseOf(shown)) ? { kind: 'case', case: newest } : shown
    chat.drawn.push({ how: 'update', surface: who.surface, screen })
    return screen
  }
  return {
    ...instance,
    who,
    async does(step) {
      const [, ask, value] = /^\[(\w+)\] ?(.*)$/s.exec(step) ?? []
      if (ask) return clicks('answer', { ask, value })
      if (step === '<') return clicks('previous')
      await app.say(who, step, false)
      await app.idle()
      return chat.screen
    },
  }
}

/** All text of the card. */
function wordsOn(screen: Screen, surface = personIn('sara').surface): string {
  return textsOf(view.card(screen, surface)).join('\n')
}

interface Input extends Node {
  readonly value?: string
  readonly choices?: readonly { readonly title: string; readonly value: string }[]
}

function inputOn(screen: Screen): Input {
  const card = view.card(screen, personIn('sara').surface)
  const input = nodesOf(card).find(({ type }) => type === 'Input.Text' || type === 'Input.ChoiceSet')
  assert.ok(input, wordsOn(screen))
  return input as Input
}

interface Row {
  readonly who: string
  readonly steps: readonly string[]
  readonly asks: string
  readonly holds?: Readonly<Record<string, string>>
  readonly says?: RegExp
}

function rows(table: Readonly<Record<string, Row>>): void {
  for (const [name, { who, steps, asks, holds, says }] of Object.entries(table)) {
    it(name, async () => {
      const { does } = talk(who)
      let screen: Screen = { kind: 'welcome' }
      for (const step of steps) screen = await does(step)
      const thisCase = caseOf(screen)
      assert.equal(at(thisCase), asks)
      if (holds) assert.deepEqual(heldBy(thisCase), holds)
      if (says) assert.match(wordsOn(screen), says)
    })
  }
}

const stuck = (organization: string, sender: string) => ({ symptom: 'stuck', organization, sender })

describe('an address', () => {
  rows({
    'after "stuck" is the sender, and the only organization that knows it is taken and shown': {
      who: 'helen',
      steps: ['stuck', 'sara@contoso.com'],
      asks: 'diagnosed',
      holds: stuck(CONTOSO, 'sara@contoso.com'),
      says: /Contoso · Sender: sara@contoso\.com/,
    },
    'that two organizations know is asked about: which one?': {
      who: 'helen',
      steps: ['stuck', 'nora@contoso.com'],
      asks: 'organization',
      holds: { symptom: 'stuck', sender: 'nora@contoso.com' },
      says: /Sender: nora@contoso\.com[\s\S]*More than one organization has nora@contoso\.com/,
    },
    'that no organization knows is kept while the organization is asked': {
      who: 'helen',
      steps: ['stuck', 'nobody@contoso.com'],
      asks: 'organization',
      holds: { symptom: 'stuck', sender: 'nobody@contoso.com' },
      says: /No organization that we could check has nobody@contoso\.com/,
    },
    'after "start over" is kept while the symptom is asked': {
      who: 'helen',
      steps: ['stuck in Contoso', 'start over', 'omar@contoso.com'],
      asks: 'symptom',
      holds: { sender: 'omar@contoso.com' },
      says: /Sender: omar@contoso\.com/,
    },
    'is kept as well if it comes with "start over"': {
      who: 'helen',
      steps: ['stuck', 'Please start over with omar@contoso.com.'],
      asks: 'symptom',
      holds: { sender: 'omar@contoso.com' },
    },
    'after "cancel" opens a new check, and does not keep the organization of the old one': {
      who: 'helen',
      steps: ['stuck in Contoso', 'cancel', 'nora@contoso.com', '[symptom] stuck'],
      asks: 'organization',
      holds: { symptom: 'stuck', sender: 'nora@contoso.com' },
    },
    'of an employee is looked up as theirs, in the only organization where they have it': {
      who: 'sara',
      steps: ['stuck', 'sara@contoso.com'],
      asks: 'diagnosed',
      holds: stuck(CONTOSO, 'sara@contoso.com'),
    },
    'at the question for the organization is not the name of one': {
      who: 'helen',
      steps: ['stuck', 'nobody@contoso.com', 'someone@contosofs.com'],
      asks: 'organization',
      holds: { symptom: 'stuck', sender: 'someone@contosofs.com' },
    },
    'at the question for the sender is the sender': {
      who: 'helen',
      steps: ['stuck in Contoso', 'grace@contoso.com'],
      asks: 'diagnosed',
      holds: stuck(CONTOSO, 'grace@contoso.com'),
    },
    'while two senders who share an address are offered is another sender': {
      who: 'helen',
      steps: ['stuck in Contoso', 'shared@contoso.com', 'grace@contoso.com'],
      asks: 'diagnosed',
      holds: stuck(CONTOSO, 'grace@contoso.com'),
    },
    'at the question for the router account is that account': {
      who: 'helen',
      steps: ['stuck nora@contoso.com in Contoso Field Service', 'router@fs.contoso.com'],
      asks: 'diagnosed',
      holds: { ...stuck(FIELD, 'nora@contoso.com'), actingAccount: 'router@fs.contoso.com' },
    },
    'of the router account is found in a sentence that answers the question': {
      who: 'helen',
      steps: ['stuck nora@contoso.com in Contoso Field Service', 'the account is router@fs.contoso.com.'],
      asks: 'diagnosed',
      holds: { ...stuck(FIELD, 'nora@contoso.com'), actingAccount: 'router@fs.contoso.com' },
    },
    'in a sentence at the question for the router account is another sender': {
      who: 'helen',
      steps: ['stuck nora@contoso.com in Contoso Field Service', 'helen@contoso.com is stuck'],
      asks: 'actingAccount',
      holds: stuck(FIELD, 'helen@contoso.com'),
    },
    'that led to the organization takes the organization with it when it changes': {
      who: 'helen',
      steps: ['stuck in Contoso', 'start over', 'sara@contoso.com', '[symptom] stuck', '<', 'nora@contoso.com'],
      asks: 'organization',
      holds: { symptom: 'stuck', sender: 'nora@contoso.com' },
    },
    'in a message with a foreign link is kept, and the link is reported': {
      who: 'helen',
      steps: ['stuck', 'sara@contoso.com http://evil.example/'],
      asks: 'organization',
      holds: { symptom: 'stuck', sender: 'sara@contoso.com' },
      says: /I do not know an organization "http:.*\/\/evil\.example\/"\. I know: Contoso, Contoso Field Service\./,
    },
    'in a log of an organization that is not configured is ignored, and no organization is taken': {
      who: 'helen',
      steps: [
        'stuck in Contoso',
        'Organization: fabrikam\nUser does not have send-as privilege (ErrorCode: 0x8004480D), mailbox sara@contoso.com',
      ],
      asks: 'organization',
      holds: { symptom: 'errorText', codes: '0x8004480D' },
      says: /about the organization "fabrikam", which I am not set up for/,
    },
    'that is invalid is reported as such, and no organization is taken from it': {
      who: 'helen',
      steps: ['stuck', 'sara@contoso'],
      asks: 'organization',
      holds: { symptom: 'stuck' },
      says: /"sara@contoso" is not an e-mail address/,
    },
    'that the check has already is not refused, and the question stays': {
      who: 'helen',
      steps: ['sara@contoso.com', 'Sara@contoso.com'],
      asks: 'symptom',
      holds: { sender: 'sara@contoso.com' },
      says: /^(?!.*is not an e-mail address).*What do you see/s,
    },
    'and an organization that the check has already are no news, and the question stays': {
      who: 'helen',
      steps: ['sara@contoso.com in Contoso', 'Contoso'],
      asks: 'symptom',
      says: /^(?!.*did not understand).*What do you see/s,
    },
  })

  const forms: Readonly<Record<string, string>> = {
    'stuck sara@contoso.com in Contoso': 'sara@contoso.com',
    'sara@contoso.com in Contoso is stuck.': 'sara@contoso.com',
    'Stuck in Contoso: Sara <sara@contoso.com>': 'sara@contoso.com',
    'stuck in Contoso mailto:sara@contoso.com': 'sara@contoso.com',
    'stuck in Contoso, sara@contoso.com!': 'sara@contoso.com',
    'stuck in Contoso "SARA@Contoso.com"': 'SARA@Contoso.com',
    'stuck in Contoso ｓａｒａ＠ｃｏｎｔｏｓｏ．ｃｏｍ': 'sara@contoso.com',
    'stuck in Contoso [sara@contoso.com](mailto:sara@contoso.com)': 'sara@contoso.com',
    "stuck in Contoso aine.o'brien@contoso.com": "aine.o'brien@contoso.com",
  }
  for (const [text, sender] of Object.entries(forms)) {
    it(`is found in: ${text}`, async () => {
      const thisCase = caseOf(await talk('helen').does(text))
      assert.deepEqual([at(thisCase), heldBy(thisCase)], ['diagnosed', stuck(CONTOSO, sender)])
    })
  }

  it('without a symptom is kept together with the organization', async () => {
    const thisCase = caseOf(await talk('helen').does('Contoso sara@contoso.com'))
    assert.deepEqual(
      [at(thisCase), heldBy(thisCase)],
      ['symptom', { organization: CONTOSO, sender: 'sara@contoso.com' }],
    )
  })

  it('is kept together with an error code', async () => {
    const { does } = talk('helen')
    await does('start over')
    const { target } = caseOf(await does('sara@contoso.com 0x8004480D'))
    assert.deepEqual(
      [target.sender, target.codes, target.clue?.fault, target.organization?.name],
      ['sara@contoso.com', ['0x8004480D'], 'sendAs', CONTOSO],
    )
  })

  it('leads to the question which one is meant if there are two', async () => {
    const { does } = talk('helen')
    const asking = await does('stuck: sara@contoso.com or grace@contoso.com')
    assert.deepEqual(
      [at(caseOf(asking)), inputOn(asking).choices?.map(({ value }) => value)],
      ['whichAddress', ['sara@contoso.com', 'grace@contoso.com']],
    )
    const thisCase = caseOf(await does('[whichAddress] grace@contoso.com'))
    assert.deepEqual([at(thisCase), heldBy(thisCase)], ['diagnosed', stuck(CONTOSO, 'grace@contoso.com')])
  })

  it('leads to that question again after "Back" to the symptom', async () => {
    const { does } = talk('helen')
    await does('stuck')
    await does('sara@contoso.com or grace@contoso.com')
    assert.equal(at(caseOf(await does('<'))), 'symptom')
    const thisCase = caseOf(await does('[symptom] notSure'))
    assert.deepEqual(
      [at(thisCase), thisCase.target.addresses],
      ['whichAddress', ['sara@contoso.com', 'grace@contoso.com']],
    )
  })

  it('that was not offered is not accepted', async () => {
    const { does } = talk('helen')
    await does('stuck: sara@contoso.com or grace@contoso.com')
    assert.equal(noteOn(await does('[whichAddress] omar@contoso.com')), 'notes.stale')
  })
})

describe('what somebody says that they see', () => {
  rows({
    'is understood, and not asked for again': {
      who: 'helen',
      steps: ['The workflow failed!', 'Contoso'],
      asks: 'sender',
      holds: { symptom: 'draft', organization: CONTOSO },
    },
    'may be said at any question, and replaces what was chosen before': {
      who: 'helen',
      steps: ['stuck', 'It says that I cannot send as the selected user', 'Contoso'],
      asks: 'sender',
      holds: { symptom: 'cannotSendAs', organization: CONTOSO },
    },
    'stays what it is if they add only that it is stuck': {
      who: 'helen',
      steps: ['my mail stays a draft', 'it is stuck'],
      asks: 'organization',
      holds: { symptom: 'draft' },
    },
    'names who may not send, and in whose name': {
      who: 'helen',
      steps: ['omar@contoso.com cannot send as sara@contoso.com in Contoso'],
      asks: 'diagnosed',
      holds: {
        symptom: 'cannotSendAs',
        organization: CONTOSO,
        sender: 'sara@contoso.com',
        actingAccount: 'omar@contoso.com',
      },
    },
    'does not make the account the sender': {
      who: 'helen',
      steps: ['omar@contoso.com cannot send in my name in Contoso'],
      asks: 'sender',
      holds: { symptom: 'cannotSendAs', organization: CONTOSO, actingAccount: 'omar@contoso.com' },
    },
    'is about their own right if they are no helpdesk and name somebody else': {
      who: 'omar',
      steps: ['I cannot send as sara@contoso.com in Contoso'],
      asks: 'diagnosed',
      holds: {
        symptom: 'cannotSendAs',
        organization: CONTOSO,
        sender: 'sara@contoso.com',
        actingAccount: 'omar@contoso.com',
      },
    },
  })
})

describe('the look-up of an address', () => {
  it('offers the organizations that know it, and preselects none of several', async () => {
    const asking = await talk('helen').does('stuck omar@contoso.com')
    const { choices, value } = inputOn(asking)
    assert.deepEqual([choices?.map(({ title }) => title), value], [[CONTOSO, FIELD], ''])
  })

  it('leaves the default organization preselected only if no address was typed', async () => {
    const [{ contoso }] = [world.simulator]
    assert.equal(inputOn(await talk('helen').does('stuck')).value, contoso.url)
    assert.equal(inputOn(await talk('helen').does('stuck nobody@contoso.com')).value, '')
  })

  it('names an organization that could not be asked, which never counts as not knowing the address', async () => {
    const { faults } = world.simulator.field
    faults.set({ kind: 'malformed' })
    try {
      const { does } = talk('helen')
      const asking = await does('stuck sara@contoso.com')
      assert.equal(at(caseOf(asking)), 'organization')
      const { choices, value } = inputOn(asking)
      assert.deepEqual(
        choices?.map(({ title }) => title),
        [CONTOSO, `${FIELD} (could not be checked)`],
      )
      assert.equal(value, world.simulator.contoso.url)
      assert.match(wordsOn(asking), /One organization could not be checked \(.+\): Contoso Field Service\./)
    } finally {
      faults.clear()
    }
  })

  it('can be corrected: "Back" offers all organizations', async () => {
    const { does } = talk('helen')
    assert.equal(at(caseOf(await does('stuck sara@contoso.com'))), 'diagnosed')
    await does('<')
    const asking = await does('<')
    assert.equal(at(caseOf(asking)), 'organization')
    const { choices, value } = inputOn(asking)
    assert.deepEqual([choices?.map(({ title }) => title), value], [[CONTOSO, FIELD], world.simulator.contoso.url])
    const thisCase = caseOf(await does(`[organization] ${world.simulator.field.url}`))
    assert.deepEqual([at(thisCase), heldBy(thisCase)], ['diagnosed', stuck(FIELD, 'sara@contoso.com')])
  })

  it('is made for an employee only with their own address', async () => {
    const { requests } = world.simulator.contoso
    const before = requests.log.length
    const asking = await talk('sara').does('stuck omar@contoso.com')
    assert.equal(at(caseOf(asking)), 'organization')
    assert.deepEqual(
      inputOn(asking).choices?.map(({ title }) => title),
      [CONTOSO, FIELD],
    )
    assert.match(wordsOn(asking), /You can ask about your own mail only/)
    assert.ok(requests.log.slice(before).every(({ path }) => !path.includes('omar')))
  })

  it('is done by another instance if the first one dies', async () => {
    const knowing = () => new Promise<never>(() => {})
    const still = { now: () => new Date(), every: () => () => {} }
    const dying = talk('helen', { organizations: { ...world.organizations, knowing }, clock: still })
    await dying.app.say(dying.who, 'stuck sara@contoso.com', false)
    const { id } = caseOf(dying.chat.screen)
    while (!(await world.store.load(id))?.case.pending[0]?.lease) await new Promise(resolve => setTimeout(resolve, 20))
    assert.equal(at(caseOf(dying.chat.screen)), 'locating')
    const later = { now: () => new Date(Date.now() + 60_000), every: () => () => {} }
    await world.instance('heir', { clock: later }).app.recover('urgent')
    assert.equal((await world.store.load(id))?.case.target.organization?.name, CONTOSO)
  })

  it('is dropped if another address is typed in the meantime', async () => {
    let answer = () => {}
    const held = new Promise<void>(resolve => {
      answer = resolve
    })
    const slow = talk('helen', {
      organizations: {
        ...world.organizations,
        async knowing(sought, signal) {
          if (sought.address === 'sara@contoso.com') await held
          return world.organizations.knowing(sought, signal)
        },
      },
    })
    await slow.app.say(slow.who, 'stuck sara@contoso.com', false)
    await slow.app.say(slow.who, 'no: grace@contoso.com', false)
    answer()
    await slow.app.idle()
    const thisCase = caseOf(slow.chat.screen)
    assert.deepEqual([at(thisCase), heldBy(thisCase)], ['diagnosed', stuck(CONTOSO, 'grace@contoso.com')])
  })
})

describe('"Back"', () => {
  it('leads through every question to the first one, with every answer still in its field', async () => {
    const { does } = talk('helen')
    const { field } = world.simulator
    for (const step of ['start over', '[symptom] stuck', `[organization] ${field.url}`, '[sender] omar@contoso.com']) {
      await does(step)
    }
    const account = await does('<')
    assert.equal(at(caseOf(account)), 'sender')
    assert.equal(inputOn(account).value, 'omar@contoso.com')
    const organization = await does('<')
    assert.equal(inputOn(organization).value, field.url)
    const symptom = await does('<')
    assert.equal(at(caseOf(symptom)), 'symptom')
    const marked = nodesOf(view.card(symptom, personIn('helen').surface)).filter(({ style }) => style === 'positive')
    assert.deepEqual(new Set(marked.map(({ title }) => title)), new Set(['My mail stays in Pending Send']))
    assert.doesNotMatch(wordsOn(symptom), /^Back$/m)
    const forward = await does('[symptom] notSure')
    assert.equal(at(caseOf(forward)), 'actingAccount')
    assert.deepEqual(heldBy(caseOf(forward)), { ...stuck(FIELD, 'omar@contoso.com'), symptom: 'notSure' })
  })

  it('can be typed, too, and changes nothing at the first question', async () => {
    const { does } = talk('sara')
    await does('stuck')
    assert.equal(at(caseOf(await does('Go back, please.'))), 'symptom')
    assert.equal(at(caseOf(await does('back'))), 'symptom')
  })

  it('on an old card is late, even if the same question is asked again', async () => {
    const { app, who, chat, does } = talk('helen')
    const asking = caseOf(await does('stuck in Contoso'))
    const back = button(asking, 'previous')
    assert.equal(at(caseOf(await app.click(who, back))), 'organization')
    assert.equal(noteOn(await app.click(who, back)), 'notes.stale')
    const url = world.simulator.contoso.url
    const here = caseOf(
      await app.click(who, {
        verb: 'answer',
        case: asking.id,
        ...step(await world.stored(asking)),
        ask: 'organization',
        value: url,
      }),
    )
    assert.equal(at(here), 'sender')
    assert.equal(noteOn(await app.click(who, back)), 'notes.stale')
    assert.ok(chat)
  })

  it('leads from senders who share an address to the address, and from the diagnosis to the last question', async () => {
    const { does } = talk('helen')
    const which = await does('stuck shared@contoso.com in Contoso')
    assert.equal(at(caseOf(which)), 'whichSender')
    const sender = await does('<')
    assert.deepEqual([at(caseOf(sender)), inputOn(sender).value], ['sender', 'shared@contoso.com'])
    assert.equal(at(caseOf(await does('[sender] grace@contoso.com'))), 'diagnosed')
    const again = await does('<')
    assert.deepEqual([at(caseOf(again)), inputOn(again).value], ['sender', 'grace@contoso.com'])
  })

  it('is refused to a stranger who sees the card', async () => {
    const { app, does, who } = talk('sara')
    const thisCase = caseOf(await does('stuck'))
    const stranger = { ...personIn('nora'), surface: who.surface }
    assert.equal(noteOn(await app.click(stranger, button(thisCase, 'previous'))), 'notes.notYourCase')
  })
})

const step = (thisCase: Case) => ({ step: stepOf(thisCase) })

describe('an answer that is not accepted', () => {
  const typed: Readonly<Record<string, readonly [ask: string, text: string, note: string]>> = {
    'no address': ['sender', 'sara davis@contoso.com', 'notes.addressInvalid'],
    'an address of somebody else': ['sender', 'omar@contoso.com', 'notes.onlyYourself'],
  }
  for (const [name, [ask, text, note]] of Object.entries(typed)) {
    it(`stays in the field when it was clicked, and on the next card: ${name}`, async () => {
      const { does } = talk('sara')
      await does('stuck in Contoso')
      const refused = await does(`[${ask}] ${text}`)
      assert.deepEqual([at(caseOf(refused)), noteOn(refused), inputOn(refused).value], [ask, note, text])
      assert.equal(inputOn(await does('status')).value, text)
    })
  }

  it('stays in the field when it was typed', async () => {
    const { does } = talk('sara')
    await does('stuck in Contoso')
    const refused = await does('my own address')
    assert.deepEqual([noteOn(refused), inputOn(refused).value], ['notes.addressInvalid', 'my own address'])
  })

  it('stays in the field of the router account', async () => {
    const { does } = talk('helen')
    await does('stuck nora@contoso.com in Contoso Field Service')
    const two = 'a@contoso.com b@contoso.com'
    const refused = await does(`[actingAccount] ${two}`)
    assert.deepEqual([noteOn(refused), inputOn(refused).value], ['notes.accountInvalid', two])
  })

  it('is not kept in the field if it could be mistaken for a part of the card', async () => {
    const { does } = talk('sara')
    await does('stuck in Contoso')
    for (const text of ['{{DATE(2026-01-01T00:00:00Z)}}', '[a](http://evil.example/)', 'x'.repeat(5_000)]) {
      assert.equal(inputOn(await does(`[sender] ${text}`)).value, '')
    }
  })

  it('does not include an address that comes with the name and brackets it was copied with', async () => {
    const { does } = talk('sara')
    await does('stuck in Contoso')
    const thisCase = caseOf(await does('[sender] Sara Davis <sara@contoso.com>'))
    assert.deepEqual([at(thisCase), heldBy(thisCase)], ['diagnosed', stuck(CONTOSO, 'sara@contoso.com')])
  })
})

describe('an error text or a log', () => {
  const FAULT =
    'An error occurred while checking for outgoing email messages to process: Contoso.\n' +
    'User does not have send-as privilege.\n(ErrorCode: 0x8004480D, mailbox sara@contoso.com)'

  const asked = async (who = 'helen') => {
    const talking = talk(who)
    await talking.does('start over')
    const asking = await talking.does('[symptom] errorText')
    assert.equal(at(caseOf(asking)), 'errorText')
    return { ...talking, asking }
  }

  it('is asked for at once, in a field of several lines, or as a file in the chat', async () => {
    const { asking } = await asked()
    const input = inputOn(asking) as Input & { isMultiline?: boolean }
    assert.equal(input.isMultiline, true)
    assert.match(wordsOn(asking), /attach it in the chat/)
    assert.match(wordsOn(asking), /^I do not have it at hand$/m)
  })

  for (const how of ['[errorText] ', '']) {
    it(`is read like one in the chat, and fills in what it says: ${how || 'typed'}`, async () => {
      const { does } = await asked()
      const thisCase = caseOf(await does(how + FAULT))
      assert.equal(at(thisCase), 'diagnosed')
      const { clue, organization, sender } = thisCase.target
      assert.deepEqual([clue?.fault, organization?.name, sender], ['sendAs', CONTOSO, 'sara@contoso.com'])
    })
  }

  it('that proves nothing stays in the field, with what to do about it', async () => {
    const { does } = await asked()
    for (const how of ['[errorText] ', '']) {
      const screen = await does(`${how}something went wrong`)
      assert.deepEqual(
        [at(caseOf(screen)), noteOn(screen), inputOn(screen).value],
        ['errorText', 'notes.logUnknown.code', 'something went wrong'],
      )
    }
  })

  it('can be skipped by a click or in words if the person does not have it at hand', async () => {
    for (const how of ['[errorText] ', "I don't have it at hand."]) {
      const { does } = await asked()
      const screen = await does(how)
      assert.equal(at(caseOf(screen)), 'organization')
      assert.equal(at(caseOf(await does('<'))), 'errorText')
    }
  })

  it('stays in the field up to the size of a card, and is never shown cut off', async () => {
    const { does } = await asked()
    const [fits, tooLarge] = ['word '.repeat(1_900).trim(), '山'.repeat(9_000)]
    assert.equal(inputOn(await does(`[errorText] ${fits}`)).value, fits)
    const screen = await does(`[errorText] ${tooLarge}`)
    assert.deepEqual([at(caseOf(screen)), inputOn(screen).value], ['errorText', ''])
  })

  it('is not asked for if one was pasted already', async () => {
    const { does } = talk('sara')
    await does('start over')
    assert.equal(at(caseOf(await does('0x8004480D'))), 'organization')
  })

  it('keeps an address that is pasted instead', async () => {
    const { does } = await asked()
    const thisCase = caseOf(await does('[errorText] it is about sara@contoso.com'))
    assert.deepEqual([at(thisCase), thisCase.target.sender], ['errorText', 'sara@contoso.com'])
  })
})

describe('a command', () => {
  const forms: Readonly<Record<string, readonly string[]>> = {
    closed: ['Cancel.', 'please cancel', 'CANCEL THE CHECK!', 'Can you stop it, please?', 'never mind…'],
    symptom: ['Start over.', 'RESTART', "let's start over", 'I want to start again', 'new check please'],
    organization: ['Status?', 'status please', "What's the status?", 'Show my cases', 'where are we?'],
  }
  for (const [expected, texts] of Object.entries(forms)) {
    for (const text of texts) {
      it(`is understood: ${text}`, async () => {
        const { does } = talk('sara')
        await does('stuck')
        assert.equal(at(caseOf(await does(text))), expected)
      })
    }
  }
  for (const text of ['Help!', 'help me please', 'What can you do?', 'Hi.', '???']) {
    it(`is understood: ${text}`, async () => assert.equal((await talk('sara').does(text)).kind, 'welcome'))
  }
})

describe('in a group chat', () => {
  const group = personIn('sara', { conversationType: 'groupChat' }).surface

  it('the greeting and every question say to mention the bot, but not in a personal chat', async () => {
    const asking = await talk('sara').does('stuck')
    for (const screen of [{ kind: 'welcome' } as const, asking]) {
      assert.match(wordsOn(screen, group), /mention me first: @Pending Send/)
      assert.doesNotMatch(wordsOn(screen), /mention me first/)
    }
  })
})
