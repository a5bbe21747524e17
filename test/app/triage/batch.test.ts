import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { CaseStore, Clock, Incoming, Organizations, Screen } from '../../../src/app/ports.js'
import { type Case, isOpen } from '../../../src/domain/case/case.js'
import { MOST_ADDRESSES } from '../../../src/domain/triage/batch/batch.js'
import { channelRoot, withHelpdesk } from '../../fixtures/triage.js'
import { HandClock } from '../work/handClock.js'
import { button, caseOf, type Instance, loner, noteOn, startWorld, type World } from '../world.js'

const clock = new HandClock()
let world: World
before(async () => {
  world = await startWorld()
  await world.triageSettings.choose({ surface: channelRoot, isPrivate: true })
})
after(() => world.close())

const SARA = 'sara@contoso.com'
const OMAR = 'omar@contoso.com'

interface Talking extends Instance {
  readonly who: Incoming
  /** What is shown after the text was typed and all work is done. */
  types(text: string, activity?: string): Promise<Screen>
}

function talk(key: string, changes: Parameters<World['instance']>[1] = {}): Talking {
  const instance = world.instance('a', { ...withHelpdesk, clock, ...changes })
  const who = loner(key)
  return {
    ...instance,
    who,
    async types(text, activity) {
      await instance.app.say({ ...who, ...(activity !== undefined && { activity }) }, text, false)
      await instance.app.idle()
      const here = instance.chat.drawn.findLast(
        ({ surface, screen }) =>
          surface.conversationId === who.surface.conversationId && noteOn(screen) !== 'notes.movedDown',
      )
      return here?.screen ?? assert.fail('nothing was drawn')
    },
  }
}

const people = (count: number) => Array.from({ length: count }, (_, i) => `person${i + 1}@contoso.com`)

function linesOf({ phase }: Case) {
  return phase.name === 'batched' ? phase.lines : assert.fail(phase.name)
}

/** The checks of a batch, as they are stored. */
const membersOf = (batch: Case) => Promise.all(linesOf(batch).map(line => world.stored({ id: line.case })))
const verdicts = (batch: Case) => linesOf(batch).map(({ result }) => result?.cause ?? result?.ask ?? result?.verdict)

describe('one address', () => {
  it('is checked as if the agent had walked through it', async () => {
    const { types } = talk('helen')
    const { phase, target, batch } = caseOf(await types(`check ${SARA} in Contoso`))
    assert.deepEqual(
      [phase.name, target.symptom, target.sender, target.organization?.name, batch],
      ['diagnosed', 'notSure', SARA, 'Contoso', undefined],
    )
  })

  it('is looked for where no organization is named', async () => {
    const { types } = talk('helen')
    const { phase, target } = caseOf(await types(`check ${SARA}`))
    assert.deepEqual([phase.name, target.organization?.name], ['diagnosed', 'Contoso'])
  })

  it('that was typed twice is checked once, which the card says, as it names what is no address', async () => {
    const { types, chat } = talk('helen')
    const { target } = caseOf(await types(`check ${SARA}, bob, ${SARA} in Contoso`))
    assert.deepEqual([target.sender, target.addresses], [SARA, undefined])
    const [first] = chat.drawn
    assert.equal(first && noteOn(first.screen), 'batch.notes.leftOut')
  })
})

describe('an organization that does not exist', () => {
  for (const [typed, key] of [
    [`check ${SARA} in Nowhere`, 'helen'],
    [`check ${SARA} in Contoso Nowhere`, 'helen'],
    [`${SARA} is stuck in Nowhere`, 'helen'],
    [`${SARA} is stuck in Nowhere`, 'sara'],
  ] as const) {
    it(`is said, and no other one takes its place: ${typed}, by ${key}`, async () => {
      const screen = await talk(key).types(typed)
      const { phase, target } = caseOf(screen)
      assert.ok(phase.name === 'intake' && phase.ask === 'organization', phase.name)
      assert.deepEqual([target.organization, target.elsewhere !== undefined], [undefined, true])
      assert.equal(phase.note?.key, 'notes.organizationUnknown')
    })
  }

  it('is said for several addresses, of which none is checked', async () => {
    const { types, who } = talk('helen')
    const screen = await types(`check ${SARA}, ${OMAR} in Nowhere`)
    assert.equal(noteOn(screen), 'batch.notes.elsewhere')
    assert.deepEqual(await world.store.open(who.by), [])
  })

  it('is not meant by the unique name of one that does', async () => {
    const { types } = talk('helen')
    const { target } = caseOf(await types(`${SARA} is stuck in organization contosofs`))
    assert.equal(target.organization?.name, 'Contoso Field Service')
  })
})

