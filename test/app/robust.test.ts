import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type AttachedFile, type CaseStore, FileRefused, type Organizations } from '../../src/app/ports.js'
import { button, caseOf, loner, noteOn, personIn, startWorld, type World } from './world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

/** Counts how often facts are gathered. */
function counting(organizations: Organizations): Organizations & { count(): number } {
  let runs = 0
  return {
    ...organizations,
    gather(gathering) {
      runs += 1
      return organizations.gather(gathering)
    },
    count: () => runs,
  }
}

async function atSender(who = personIn('sara')) {
  const organizations = counting(world.organizations)
  const first = world.instance('first', { organizations })
  const second = world.instance('second', { organizations })
  await first.app.say(who, 'stuck in Contoso', false)
  await first.app.idle()
  return { who, first, second, organizations, asking: caseOf(first.chat.screen) }
}

const answer = { ask: 'sender', value: 'sara@contoso.com' } as const

describe('clicks', () => {
  it('take effect once when two instances get the same click', async () => {
    const { who, first, second, organizations, asking } = await atSender()
    const click = button(asking, 'answer', answer)
    const screens = await Promise.all([first.app.click(who, click), second.app.click(who, click)])
    await Promise.all([first.app.idle(), second.app.idle()])
    assert.equal(organizations.count(), 1)
    assert.equal(screens.filter(screen => noteOn(screen) === 'notes.stale').length, 1)
    assert.equal((await world.store.load(asking.id))?.case.phase.name, 'diagnosed')
  })

  it('on an old card change nothing, and show the current one', async () => {
    const { who, first, asking } = await atSender()
    await first.app.click(who, button(asking, 'answer', answer))
    await first.app.idle()
    const before = await world.store.load(asking.id)
    const late = await first.app.click(who, button(asking, 'answer', answer))
    assert.equal(noteOn(late), 'notes.stale')
    assert.equal(caseOf(late).phase.name, 'diagnosed')
    assert.equal((await world.store.load(asking.id))?.version, before?.version)
  })

  it('are decided again if somebody else saved in between', async () => {
    const { who, first, asking } = await atSender()
    let disturbed = 0
    const store: CaseStore = {
      ...world.store,
      async replace(thisCase, version) {
        if (disturbed++ === 0) {
          const stored = await world.store.load(thisCase.id)
          if (stored) await world.store.replace({ ...stored.case, waited: 7 }, stored.version)
        }
        return world.store.replace(thisCase, version)
      },
    }
    const instance = world.instance('disturbed', { store })
    await instance.app.click(who, button(asking, 'answer', answer))
    await instance.app.idle()
    await first.app.idle()
    const stored = await world.store.load(asking.id)
    assert.equal(stored?.case.phase.name, 'diagnosed')
    assert.equal(stored?.case.waited, 7)
  })

  const malformed: readonly unknown[] = [
    null,
    7,
    'x',
    [],
    {},
    { verb: 'drop' },
    { verb: 'answer' },
    { verb: 'answer', case: {}, step: [] },
    { verb: 'checkAgain', case: "x' or 1 eq 1" },
  ]
  for (const data of malformed) {
    it(`with a malformed payload are answered with a note: ${JSON.stringify(data)}`, async () => {
      const { who, first, asking } = await atSender()
      const screen = await first.app.click(who, data)
      assert.match(noteOn(screen) ?? '', /^notes\.(malformed|stale|noCase|checkDeleted)$/)
      assert.equal((await world.store.load(asking.id))?.case.phase.name, 'intake')
    })
  }
})

