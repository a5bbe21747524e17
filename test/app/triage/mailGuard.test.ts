import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { GuardRows, Pulses } from '../../../src/app/ports.js'
import type { FactSheet } from '../../../src/domain/diagnosis/facts.js'
import { type Changes, healthy, minutesAgo, sheet, standstill, synchronized } from '../../fixtures/facts.js'
import { recordedTelemetry } from '../../fixtures/recordedTelemetry.js'
import { seedCopyOfProduction } from '../../simulator/seeds/synchronized/copyOfProduction.js'
import { HandClock } from '../work/handClock.js'
import { type Instance, noteOn, personIn, startWorld, type World } from '../world.js'
import { CHANNEL, chooseChannel, desk } from './desk.js'

let world: World
let clock: HandClock
before(async () => {
  world = await startWorld()
})
after(() => world.close())
beforeEach(() => {
  clock = new HandClock()
})

const stopped: Changes = { ...synchronized, pulse: { ...standstill, waitingMails: 12 } }
const leaves: Changes = { ...synchronized, pulse: { ...healthy.pulse, lastDeparture: minutesAgo(1) } }

/** What each organization shows, and how often somebody looked. The first one is Contoso. */
class Looks implements Pulses {
  readonly at: string[] = []
  shown: FactSheet = sheet(leaves)

  async look({ name }: { readonly name: string }): Promise<FactSheet> {
    this.at.push(name)
    return name === 'Contoso' ? this.shown : sheet(leaves)
  }
}

let tables = 0

/** Rows of this test alone, in the same table. */
function ownRows(): GuardRows {
  const prefix = `test-${++tables}-`
  const { guardRows } = world
  return { load: url => guardRows.load(prefix + url), save: (url, ...more) => guardRows.save(prefix + url, ...more) }
}

const NOTICES = ['triage.guard.stopped', 'triage.guard.leaves']
const notices = (...instances: readonly Instance[]) =>
  instances.flatMap(({ chat }) => chat.drawn).filter(({ screen }) => NOTICES.includes(noteOn(screen) ?? ''))
const keysOf = (...instances: readonly Instance[]) => notices(...instances).map(({ screen }) => noteOn(screen))

/** Everybody's next look is due. */
const FIVE_MINUTES = 5 * 60_000

