import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import type { CaseStore } from '../../../../src/app/ports.js'
import type { Case } from '../../../../src/domain/case/case.js'
import { MINUTE_MS } from '../../../../src/domain/durations.js'
import { button, caseOf, personIn, signerIn } from '../../world.js'
import { askedBy, chooseChannel, say } from '../desk.js'
import { Office, phasesOf, TEAM } from './team.js'

const FEW = TEAM.slice(0, 5)
const addressesOf = (keys: readonly string[]) => keys.map(key => `${key}@contoso.com`)

const offices: Office[] = []
async function open(...names: readonly string[]): Promise<Office> {
  const office = await Office.open(names)
  offices.push(office)
  return office
}
after(() => Promise.all(offices.map(({ world }) => world.close())))

/** The mail leaves, and everybody is told of that, once. */
async function assertSolved(office: Office, checks: readonly Case[], instances = office.instances): Promise<void> {
  office.world.simulator.contoso.router.poll()
  await office.pass(MINUTE_MS + 1, instances)
  assert.deepEqual(
    phasesOf(await office.stored(checks)),
    checks.map(() => 'resolved'),
  )
  const told = office.told(checks).map(messages => messages.map(key => key?.replace('Shared', '')))
  assert.deepEqual(
    told,
    checks.map(() => ['notes.allLeft']),
  )
}

describe('a round of looks', () => {
  it('looks once at each sender with two instances that find the work at the same moment', async () => {
    const office = await open('a', 'b')
    const checks = await office.checks(TEAM)
    const from = office.looks.length
    await office.agree(checks[0] ?? assert.fail())
    await office.pass(1)
    await office.idle()
    assert.deepEqual(office.looks.slice(from).toSorted(), addressesOf(TEAM))
    await assertSolved(office, checks)
  })

  it('goes on after its instance stopped in the middle, with nobody looked at or told twice', async () => {
    const office = await open('a', 'b')
    const [first, second] = office.instances
    assert.ok(first && second)
    const checks = await office.checks(TEAM)
    const from = office.looks.length
    office.afterLook = async () => {
      if (office.looks.length - from > 3) first.app.handOver()
    }
    await office.agree(checks[0] ?? assert.fail())
    await first.app.idle()
    office.afterLook = async () => {}
    const left = (await office.stored(checks)).filter(({ phase }) => phase.name === 'diagnosed')
    assert.ok(left.length > 0, 'it stopped in the middle')
    await office.pass(1, [second])
    // What was read while the instance stopped is read again.
    assert.deepEqual([...new Set(office.looks.slice(from))].toSorted(), addressesOf(TEAM))
    assert.ok(office.looks.length - from <= TEAM.length + 4, `${office.looks.length - from} looks`)
    await assertSolved(office, checks, [second])
  })

  for (const saves of [6, 14, 20, 28]) {
    it(`goes on after its process was killed at the ${saves}th save`, async () => {
      const office = await open('heir')
      const checks = await office.checks(FEW)
      let left = Number.POSITIVE_INFINITY
      const { store } = office.world
      const hangs = new Promise<never>(() => {})
      const alive = <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) => {
        return (...args: A) => (left > 0 ? call(...args) : hangs)
      }
      const dying: CaseStore = {
        ...store,
        load: alive(store.load),
        replace: (...saved) => {
          left -= 1
          return left > 0 ? store.replace(...saved) : hangs
        },
      }
      const clock = { now: () => office.clock.now(), every: () => () => {} }
      const doomed = office.another('doomed', { store: dying, clock })
      await office.agree(checks[0] ?? assert.fail(), doomed)
      left = saves
      await office.until(async () => left <= 0)
      const solved = (await office.stored(checks)).filter(isWatched).length
      assert.ok(solved < FEW.length, 'it was killed in the middle')
      await office.pass(6_000)
      await office.pass(6_000)
      await assertSolved(office, checks, office.instances.slice(0, 1))
    })
  }

  it('does nothing for a group of one', async () => {
    const office = await open('a')
    const [check = assert.fail()] = await office.checks(['p0'])
    const from = office.looks.length
    await office.agree(check)
    await office.idle()
    assert.equal(office.looks.length - from, 1)
    const [looked] = await office.stored([check])
    assert.deepEqual([looked?.rounds, looked?.shared, looked?.group], [undefined, undefined, undefined])
    await assertSolved(office, [check])
  })

  it('reaches a person whose first look read its facts before the repair', async () => {
    const office = await open('a', 'b')
    const [first, second] = office.instances
    assert.ok(first && second)
    const [check = assert.fail()] = await office.checks(['p0'])
    let goOn = () => {}
    const held = new Promise<void>(resolve => {
      goOn = resolve
    })
    let hasRead = () => {}
    const read = new Promise<void>(resolve => {
      hasRead = resolve
    })
    office.afterLook = async sender => {
      if (sender !== 'p1@contoso.com') return
      hasRead()
      await held
    }
    const late = personIn('p1')
    await second.app.say(late, 'p1@contoso.com is stuck in Contoso', false)
    await read
    await office.agree(check, first)
    await first.app.idle()
    goOn()
    await second.app.idle()
    const looked = await office.world.stored(caseOf(second.chat.screen))
    assert.equal(looked.phase.name, 'watching')
    assert.deepEqual(office.looks.filter(sender => sender === 'p1@contoso.com').length, 2)
  })

  it('begins with a look that somebody asks for after a repair by hand, and leaves an own repair alone', async () => {
    const office = await open('a')
    const checks = await office.checks(['p0', 'p1', 'p2', 'alone'])
    const [p0, p1, p2] = checks
    assert.ok(p0 && p1 && p2)
    const adele = signerIn('admin')
    // An offer of the same repair is moot afterwards.
    await office.first.app.click(adele, button(p1, 'repair', { value: 'sendAsPrivilege' }))
    await office.idle()
    office.world.simulator.contoso.control.grantRouter()
    const from = office.looks.length
    const [owner] = p0.surfaces
    await office.first.app.click({ by: p0.owner, surface: owner ?? assert.fail() }, button(p0, 'checkAgain'))
    await office.idle()
    assert.deepEqual(office.looks.slice(from).toSorted(), addressesOf(['p0', 'p1', 'p2']))
    assert.deepEqual(phasesOf(await office.stored([p1, p2])), ['watching', 'watching'])
  })
})