describe('somebody who is no agent', () => {
  it('gets what typing the addresses gives', async () => {
    const plain = caseOf(await talk('sara').types(`${SARA}, ${OMAR} are stuck`))
    const asked = caseOf(await talk('sara').types(`check ${SARA}, ${OMAR}`))
    assert.deepEqual([asked.phase, asked.target], [plain.phase, plain.target])
    assert.deepEqual(asked.target.addresses, [SARA, OMAR])
  })
})

describe('several addresses', () => {
  it('are checked each, with one card that says what came out', async () => {
    const { types, chat, who } = talk('helen')
    const batch = caseOf(
      await types(`check ${SARA}, missing@contoso.com, grace@contoso.com, ${SARA} in Contoso`, 'one'),
    )
    assert.ok(batch.phase.name === 'batched')
    assert.deepEqual([batch.phase.lines.length, batch.phase.repeated], [3, 1])
    const members = await membersOf(batch)
    for (const [i, member] of members.entries()) {
      const { address, result } = linesOf(batch)[i] ?? assert.fail()
      assert.deepEqual([member.target.sender, member.owner.id, member.batch], [address, who.by.id, batch.id])
      assert.equal(member.triage?.number, result?.number ?? undefined)
      assert.equal(member.triage !== undefined, result?.verdict !== 'healthy', address)
      if (member.triage) assert.deepEqual([member.triage.entry, typeof result?.number], ['agent', 'number'])
    }
    assert.deepEqual(verdicts(batch).slice(1, 2), ['senderUnknown'])
    const sent = chat.drawn.filter(
      ({ how, surface }) => how === 'send' && surface.conversationId === who.surface.conversationId,
    )
    assert.equal(sent.length, 1)
  })

  it('may be in several organizations, and one that no organization knows waits for an answer', async () => {
    const batch = caseOf(
      await talk('helen').types(`check router@fs.contoso.com, ${SARA}, stranger@example.com, shared@contoso.com`),
    )
    const members = await membersOf(batch)
    assert.deepEqual(
      members.map(({ target }) => target.organization?.name),
      ['Contoso Field Service', 'Contoso', undefined, 'Contoso'],
    )
    assert.deepEqual(verdicts(batch).slice(2), ['organization', 'whichSender'])
  })

  it('are opened once, however often the message is delivered', async () => {
    const { types, app, who, chat } = talk('helen')
    const text = `check ${SARA}, ${OMAR} in Contoso`
    const batch = caseOf(await types(text, 'twice'))
    const before = chat.drawn.length
    await app.say({ ...who, activity: 'twice' }, text, false)
    await app.idle()
    assert.equal(chat.drawn.length, before)
    assert.deepEqual((await world.stored(batch)).phase, batch.phase)
  })

  it('are not what is typed next: that is about nothing, or about a card that is shown', async () => {
    const { types, who } = talk('helen')
    const batch = caseOf(await types(`check ${SARA}, ${OMAR} in Contoso`, 'listed'))
    assert.equal(isOpen(batch), false)
    assert.equal(noteOn(await types('cancel')), 'notes.nothingToCancel')
    const open = await world.store.open(who.by)
    const shown = (await membersOf(batch)).filter(({ surfaces }) => surfaces.length > 0)
    assert.deepEqual(open.map(({ id }) => id).toSorted(), shown.map(({ id }) => id).toSorted())
  })

  it('are too many: one sentence, and nothing is checked', async () => {
    const { types, who } = talk('helen')
    const screen = await types(`check ${people(MOST_ADDRESSES + 1).join(', ')} in Contoso`)
    assert.ok(screen.kind === 'notice')
    assert.deepEqual(screen.message, { key: 'batch.notes.tooMany', args: { count: 51, most: 50 } })
    assert.deepEqual(await world.store.open(who.by), [])
  })

  it('are none in a list that has no address: it is named, and nothing is opened', async () => {
    const { types, who } = talk('helen')
    const before = await world.store.open(who.by)
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of a card template, which has to stay text
    const screen = await types('check ${sara}, nobody, @@@ in Contoso')
    assert.ok(screen.kind === 'notice')
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the same
    assert.deepEqual(screen.message, { key: 'batch.notes.noAddress', args: { text: '${sara}, nobody, @@@' } })
    assert.deepEqual(await world.store.open(who.by), before)
  })

  it('do not disturb the question that is open', async () => {
    const { types } = talk('helen')
    const walk = caseOf(await types('my mail is stuck'))
    await types(`check ${people(MOST_ADDRESSES + 1).join(', ')}`)
    assert.deepEqual((await world.stored(walk)).phase, walk.phase)
  })
})