describe('interrupted work', () => {
  it('is finished by another instance, since the promise was saved with the state', async () => {
    const { who, second, asking } = await atSender()
    const broken: Organizations = { ...world.organizations, gather: () => new Promise(() => {}) }
    const dead = { now: () => new Date(), every: () => () => {} }
    const dying = world.instance('dying', { organizations: broken, clock: dead })
    await dying.app.click(who, button(asking, 'answer', answer))
    // Wait until the lease is written. Then the process is gone, and its lease runs out.
    const leased = await until(async () => (await world.store.load(asking.id))?.case.pending[0]?.lease)
    const later = { now: () => new Date(Date.parse(leased.until) + 60_000), every: () => () => {} }
    const heir = world.instance('heir', { clock: later })
    await second.app.recover('urgent')
    assert.equal((await world.store.load(asking.id))?.case.phase.name, 'diagnosing', 'a live lease is respected')
    await heir.app.recover('urgent')
    assert.equal((await world.store.load(asking.id))?.case.phase.name, 'diagnosed')
    assert.equal(caseOf(heir.chat.screen).phase.name, 'diagnosed')
  })

  it('of several cases is finished even if one of them fails', async () => {
    const [hopeless, hopeful] = [await atSender(), await atSender()]
    const broken: Organizations = { ...world.organizations, gather: () => new Promise(() => {}) }
    const dead = { now: () => new Date(), every: () => () => {} }
    for (const { who, asking } of [hopeless, hopeful]) {
      await world
        .instance('dying', { organizations: broken, clock: dead })
        .app.click(who, button(asking, 'answer', answer))
      await until(async () => (await world.store.load(asking.id))?.case.pending[0]?.lease)
    }
    const store: CaseStore = {
      ...world.store,
      load: id => (id === hopeless.asking.id ? Promise.reject(new Error('storage is away')) : world.store.load(id)),
    }
    const later = { now: () => new Date(Date.now() + 60_000), every: () => () => {} }
    await world.instance('heir', { store, clock: later }).app.recover('urgent')
    assert.equal((await world.store.load(hopeful.asking.id))?.case.phase.name, 'diagnosed')
    assert.equal((await world.store.load(hopeless.asking.id))?.case.phase.name, 'diagnosing')
  })

  it('is not lost between saving and working', async () => {
    const { who, asking, second } = await atSender()
    const thisCase = {
      ...asking,
      phase: { name: 'diagnosing', run: 9, startedAt: '', progress: { done: 0, of: 0 } } as const,
    }
    const stored = await world.store.load(asking.id)
    const target = { ...asking.target, sender: 'sara@contoso.com' }
    await world.store.replace(
      { ...thisCase, target, pending: [{ id: 'gather.9', kind: 'gather', attempts: 0 }] },
      stored?.version ?? '',
    )
    await second.app.recover('urgent')
    assert.equal((await world.store.load(asking.id))?.case.phase.name, 'diagnosed')
    assert.ok(who)
  })
})

