import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Pulses } from '../../src/app/ports.js'
import { createPulses } from '../../src/dataverse/pulseReader.js'
import type { FactSheet } from '../../src/domain/diagnosis/facts.js'
import { createTokens } from '../../src/entra/tokens.js'
import { userAgent } from '../../src/packageInfo.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { seedContoso } from '../simulator/seeds/contoso.js'
import { failed, NOW, READER, ROUTER } from './facts/asking.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())
beforeEach(() => {
  simulator.contoso.faults.clear()
  simulator.contoso.load(seedContoso(() => NOW))
})

/** A program that looks repeatedly; its clock can be moved forward. */
function looker(routerAccount: string | null = ROUTER) {
  let now = NOW
  const { name, url } = simulator.contoso
  const organization = { name, url, ...(routerAccount && { routerAccount }) }
  const options = { organizations: [organization], tokens: createTokens(simulator), userAgent, now: () => now }
  const pulses: Pulses = createPulses({
    ...options,
    client: { pause: () => assert.fail('it waits for a second attempt') },
  })
  return {
    later: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000)
    },
    /** The facts, and how many requests they took. */
    async look(): Promise<{ readonly facts: FactSheet; readonly requests: number }> {
      const { requests } = simulator.contoso
      requests.reset()
      const facts = await pulses.look(organization, new AbortController().signal)
      return { facts, requests: requests.roundTrips }
    },
  }
}

describe('a look at the pulse of an organization', () => {
  it('takes one request, each time; the first only finds out how to ask', async () => {
    const { look, later } = looker()
    const first = await look()
    assert.equal(first.requests, 1)
    assert.equal(first.facts.pulse, undefined)
    for (let looks = 0; looks < 8; looks++) {
      later(5)
      const { facts, requests } = await look()
      assert.equal(requests, 1)
      assert.deepEqual(failed(facts), {})
      assert.ok(facts.pulse?.ok && facts.rights?.ok && facts.routerAccounts?.ok && facts.environment?.ok)
      assert.equal(facts.rights.value[0]?.sendAs[0]?.depth, 'Deep')
    }
  })

  it('counts the senders and the e-mails that wait', async () => {
    const { look } = looker()
    const { control } = simulator.contoso
    for (const [who, minutes] of [
      ['nora@contoso.com', 40],
      ['nora@contoso.com', 50],
      ['yamada@contoso.com', 30],
    ] as const)
      control.addPending(who, minutes)
    await look()
    const { pulse } = (await look()).facts
    const pending = [
      ...simulator.contoso
        .table('email')
        .where(({ statuscode, directioncode }) => statuscode === 6 && directioncode === true),
    ]
    assert.ok(pulse?.ok)
    assert.equal(pulse.value.waitingMails, pending.length)
    assert.equal(pulse.value.waitingSenders, new Set(pending.map(mail => mail._emailsender_value)).size)
  })

  it('trusts no answer to a question about other settings, and asks anew the next time', async () => {
    const { look } = looker()
    await look()
    simulator.contoso.control.setChannel(0)
    const changed = await look()
    assert.deepEqual([changed.requests, changed.facts.pulse], [1, undefined])
    assert.ok((await look()).facts.pulse?.ok)
  })

  it('sees nothing where rows may be hidden from the bot', async () => {
    const { look } = looker()
    await look()
    for (const privilege of ['prvReadActivity', 'prvReadMailbox'] as const) {
      simulator.contoso.control.grantPrivilege(READER, privilege, 'Deep')
      const { later, look } = looker()
      await look()
      const { facts, requests } = await look()
      assert.equal(requests, 1)
      assert.deepEqual([facts.pulse?.ok, facts.pulse?.ok === false && facts.pulse.why], [false, 'forbidden'], privilege)
      // As soon as it is granted, it is seen.
      simulator.contoso.control.grantPrivilege(READER, privilege, 'Global')
      later(5)
      assert.ok((await look()).facts.pulse?.ok)
    }
  })

  for (const fault of [
    { kind: 'throttle', retryAfterSeconds: 1 },
    { kind: 'throttlePart', retryAfterSeconds: 1, every: 1 },
    { kind: 'unavailable' },
    { kind: 'reset' },
  ] as const) {
    it(`makes no second attempt at an organization with the fault ${fault.kind}`, async () => {
      const { look } = looker()
      await look()
      simulator.contoso.faults.set(fault)
      const { facts, requests } = await look()
      assert.equal(requests, 1)
      assert.notEqual(facts.pulse?.ok, true)
      simulator.contoso.faults.clear()
      await look()
      assert.ok((await look()).facts.pulse?.ok)
    })
  }

  it('needs no router account where none was named', async () => {
    const { look } = looker(null)
    await look()
    const { facts, requests } = await look()
    assert.equal(requests, 1)
    assert.ok(facts.pulse?.ok && facts.routerAccounts?.ok)
    assert.equal(facts.routerAccounts.value, null)
  })
})