const isWatched = ({ phase }: Case) => phase.name === 'watching'

describe('the cards of the helpdesk', () => {
  it('say how many people have the same cause, and the first card follows those who come and go', async () => {
    const office = await open('a')
    const { world, first } = office
    await chooseChannel(first, signerIn('admin'))
    const { check: one } = await askedBy(world, first, 'p0')
    assert.deepEqual([one.group?.people, one.group?.first], [0, null])
    const { check: two } = await askedBy(world, first, 'p1')
    assert.deepEqual([two.group?.people, two.group?.first], [1, one.triage?.number])
    const own = personIn('p2')
    const third = caseOf(await say(first, own, 'p2@contoso.com is stuck in Contoso'))
    assert.equal((await world.stored(one)).group?.people, 0, 'not counted yet')
    await office.pass(10_001)
    assert.equal((await world.stored(one)).group?.people, 2)
    await first.app.click(own, button(third, 'cancel'))
    await office.idle()
    await office.pass(10_001)
    assert.equal((await world.stored(one)).group?.people, 1)
    const [entry] = (await world.board.list()).filter(({ id }) => id === one.id)
    assert.equal(entry?.root, one.shared?.root)
  })

  it('say before a repair whose mail it releases as well', async () => {
    const office = await open('a')
    const checks = await office.checks(['p0', 'p1', 'p2'])
    const again = await office.checks(['p2'])
    assert.equal(again.length, 1)
    office.world.simulator.contoso.control.addPending('p2@contoso.com', 3 * 24 * 60)
    const offer = await office.agree(checks[0] ?? assert.fail())
    assert.ok(offer.phase.name === 'offered')
    const { others } = offer.phase
    assert.deepEqual([others?.people, others?.waiting], [2, 4])
    assert.ok(others?.oldest)
  })
})