describe('a channel that takes no cards for a while', () => {
  it('does not hold up the batch: its cards come later', async () => {
    const { app, chat, who } = talk('helen')
    const send = chat.send.bind(chat)
    const gate = promised()
    chat.send = async (surface, screen) => {
      if (surface.conversationType === 'channel') await gate.promise
      return send(surface, screen)
    }
    await app.say({ ...who, activity: 'slow' }, `check ${people(10).join(' ')} in Contoso`, false)
    const id = world.store.idOf(who.by, 'slow')
    await until(async () => (await world.stored({ id })).phase.name === 'batched')
    assert.ok(chat.drawn.every(({ surface }) => surface.conversationType !== 'channel'))
    gate.resolve()
    await app.idle()
    const members = await membersOf(await world.stored({ id }))
    const posted = members.filter(({ surfaces }) => surfaces.some(({ face }) => face !== undefined))
    assert.equal(posted.length, members.filter(({ triage }) => triage).length)
    assert.ok(posted.length > 0)
  })
})

describe('the card of a batch', () => {
  it('brings the check of an address here, and stays', async () => {
    const { types, app, who, chat } = talk('helen')
    const batch = caseOf(await types(`check ${SARA}, ${OMAR} in Contoso`, 'show'))
    const [line] = linesOf(batch)
    const drawnBefore = chat.drawn.length
    const shown = await app.click(who, button(batch, 'showLine', { value: line?.case ?? '' }))
    await app.idle()
    assert.equal(caseOf(shown).id, batch.id)
    const sent = chat.drawn.slice(drawnBefore).filter(({ how }) => how === 'send')
    assert.deepEqual(
      sent.map(({ screen }) => caseOf(screen).id),
      [line?.case],
    )
    const open = await world.store.open(who.by)
    assert.ok(
      open.some(({ id, conversations }) => id === line?.case && conversations.includes(who.surface.conversationId)),
    )
  })

  it('says what is missing if nothing was chosen, or something that is not on it', async () => {
    const { types, app, who } = talk('helen')
    const batch = caseOf(await types(`check ${SARA}, ${OMAR} in Contoso`, 'choose'))
    const other = caseOf(await types(`check ${SARA} in Contoso`, 'other'))
    for (const more of [{}, { value: '' }, { value: other.id }, { value: '../../x' }]) {
      const shown = await app.click(who, button(batch, 'showLine', more))
      assert.deepEqual([caseOf(shown).id, noteOn(shown)], [batch.id, 'batch.notes.choose'])
    }
    await app.idle()
  })

  it('stops when the agent cancels: what was found stays, and nothing more is opened', async () => {
    let looked = 0
    const gate = promised()
    const third = promised()
    const organizations: Organizations = {
      ...world.organizations,
      async gather(asked) {
        looked += 1
        if (looked === 8) third.resolve()
        if (looked > 4) await gate.promise
        return world.organizations.gather(asked)
      },
    }
    const { app, who } = talk('helen', { organizations })
    await app.say({ ...who, activity: 'stop' }, `check ${people(20).join(' ')} in Contoso`, false)
    await third.promise
    // The next heartbeat saves what was found.
    const id = world.store.idOf(who.by, 'stop')
    await until(async () => linesWithResult(await world.stored({ id })) >= 4)
    await app.say({ ...who, activity: 'cancel' }, 'cancel', false)
    gate.resolve()
    await app.idle()
    const batch = await world.stored({ id })
    assert.ok(batch.phase.name === 'batched' && batch.phase.stopped)
    assert.deepEqual(batch.pending, [])
    assert.equal(linesWithResult(batch), 4)
    assert.equal(looked, 8)
    const there = await Promise.all(batch.phase.lines.map(line => world.store.load(line.case)))
    assert.equal(there.filter(Boolean).length, 8)
  })
})

interface Promised {
  readonly promise: Promise<void>
  resolve(): void
}

function promised(): Promised {
  let resolve = () => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

function linesWithResult({ phase }: Case): number {
  return 'lines' in phase ? phase.lines.filter(({ result }) => result).length : 0
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise(resolve => setTimeout(resolve, 20))
}

/** The clock of a process that is killed: its heartbeats do not keep this one alive. */
const mortal: Clock = {
  now: () => clock.now(),
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds).unref()
    return () => clearInterval(timer)
  },
}

/** A store that stops answering after so many saves, as if its process were killed. */
function dying(saves: number): { readonly store: CaseStore; readonly died: Promise<void> } {
  const death = promised()
  const never = new Promise<never>(() => {})
  let left = saves
  const alive = () => left > 0
  const saving =
    <A extends readonly unknown[], R>(save: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (!alive()) return never
      const saved = await save(...args)
      left -= 1
      if (alive()) return saved
      death.resolve()
      return never
    }
  const { store } = world
  return {
    died: death.promise,
    store: {
      ...store,
      load: async id => (alive() ? store.load(id) : never),
      insert: saving(store.insert),
      replace: saving(store.replace),
    },
  }
}