describe('the guard of the mail', () => {
  it('posts once in the channel when mail stops leaving, and once when it leaves again', async () => {
    const looks = new Looks()
    const instance = desk(world, 'a', { clock, pulses: looks, guardRows: ownRows(), pulseMinutes: 5 })
    await chooseChannel(instance, personIn('helen'))
    for (const facts of [leaves, stopped, stopped, leaves, leaves]) {
      looks.shown = sheet(facts)
      await instance.app.guard()
      clock.forward(FIVE_MINUTES)
    }
    assert.deepEqual(keysOf(instance), NOTICES)
    for (const { surface, how } of notices(instance)) {
      assert.deepEqual([surface.conversationId, surface.activityId, how], [CHANNEL, undefined, 'send'])
    }
    assert.equal(looks.at.filter(name => name === 'Contoso').length, 5)
  })

  it('looks and posts once, however many instances there are', async () => {
    const [looks, guardRows] = [new Looks(), ownRows()]
    const wiring = { clock, pulses: looks, guardRows, pulseMinutes: 5 }
    const instances = ['a', 'b', 'c'].map(name => desk(world, name, wiring))
    for (const facts of [stopped, stopped, leaves]) {
      looks.shown = sheet(facts)
      looks.at.length = 0
      await Promise.all(instances.map(({ app }) => app.guard()))
      assert.deepEqual(looks.at.toSorted(), world.list.map(({ name }) => name).toSorted())
      clock.forward(FIVE_MINUTES)
    }
    assert.deepEqual(keysOf(...instances), NOTICES)
  })

  it('keeps what it could not post, until it can', async () => {
    const looks = new Looks()
    looks.shown = sheet(stopped)
    const instance = desk(world, 'a', { clock, pulses: looks, guardRows: ownRows(), pulseMinutes: 5 })
    instance.chat.refusals.push({ result: 'failed', status: 503 }, { result: 'refused', status: 403 })
    for (let rounds = 0; rounds < 4; rounds++) {
      assert.deepEqual(keysOf(instance), rounds < 3 ? [] : ['triage.guard.stopped'])
      await instance.app.guard()
      clock.forward(FIVE_MINUTES)
    }
    assert.deepEqual(keysOf(instance), ['triage.guard.stopped'])
  })

  it('posts when there is a channel, if nothing leaves then', async () => {
    const looks = new Looks()
    looks.shown = sheet(stopped)
    let isChosen = false
    const lines: string[] = []
    const log = { info: () => {}, error: () => {}, warn: (_: object, line: string) => void lines.push(line) }
    const { triageSettings } = world
    const instance = desk(world, 'a', {
      ...{ clock, log, pulses: looks, guardRows: ownRows(), pulseMinutes: 5 },
      triageSettings: { ...triageSettings, channel: async () => (isChosen ? triageSettings.channel() : null) },
    })
    for (let rounds = 0; rounds < 2; rounds++) {
      await instance.app.guard()
      clock.forward(FIVE_MINUTES)
    }
    assert.deepEqual(keysOf(instance), [])
    assert.deepEqual(lines, [
      'Mail has stopped leaving an organization',
      'The helpdesk has chosen no channel, so it is not told that mail has stopped leaving',
    ])
    isChosen = true
    await instance.app.guard()
    assert.deepEqual(keysOf(instance), ['triage.guard.stopped'])
  })

  it('counts each standstill once, by the name of the organization', async () => {
    const { telemetry, counted } = recordedTelemetry()
    const looks = new Looks()
    looks.shown = sheet(stopped)
    const instance = desk(world, 'a', { clock, telemetry, pulses: looks, guardRows: ownRows(), pulseMinutes: 5 })
    for (let rounds = 0; rounds < 3; rounds++) {
      await instance.app.guard()
      clock.forward(FIVE_MINUTES)
    }
    assert.deepEqual(counted, [['standstill', 'Contoso']])
  })

  it('looks at the others if one organization throws, and at that one again later', async () => {
    const looks = new Looks()
    const pulses: Pulses = {
      look: async organization => {
        await looks.look(organization)
        if (organization.name === 'Contoso') throw new Error('broken')
        return sheet(leaves)
      },
    }
    const instance = desk(world, 'a', { clock, pulses, guardRows: ownRows(), pulseMinutes: 5 })
    await instance.app.guard()
    assert.deepEqual(looks.at.toSorted(), world.list.map(({ name }) => name).toSorted())
    await instance.app.guard()
    assert.equal(looks.at.length, 2)
    clock.forward(FIVE_MINUTES)
    await instance.app.guard()
    assert.equal(looks.at.length, 4)
  })

  it('looks at nothing without a helpdesk, or with 0 minutes', async () => {
    const looks = new Looks()
    const wiring = { clock, pulses: looks, guardRows: ownRows() }
    await desk(world, 'a', { ...wiring, pulseMinutes: 0 }).app.guard()
    await desk(world, 'b', { ...wiring, pulseMinutes: 5, helpdesk: false }).app.guard()
    assert.deepEqual(looks.at, [])
  })
})

describe('the guard of a simulated organization', () => {
  it('sees that nothing leaves a fresh copy, and that mail leaves once its background operations run', async () => {
    const copy = await startWorld(undefined, {
      contoso: seedCopyOfProduction(() => clock.now()),
      now: () => clock.now(),
    })
    try {
      const instance = desk(copy, 'a', { clock, pulseMinutes: 5 })
      await chooseChannel(instance, personIn('helen'))
      const round = async () => {
        await instance.app.guard()
        clock.forward(FIVE_MINUTES)
      }
      await round()
      await round()
      assert.deepEqual(keysOf(instance), ['triage.guard.stopped'])
      const [{ screen } = assert.fail()] = notices(instance)
      assert.ok(screen.kind === 'notice')
      const { by, senders, mails, organization } = screen.message.args ?? {}
      assert.deepEqual([by, senders, mails, organization], ['copy', 3, 6, 'Contoso'])
      const { contoso } = copy.simulator
      contoso.backgroundControl.setBackgroundOperations(true)
      contoso.background.tick()
      await round()
      assert.deepEqual(keysOf(instance), NOTICES)
    } finally {
      await copy.close()
    }
  })
})
