import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Organizations } from '../../../src/app/ports.js'
import { createLog, logScope } from '../../../src/log.js'
import { recordedTelemetry } from '../../fixtures/recordedTelemetry.js'
import { caseOf, loner, startWorld, type World } from '../world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

function recordedLog() {
  const lines: string[] = []
  return {
    log: createLog({ level: 'info' }, { write: line => lines.push(line) }),
    lines: () => lines.map(line => JSON.parse(line)),
  }
}

describe('a diagnosis', () => {
  it('is counted once, by its verdict and first cause', async () => {
    const { telemetry, counted } = recordedTelemetry()
    const instance = world.instance('counting', { telemetry })
    await instance.app.say(loner('helen'), 'sara@contoso.com is stuck in Contoso', false)
    await instance.app.idle()
    const { phase } = caseOf(instance.chat.screen)
    assert.ok('diagnosis' in phase)
    const { verdict, findings } = phase.diagnosis
    const cause = findings.find(({ outcome }) => outcome === 'problem')?.checkId
    assert.ok(cause)
    assert.deepEqual(counted, [['diagnosis', { verdict, cause }]])
  })
})

describe('a line of the log', () => {
  it('that some work writes far below has the case that the work is for', async () => {
    const { log, lines } = recordedLog()
    const organizations: Organizations = {
      ...world.organizations,
      async gather(request, ...rest) {
        const gathered = await world.organizations.gather(request, ...rest)
        log.warn({}, 'Far below')
        return gathered
      },
    }
    const instance = world.instance('speaking', { log, scope: logScope, organizations })
    const who = [loner('helen'), loner('helen')]
    await Promise.all(who.map(by => instance.app.say(by, 'sara@contoso.com is stuck in Contoso', false)))
    await instance.app.idle()
    const cases = new Set(instance.chat.drawn.map(({ screen }) => caseOf(screen).id))
    const told = lines().filter(({ msg }) => msg === 'Far below')
    assert.equal(told.length, 2)
    assert.deepEqual(new Set(told.map(line => line.case)), cases)
  })
})

describe('overdue work', () => {
  it('is as old as the oldest that recovery comes across, and gone once it is done', async () => {
    const clock = { now: Date.now() }
    const recorded = recordedTelemetry()
    const due = { urgent: [] as { id: string; since: string }[], watch: [] as { id: string; since: string }[] }
    const store = {
      ...world.store,
      async *due(_now: string, lane: 'urgent' | 'watch') {
        yield* due[lane]
      },
    }
    const ticking = { now: () => new Date(clock.now), every: () => () => {} }
    const { app } = world.instance('late', { store, telemetry: recorded.telemetry, clock: ticking })
    assert.equal(recorded.overdueAge(), 0)
    const ago = (seconds: number) => ({ id: 'no-such-case', since: new Date(clock.now - seconds * 1000).toISOString() })
    due.urgent.push(ago(5), ago(90))
    due.watch.push(ago(40))
    await app.recover('urgent')
    await app.recover('watch')
    assert.equal(recorded.overdueAge(), 90)
    clock.now += 10_000
    assert.equal(recorded.overdueAge(), 100, 'it grows while nobody looks')
    due.urgent.length = 0
    await app.recover('urgent')
    assert.equal(recorded.overdueAge(), 50)
    due.watch.length = 0
    await app.recover('watch')
    assert.equal(recorded.overdueAge(), 0)
  })
})
