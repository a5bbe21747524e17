import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { GatherResult, Organizations } from '../../../src/app/ports.js'
import { EVIDENCE_READS, READS } from '../../../src/dataverse/facts/sight.js'
import type { Depth, FactMissing, FactName } from '../../../src/domain/diagnosis/facts.js'
import { userId } from '../../simulator/api/callers.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import { READER as READER_RIGHTS } from '../../simulator/rows/roles.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { organizationsOf } from '../edge.js'
import { type Desk, deskOf, factValue } from '../repair/repairing.js'
import { failed, gatherIn, NOW, READER, ROUTER } from './asking.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => NOW })
})
after(() => simulator.close())
beforeEach(() => simulator.contoso.load(seedContoso(() => NOW)))

const give = (privilege: string, depth: Depth) => simulator.contoso.control.grantPrivilege(READER, privilege, depth)

describe('the privileges that the bot reads with', () => {
  it('are those of its role, no less and no more', () => {
    assert.deepEqual([...READS, ...EVIDENCE_READS].toSorted(), Object.keys(READER_RIGHTS).toSorted())
  })
})

/** The facts that depend on each privilege, without those derived from them. */
const decides: readonly (readonly [string, readonly FactName[]])[] = [
  ['prvReadUser', ['senders', 'namedAccounts']],
  ['prvReadQueue', ['senders']],
  ['prvReadMailbox', ['senderMailbox', 'pulse']],
  ['prvReadTraceLog', ['alerts', 'pulse']],
  ['prvReadActivity', ['backlog', 'pendingMails', 'sentSince', 'departures', 'drafts', 'failedMails', 'pulse']],
  ['prvReadEmailServerProfile', ['serverProfiles']],
  ['prvReadAsyncOperation', ['jobs']],
  ['prvReadUserSettings', ['senderConsent', 'pulse']],
  ['prvReadOrganization', ['mailSettings']],
]

describe('a row that is silently left out of a set', () => {
  for (const [privilege, facts] of decides) {
    for (const depth of ['Basic', 'Local', 'Deep'] as const) {
      it(`is not "nothing", and not all: ${privilege} at ${depth}`, async () => {
        give(privilege, depth)
        const missing = failed((await gatherIn(simulator, 'sara@contoso.com')).facts)
        const named = Object.entries(missing).filter(([, fact]) => fact.privilege === privilege)
        // A row read by its id is either there or refused; from Deep on it is there.
        const expected = privilege === 'prvReadUserSettings' && depth === 'Deep' ? ['pulse'] : facts
        const alsoThere = privilege === 'prvReadMailbox' && depth === 'Deep' ? ['pulse'] : expected
        assert.deepEqual(named.map(([name]) => name).toSorted(), [...alsoThere].toSorted())
        for (const [, fact] of named) assert.deepEqual([fact.why, fact.depth], ['forbidden', depth])
      })
    }
  }

  it('is reported with the privilege, the level at which it is held and the one that is needed', async () => {
    give('prvReadMailbox', 'Basic')
    const { senderMailbox } = failed((await gatherIn(simulator, 'sara@contoso.com')).facts)
    assert.deepEqual(senderMailbox, {
      ok: false,
      why: 'forbidden',
      detail: 'prvReadMailbox at Basic; Organization is needed',
      privilege: 'prvReadMailbox',
      depth: 'Basic',
    } satisfies FactMissing)
  })

  it('does not matter if the line of business units is complete without it', async () => {
    // The bot is in the root, the account reaches Sales and what is below.
    give('prvReadBusinessUnit', 'Deep')
    assert.deepEqual(failed((await gatherIn(simulator, 'omar@contoso.com')).facts), {})
    give('prvReadBusinessUnit', 'Local')
    const { businessUnits, ...others } = failed((await gatherIn(simulator, 'omar@contoso.com')).facts)
    assert.deepEqual([businessUnits?.privilege, businessUnits?.depth], ['prvReadBusinessUnit', 'Local'])
    assert.deepEqual(others, {})
  })

  it('does not matter for the row that was chosen', async () => {
    give('prvReadQueue', 'Local')
    const senderId = userId(simulator.contoso, 'nora@contoso.com')
    const target = {
      organization: { name: 'Contoso', url: simulator.contoso.url },
      sender: 'nora@contoso.com',
      senderId,
    }
    const { facts } = await gatherIn(simulator, 'nora@contoso.com', { target: { ...target, actingAccount: ROUTER } })
    assert.deepEqual(failed(facts), {})
  })
})

