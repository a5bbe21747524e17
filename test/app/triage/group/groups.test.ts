import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Case } from '../../../../src/domain/case/case.js'
import { MINUTE_MS } from '../../../../src/domain/durations.js'
import { button, caseOf, personIn, signerIn } from '../../world.js'
import { say } from '../desk.js'
import { Office, phasesOf, TEAM } from './team.js'

const admin = signerIn('admin')

function removeMails({ world }: Office, address: string): void {
  const { contoso } = world.simulator
  const { systemuserid } = contoso.control.user(address)
  const emails = contoso.table('email')
  for (const mail of emails.where(({ _emailsender_value }) => _emailsender_value === systemuserid))
    emails.remove(String(mail.activityid))
}

const all = <T>(value: T) => TEAM.map(() => value)
const addressOf = (key: string) => `${key}@contoso.com`

describe('ten people with one cause', () => {
  let office: Office
  let checks: readonly Case[]
  let alone: Case
  before(async () => {
    office = await Office.open()
    checks = await office.checks(TEAM)
    const [own] = await office.checks(['alone'])
    alone = own ?? assert.fail()
  })
  after(() => office.world.close())

  it('are listed under one root, and nobody else is', async () => {
    const roots = new Set(checks.map(({ shared }) => shared?.root))
    assert.equal(roots.size, 1)
    const [root = ''] = roots
    const members = await office.world.groups.members(root)
    assert.deepEqual(members.map(({ id }) => id).toSorted(), checks.map(({ id }) => id).toSorted())
    assert.equal(alone.shared, undefined)
  })

  it('are solved by one repair: each sender is looked at once, and each person is told once', async () => {
    const from = office.looks.length
    await office.agree(checks[3] ?? assert.fail())
    await office.idle()
    assert.deepEqual(office.looks.slice(from).toSorted(), TEAM.map(addressOf))
    assert.deepEqual(phasesOf(await office.stored(checks)), all('watching'))
    assert.deepEqual(office.told(checks), all([]), 'the mail still waits')
    const [untouched] = await office.stored([alone])
    assert.equal(untouched?.revision, alone.revision)

    office.world.simulator.contoso.router.poll()
    await office.pass(MINUTE_MS + 1)
    assert.deepEqual(phasesOf(await office.stored(checks)), all('resolved'))
    const told = office.told(checks)
    assert.deepEqual(
      told,
      TEAM.map((_, i) => [i === 3 ? 'notes.allLeft' : 'notes.allLeftShared']),
    )
    assert.equal(office.looks.length - from, TEAM.length)
    assert.deepEqual(office.told([alone]), [[]])
  })

  it('leave nothing behind', async () => {
    const members = await office.world.groups.members(checks[0]?.shared?.root ?? '')
    assert.deepEqual(members, [])
    const settled = await office.stored(checks)
    assert.deepEqual(
      settled.map(({ pending, rounds }) => [pending.length, rounds]),
      all([0, undefined]),
    )
  })
})

describe('a group', () => {
  let office: Office
  before(async () => {
    office = await Office.open()
  })
  after(() => office.world.close())
  const contoso = () => office.world.simulator.contoso.control

  it('leaves other organizations alone, and tells each person what came of it', async () => {
    const nora = personIn('nora')
    const asking = caseOf(await say(office.first, nora, 'nora@contoso.com is stuck in Contoso Field Service'))
    await office.first.app.click(
      nora,
      button(asking, 'answer', { ask: 'actingAccount', value: 'router@fs.contoso.com' }),
    )
    await office.idle()
    const elsewhere = await office.world.stored(asking)
    assert.equal(elsewhere.shared?.cause, 'sendAsPrivilege')

    const checks = await office.checks(['p0', 'p1', 'p2', 'p3'])
    const agents = await office.checks(['p4', 'p5'], new Map(['p4', 'p5'].map(key => [key, admin])))
    contoso().setMailboxActive('p1@contoso.com', false)
    removeMails(office, 'p2@contoso.com')
    office.afterLook = async sender => {
      if (sender === 'p3@contoso.com') throw new Error('the organization does not answer')
    }
    await office.agree(checks[0] ?? assert.fail())
    await office.idle()

    const [, p1, p2, p3] = await office.stored(checks)
    assert.ok(p1?.phase.name === 'diagnosed' && p1.phase.note?.key === 'triage.told.shared.otherCause')
    assert.ok(p2?.phase.name === 'diagnosed' && p2.phase.note?.key === 'triage.told.shared.gone')
    assert.ok(p3?.phase.name === 'diagnosed' && p3.phase.diagnosis.verdict === 'undetermined')
    assert.equal(p3.phase.note, undefined)
    assert.ok(p3.shared, 'what was not seen is not gone')
    office.world.simulator.contoso.router.poll()
    await office.pass(MINUTE_MS + 1)
    assert.deepEqual(office.told(checks), [
      ['notes.allLeft'],
      ['triage.told.shared.otherCause'],
      ['triage.told.shared.gone'],
      [],
    ])
    assert.deepEqual(phasesOf(await office.stored(agents)), ['resolved', 'resolved'])
    assert.deepEqual(
      office.told([{ ...agents[0], surfaces: [{ ...admin.surface, audience: 'user' }] } as Case]),
      [['notes.allLeftShared']],
      'one person has two of the checks',
    )
    assert.equal((await office.world.stored(elsewhere)).revision, elsewhere.revision)
    assert.deepEqual(office.told([elsewhere]), [[]])
  })
})