describe('a process that is killed in the middle of a batch', () => {
  const addresses = [...people(6), SARA, OMAR]

  for (const saves of [1, 2, 3, 4, 7, 12, 20, 30]) {
    it(`leaves it to another one, which does nothing twice and misses nothing: after ${saves} saves`, async () => {
      const { store, died } = dying(saves)
      const first = talk('helen', { store, clock: mortal })
      void first.app.say({ ...first.who, activity: 'killed' }, `check ${addresses.join(', ')} in Contoso`, false)
      await died
      clock.forward(60_000)
      const heir = world.instance('heir', { ...withHelpdesk, clock })
      await heir.app.recover('urgent')
      await heir.app.idle()
      const id = world.store.idOf(first.who.by, 'killed')
      const batch = await world.stored({ id })
      const members = await membersOf(batch)
      assert.deepEqual(
        members.map(({ target }) => target.sender),
        addresses,
      )
      assert.ok(linesOf(batch).every(({ result }) => result))
      for (const { phase, audit } of members) {
        assert.equal(phase.name, 'diagnosed')
        assert.equal(audit.filter(({ what }) => what === 'opened').length, 1)
      }
      const numbers = members.flatMap(({ triage }) => triage?.number ?? [])
      assert.equal(new Set(numbers).size, numbers.length)
      assert.equal(numbers.length, members.filter(({ triage }) => triage).length)
      assert.deepEqual(batch.pending, [])
    })
  }

  it('is shared with a second one that looks at the same time', async () => {
    let gathered = 0
    const organizations: Organizations = {
      ...world.organizations,
      gather: asked => {
        gathered += 1
        return world.organizations.gather(asked)
      },
    }
    const first = talk('helen', { organizations })
    const second = world.instance('second', { ...withHelpdesk, clock, organizations })
    const say = ({ app }: Instance) =>
      app.say({ ...first.who, activity: 'shared' }, `check ${addresses.join(', ')} in Contoso`, false)
    await Promise.all([say(first), say(second), second.app.recover('urgent')])
    await second.app.recover('urgent')
    await Promise.all([first.app.idle(), second.app.idle()])
    const batch = await world.stored({ id: world.store.idOf(first.who.by, 'shared') })
    assert.ok(linesOf(batch).every(({ result }) => result))
    assert.equal(gathered, addresses.length)
  })
})

describe('"Diagnose this message" for an agent', () => {
  const MAIL = '<p><b>From:</b> Sara Davis &lt;sara@contoso.com&gt;</p><p><b>To:</b> Omar &lt;omar@contoso.com&gt;</p>'

  it('opens a check of the sender whom the message names, for the own chat of the agent', async () => {
    const { app, who } = talk('helen')
    const there = {
      ...who,
      surface: { ...who.surface, conversationId: 'elsewhere', conversationType: 'channel' as const },
    }
    const screen = await app.readMessage({ ...there, activity: 'mail' }, MAIL)
    assert.ok(screen.kind === 'reading')
    assert.deepEqual(screen.message, { key: 'reading.prepared', args: { sender: SARA } })
    await app.idle()
    const [open] = await world.store.open(who.by)
    const { target, surfaces, phase } = await world.stored({ id: open?.id ?? '' })
    assert.deepEqual([target.sender, target.symptom, phase.name], [SARA, 'notSure', 'diagnosed'])
    assert.ok(surfaces.every(({ conversationId }) => conversationId !== 'elsewhere'))
    await app.say(who, 'status', false)
    await app.idle()
    assert.ok(
      (await world.stored({ id: open?.id ?? '' })).surfaces.some(
        ({ conversationId }) => conversationId === who.surface.conversationId,
      ),
    )
  })

  it('keeps what the message proves', async () => {
    const { app, who } = talk('helen')
    const text = `${MAIL}<p>ErrorCode: 0x8004480D: The user does not have permission to send as another user.</p>`
    await app.readMessage({ ...who, activity: 'proof' }, text)
    await app.idle()
    const [open] = await world.store.open(who.by)
    const { target } = await world.stored({ id: open?.id ?? '' })
    assert.deepEqual([target.sender, target.symptom, target.clue !== undefined], [SARA, 'errorText', true])
  })

  it('opens nothing for anybody else', async () => {
    const { app, who } = talk('sara')
    const screen = await app.readMessage({ ...who, activity: 'mail' }, MAIL)
    assert.ok(screen.kind === 'reading' && screen.message.key !== 'reading.prepared')
    assert.deepEqual(await world.store.open(who.by), [])
  })

  it('opens nothing if the message names nobody, or several people', async () => {
    const { app, who } = talk('helen')
    for (const text of ['<p>lunch?</p>', `<p>${SARA} and ${OMAR}</p>`]) await app.readMessage(who, text)
    assert.deepEqual(await world.store.open(who.by), [])
  })
})