describe('what is typed', () => {
  const open = async (key = 'sara') => {
    const instance = world.instance('a')
    const who = loner(key)
    const type = async (text: string, attached: AttachedFile | boolean = false) => {
      await instance.app.say(who, text, attached)
      await instance.app.idle()
      return instance.chat.screen
    }
    return { ...instance, who, type }
  }

  it('fills in what it says: a pasted code, an organization, an address', async () => {
    const { type } = await open('helen')
    const thisCase = caseOf(await type('0x8004480D for sara@contoso.com in Contoso'))
    assert.equal(thisCase.target.symptom, 'errorText')
    assert.deepEqual(thisCase.target.codes, ['0x8004480D'])
    assert.equal(thisCase.phase.name, 'diagnosed')
  })

  const FAULT =
    '#26142 - An error occurred while checking for outgoing email messages to process: Contoso.\r\n' +
    'System.ServiceModel.FaultException: User does not have send-as privilege.\r\n(ErrorCode: 0x8004480D, mailbox sara@contoso.com)'

  it('counts as what it proves if it is a fault, and only the rest is asked', async () => {
    const { type } = await open('helen')
    const { target, phase } = caseOf(await type(FAULT))
    assert.equal(target.clue?.verdict, 'sendAs')
    assert.equal(target.sender, 'sara@contoso.com')
    assert.equal(target.organization?.name, 'Contoso')
    assert.ok(target.clue.proof.some(({ text }) => text.includes('0x8004480D')))
    assert.ok(phase.name === 'diagnosed' && phase.diagnosis.verdict === 'causeFound')
  })

  it('is explained if it is a look-alike, and the checks run anyway on request', async () => {
    const { app, chat, who, type } = await open('helen')
    const thisCase = caseOf(
      await type('in Contoso: ErrorSendAsDenied, The user account does not have the right to send mail'),
    )
    assert.ok(thisCase.phase.name === 'intake' && thisCase.phase.ask === 'lookAlike')
    assert.equal(thisCase.target.clue?.fault, 'exchangeSendAs')
    await app.click(who, button(thisCase, 'answer', { ask: 'lookAlike', value: 'check' }))
    await app.idle()
    assert.notEqual(caseOf(chat.screen).phase, thisCase.phase)
    const { phase } = caseOf(chat.screen)
    assert.ok(phase.name === 'intake' && phase.ask === 'sender')
  })

  it('keeps the answers if it is a log in the middle of the walk, and is reported if it proves nothing', async () => {
    const { type } = await open()
    await type('stuck in Contoso')
    const nothing = await type('lorem ipsum dolor sit amet '.repeat(40))
    assert.match(noteOn(nothing) ?? '', /^notes\.logUnknown\./)
    assert.equal(caseOf(nothing).phase.name, 'intake')
    const thisCase = caseOf(await type('ErrorCode: 0x8004480D'))
    assert.equal(thisCase.target.organization?.name, 'Contoso')
    assert.equal(thisCase.target.clue?.fault, 'sendAs')
  })

  it('is stored without passwords, and the card says so', async () => {
    const { type, chat } = await open()
    const screen = await type(`${FAULT}\n<Password>hunter2-Secret</Password>\nPassword=hunter2-Secret;`)
    assert.equal(caseOf(screen).target.clue?.masked, true)
    assert.ok(!JSON.stringify(chat.drawn).includes('hunter2'))
    assert.ok(!JSON.stringify(await world.store.load(caseOf(screen).id)).includes('hunter2'))
  })

  const fileOf = (...chunks: readonly (string | Uint8Array)[]): AttachedFile => ({
    async *read() {
      for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    },
  })

  it('may be an attached log, in any encoding and split in any way', async () => {
    const wide = Buffer.from(`\uFEFF${FAULT}`, 'utf16le')
    for (const file of [fileOf(FAULT), fileOf(wide.subarray(0, 33), wide.subarray(33, 100), wide.subarray(100))]) {
      const { type } = await open('helen')
      const { target } = caseOf(await type('', file))
      assert.deepEqual(
        [target.clue?.fault, target.sender, target.organization?.name],
        ['sendAs', 'sara@contoso.com', 'Contoso'],
      )
    }
  })

  it('may come with a file that cannot be read: the card says why, and the check goes on', async () => {
    const { type } = await open()
    const { id } = caseOf(await type('stuck'))
    const broken: AttachedFile = {
      read() {
        throw new FileRefused('away')
      },
    }
    const files = { evtx: fileOf('ElfFile\0'), binary: fileOf('PK\u0003\u0004'), empty: fileOf(), away: broken }
    for (const [why, file] of Object.entries(files)) {
      const screen = await type('', file)
      assert.equal(noteOn(screen), `notes.file.${why}`)
      assert.equal(caseOf(screen).id, id)
    }
    assert.equal(noteOn(await type('', fileOf('nothing of interest'))), 'notes.logUnknown.code')
    const beside = await type('it is about sara@contoso.com in Contoso', broken)
    assert.equal(caseOf(beside).target.sender, 'sara@contoso.com')
  })

  it('may be a message of another conversation, and the check goes on in the bot’s own chat', async () => {
    const { app, chat, who, type } = await open()
    const elsewhere = { ...who, surface: { ...who.surface, conversationId: '19:somewhere@thread.v2' } }
    const screen = await app.readMessage(
      elsewhere,
      `<div><p>Look: ErrorCode:&nbsp;0x8004480D</p><p>in Contoso</p></div>`,
    )
    await app.idle()
    assert.ok(screen.kind === 'reading' && screen.clue?.fault === 'sendAs')
    assert.equal(chat.drawn.length, 0, 'nothing is drawn where the bot is not a member')
    const thisCase = caseOf(await type('status'))
    assert.equal(thisCase.target.clue?.fault, 'sendAs')
    assert.equal(thisCase.target.organization?.name, 'Contoso')
    const nothing = await app.readMessage(elsewhere, '<p>lunch?</p>')
    assert.equal(noteOn(nothing), 'notes.logUnknown.code')
    assert.equal(caseOf(await type('status')).id, thisCase.id)
  })

  it('may be a whole sentence, which is understood whatever was asked', async () => {
    const { type } = await open('helen')
    await type('stuck')
    const { target, phase } = caseOf(await type('grace@contoso.com is stuck in Contoso'))
    assert.equal(target.sender, 'grace@contoso.com')
    assert.equal(phase.name, 'diagnosed')
  })

  it('answers the questions of the card', async () => {
    const { type } = await open()
    const after = async (text: string) => {
      const { phase } = caseOf(await type(text))
      return phase.name === 'intake' ? phase.ask : phase.name
    }
    assert.equal(await after('start over'), 'symptom')
    assert.equal(await after('it is stuck'), 'organization')
    assert.equal(await after('contosofs'), 'sender')
    assert.equal(await after('start over'), 'symptom')
    assert.equal(await after('0x8004480D'), 'organization')
    assert.equal(await after('Contoso'), 'sender')
    assert.equal(await after('sara@contoso.com'), 'diagnosed')
  })

  it('never leads to a call to an organization that is not configured, and the card names those that are', async () => {
    const { type, chat } = await open()
    await type('stuck')
    const screen = await type('http://evil.example/')
    assert.equal(noteOn(screen), 'notes.organizationUnknown')
    assert.ok(screen.kind === 'case' && String(screen.note?.args?.names).includes('Contoso Field Service'))
    assert.equal(chat.screen, screen)
  })

  const sentences: Readonly<Record<string, string>> = {
    '': 'notes.empty',
    '\u0000\u0007\u200b': 'notes.empty',
    'lorem ipsum': 'notes.organizationUnknown',
    ['x'.repeat(10_000)]: 'notes.logUnknown.code',
    'https://contoso.crm4.dynamics.com.evil.example/': 'notes.organizationUnknown',
  }
  for (const [text, key] of Object.entries(sentences)) {
    it(`redraws the card with one line for ${JSON.stringify(text.slice(0, 20))}`, async () => {
      const { type } = await open()
      const { id } = caseOf(await type('stuck'))
      const screen = await type(text)
      assert.equal(noteOn(screen), key)
      assert.equal(caseOf(screen).id, id)
    })
  }

  it('is reported if there is only an attachment, or if an address is invalid', async () => {
    const { type } = await open()
    await type('stuck in Contoso')
    assert.equal(noteOn(await type('', true)), 'notes.onlyAttachment')
    assert.equal(noteOn(await type('sara at contoso')), 'notes.addressInvalid')
  })

  it('may be help, status or cancel, with and without a case', async () => {
    const { type } = await open()
    assert.deepEqual(await type('status'), { kind: 'welcome', note: { key: 'notes.noCase' } })
    assert.deepEqual(await type('cancel'), { kind: 'welcome', note: { key: 'notes.nothingToCancel' } })
    assert.deepEqual(await type('help'), { kind: 'welcome' })
    const { id } = caseOf(await type('stuck'))
    assert.equal(caseOf(await type('status')).id, id)
    assert.equal(caseOf(await type('cancel')).phase.name, 'closed')
    assert.notEqual(caseOf(await type('stuck')).id, id)
  })

  it('is not mistaken for an address if it only repeats that mail is stuck', async () => {
    const { type } = await open()
    await type('stuck in Contoso')
    const screen = await type('my mail is stuck')
    assert.deepEqual([noteOn(screen), caseOf(screen).phase.name], [undefined, 'intake'])
  })

  it('is not needed to get the current check back after the bot was added again, in the same conversation only', async () => {
    const { app, chat, who, type } = await open()
    const { id } = caseOf(await type('stuck in Contoso'))
    await app.greet(who)
    assert.deepEqual(chat.drawn.at(-3)?.screen, { kind: 'welcome' })
    assert.equal(caseOf(chat.screen).id, id)
    const shown = chat.drawn.length
    await app.greet({ ...who, surface: { ...who.surface, conversationId: 'elsewhere' } })
    assert.deepEqual(chat.drawn.slice(shown), [
      { how: 'send', surface: { ...who.surface, conversationId: 'elsewhere' }, screen: { kind: 'welcome' } },
    ])
    await type('cancel')
    await app.greet(who)
    assert.deepEqual(chat.screen, { kind: 'welcome' })
  })

  it('moves the card to the end of the conversation and retires the old one', async () => {
    const { type, chat } = await open()
    const first = caseOf(await type('stuck'))
    await type('what?')
    const [moved, retired] = chat.drawn.slice(-2)
    assert.ok(moved?.how === 'send' && caseOf(moved.screen).id === first.id)
    assert.ok(retired?.how === 'update' && noteOn(retired.screen) === 'notes.movedDown')
    const [place, ...others] = (await world.store.load(first.id))?.case.surfaces ?? []
    assert.equal(others.length, 0)
    assert.notEqual(place?.activityId, retired.surface.activityId)
    assert.equal(place?.retires, undefined)
  })
})