describe('how far the bot sees', () => {
  /** A program that asks repeatedly. */
  function asker(): (after?: true) => Promise<GatherResult> {
    const organizations: Organizations = organizationsOf(simulator, { now: () => NOW })
    const [organization] = organizations.list()
    const { signal } = new AbortController()
    return afterChange =>
      organizations.gather({
        target: { ...(organization && { organization }), sender: 'nora@contoso.com', actingAccount: ROUTER },
        since: NOW.toISOString(),
        progress: () => {},
        signal,
        ...(afterChange && { afterChange }),
      })
  }
  const asked = () => simulator.contoso.requests.log.filter(({ path }) => path.includes('prvRead')).length

  it('is asked once, and remembered', async () => {
    const ask = asker()
    simulator.contoso.requests.reset()
    await ask()
    await ask()
    assert.equal(asked(), READS.length)
    await ask(true)
    assert.equal(asked(), 2 * READS.length)
  })

  it('is asked again if it is not far enough, so that a grant is noticed at once, on the same trip', async () => {
    const ask = asker()
    give('prvReadActivity', 'Local')
    assert.equal(failed((await ask()).facts).backlog?.depth, 'Local')
    give('prvReadActivity', 'Global')
    const { facts, requests } = await ask()
    assert.deepEqual(failed(facts), {})
    assert.equal(requests.roundTrips, 1)
  })

  it('may come from a team, too', async () => {
    const { contoso } = simulator
    const bot = contoso.control.user('pending-send@contoso.com')
    const [role] = contoso
      .table('role')
      .where(({ name, _businessunitid_value: unit }) => name === READER && unit === bot._businessunitid_value)
    const own = contoso.table('systemuserroles').where(({ systemuserid }) => systemuserid === bot.systemuserid)
    for (const row of own) contoso.table('systemuserroles').remove(contoso.table('systemuserroles').idOf(row))
    const [team] = contoso.table('team').all()
    const { teamid = null } = team ?? {}
    contoso.table('teammembership').insert({ teamid, systemuserid: bot.systemuserid ?? null })
    contoso.table('teamroles').insert({ teamid, roleid: role?.roleid ?? null })
    assert.deepEqual(failed((await gatherIn(simulator, 'nora@contoso.com')).facts), {})
  })

  it('is not guessed if it cannot be read', async () => {
    simulator.contoso.control.removePrivilege(READER, 'prvReadRole')
    const { senders } = failed((await gatherIn(simulator, 'nobody@contoso.com')).facts)
    assert.deepEqual([senders?.why, senders?.privilege], ['forbidden', 'prvReadRole'])
  })
})

describe('a repair is planned only from complete sets', () => {
  let desk: Desk
  beforeEach(() => {
    desk = deskOf(simulator, { now: () => NOW })
  })

  it('so its e-mails are not counted where some may be hidden', async () => {
    give('prvReadActivity', 'Deep')
    const { backlog, mails } = await desk.prepare('senderConsent', 'omar@contoso.com', { own: true })
    for (const fact of [backlog, mails]) assert.deepEqual(fact && !fact.ok && fact.depth, 'Deep')
  })

  for (const privilege of ['prvReadUser', 'prvReadRole', 'prvReadTeam', 'prvReadBusinessUnit']) {
    it(`so it never claims that nobody else gains it: ${privilege}`, async () => {
      give(privilege, 'Deep')
      const { roles } = await desk.prepare('sendAsPrivilege', 'grace@contoso.com')
      assert.deepEqual(roles && !roles.ok && [roles.privilege, roles.depth], [privilege, 'Deep'])
    })
  }

  it('so a row that may be hidden is not gone', async () => {
    const { writes } = await desk.plan('allowSendAs', 'sara@contoso.com')
    const usersettings = simulator.contoso.table('usersettings')
    usersettings.remove(userId(simulator.contoso, 'sara@contoso.com'))
    const states = () => {
      const organization = { name: 'Contoso', url: simulator.contoso.url }
      const { signal } = new AbortController()
      return deskOf(simulator).repairs.states({ organization, signal, writes })
    }
    assert.deepEqual(factValue(await states()), [{ state: 'other', etag: null }])
    give('prvReadUserSettings', 'Deep')
    const hidden = await states()
    assert.deepEqual(!hidden.ok && [hidden.privilege, hidden.depth], ['prvReadUserSettings', 'Deep'])
  })

  it('so it does not say that all have left while some may be hidden', async () => {
    give('prvReadActivity', 'Basic')
    const organization = { name: 'Contoso', url: simulator.contoso.url }
    const { signal } = new AbortController()
    const senderId = userId(simulator.contoso, 'omar@contoso.com')
    const { backlog } = await desk.repairs.count({ organization, signal, senderId, since: NOW.toISOString() })
    assert.deepEqual(!backlog.ok && [backlog.privilege, backlog.depth], ['prvReadActivity', 'Basic'])
  })
})

describe('a person who asks', () => {
  it('is unknown only where no row can be hidden', async () => {
    const [organization] = organizationsOf(simulator).list()
    assert.ok(organization)
    const { signal } = new AbortController()
    const identify = (key: string) => organizationsOf(simulator).identify(organization, objectIdOf(key), signal)
    assert.equal(factValue(await identify('a stranger')), null)
    give('prvReadUser', 'Local')
    const hidden = await identify('sara')
    assert.deepEqual(!hidden.ok && [hidden.why, hidden.privilege, hidden.depth], ['forbidden', 'prvReadUser', 'Local'])
    give('prvReadUser', 'Deep')
    assert.equal(factValue(await identify('sara'))?.name, 'Sara Davis')
  })
})