describe('an outage', () => {
  it('of the organization is reported as an outage, and the case is kept', async () => {
    const { app, chat } = world.instance('a')
    const who = personIn('nora')
    await app.say(who, 'stuck in Contoso', false)
    await app.idle()
    const asking = caseOf(chat.screen)
    world.simulator.contoso.faults.set({ kind: 'malformed' })
    try {
      await app.click(who, button(asking, 'answer', { ask: 'sender', value: 'nora@contoso.com' }))
      await app.idle()
    } finally {
      world.simulator.contoso.faults.clear()
    }
    const { phase } = caseOf(chat.screen)
    assert.ok(phase.name === 'diagnosed' && phase.diagnosis.verdict === 'undetermined')
    assert.ok(
      phase.diagnosis.findings.some(one => one.outcome === 'undetermined' && one.missing[0]?.why === 'malformed'),
    )
  })

  it('of the storage is an error, not a lost click', async () => {
    const { who, asking } = await atSender()
    const away: CaseStore = { ...world.store, replace: () => Promise.reject(new Error('storage is away')) }
    const { app } = world.instance('a', { store: away })
    await assert.rejects(app.click(who, button(asking, 'answer', answer)), /storage is away/)
    assert.equal((await world.store.load(asking.id))?.case.phase.name, 'intake')
  })
})

describe('the log', () => {
  it('lets a sender be followed from case to case without revealing who it is', async () => {
    const lines: object[] = []
    const note = (fields: object) => void lines.push(fields)
    const { app } = world.instance('a', { log: { info: note, warn: note, error: note } })
    for (const who of [personIn('nora'), personIn('nora')]) {
      await app.say(who, 'nora@contoso.com is stuck in Contoso', false)
      await app.idle()
    }
    const senders = lines.flatMap(line => ('sender' in line ? [line.sender] : []))
    assert.match(String(senders[0]), /^#[\w-]{10}$/)
    assert.deepEqual(senders, [senders[0], senders[0]])
    assert.ok(!JSON.stringify(lines).includes('nora@contoso.com'))
  })
})

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
