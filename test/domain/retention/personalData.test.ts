import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AuditEntry, AuditRecord } from '../../../src/domain/case/case.js'
import { auditRecordOf } from '../../../src/domain/repair/auditRecord.js'
import { makePlan, type Write } from '../../../src/domain/repair/plan.js'
import { withoutPeople } from '../../../src/domain/retention/personalData.js'
import { opened } from '../../fixtures/cases.js'

const [USER, MAIL, ROLE, UNIT] = [1, 2, 3, 4].map(n => `5f1a3c1e-7b1d-4d0a-9a55-0c6f2f1b0a2${n}`) as [
  string,
  string,
  string,
  string,
]

function entryWith(record: Partial<AuditRecord>, by = USER): AuditEntry {
  const fixed = { kind: 'write', token: 'person', organization: 'https://contoso.crm4.dynamics.com' } as const
  return {
    n: 1,
    at: '2026-11-23T10:00:00.000Z',
    by,
    what: 'write of giveRole',
    record: { ...fixed, changes: [], ...record },
  }
}

/** What is stored, with a star for each thing that was replaced. */
function stored(entry: AuditEntry): { readonly entry: AuditEntry; readonly replaced: readonly string[] } {
  const replaced: string[] = []
  const replace = (personal: string) => {
    replaced.push(personal)
    return '*'
  }
  return { entry: withoutPeople(entry, replace), replaced }
}

const WRITES: Readonly<Record<Write['kind'], { readonly write: Write; readonly stored: string }>> = {
  update: {
    write: { kind: 'update', table: 'mailbox', id: USER, etag: 'W/"1"', before: { a: false }, after: { a: true } },
    stored: 'mailbox *: a false → true',
  },
  send: { write: { kind: 'send', id: MAIL, etag: 'W/"1"', before: {} }, stored: 'email *: Draft → sent' },
  giveRole: {
    write: { kind: 'giveRole', userId: USER, roleId: ROLE, role: 'May "send"' },
    stored: `systemuser *: role "May \\"send\\"" (${ROLE}) not held → held`,
  },
  takeRole: {
    write: { kind: 'takeRole', userId: USER, roleId: ROLE, role: 'Sender' },
    stored: `systemuser *: role "Sender" (${ROLE}) held → not held`,
  },
  setPrivilege: {
    write: {
      kind: 'setPrivilege',
      roleId: ROLE,
      role: 'R',
      privilegeId: UNIT,
      privilege: 'prvX',
      before: null,
      after: 'Global',
    },
    stored: `role "R" (${ROLE}): prvX none → Global`,
  },
  createRole: {
    write: { kind: 'createRole', roleId: ROLE, role: 'R', businessUnitId: UNIT },
    stored: `role "R" (${ROLE}): not there → there, in business unit ${UNIT}`,
  },
  deleteRole: {
    write: { kind: 'deleteRole', roleId: ROLE, role: 'R' },
    stored: `role "R" (${ROLE}): there → not there`,
  },
}

describe('a permanent record without people', () => {
  for (const [kind, { write, stored: expected }] of Object.entries(WRITES)) {
    it(`names the organization's own records, and nobody's: ${kind}`, () => {
      const plan = makePlan({ way: 'giveRole', writes: [write], gain: { count: 0, names: [] }, args: {} })
      const record = auditRecordOf(opened(), { kind: 'write', token: 'person', plan })
      const { entry, replaced } = stored(entryWith(record))
      assert.deepEqual(entry.record?.changes, [expected])
      assert.deepEqual([entry.by, entry.record?.plan], ['*', '*'])
      assert.deepEqual(replaced.slice(0, 2), [USER, plan.hash])
    })
  }

  it('hides whatever a line that nobody thought of may name', () => {
    const channelId = '29:1AbC_def-ghijk'
    const changes = [`assignee ${channelId} → ${USER.toUpperCase()}, told sara@contoso.com at 10:29:00`]
    const { entry, replaced } = stored(entryWith({ changes }, channelId))
    assert.deepEqual(entry.record?.changes, ['assignee * → *, told * at 10:29:00'])
    assert.deepEqual(replaced.toSorted(), [channelId, channelId, USER.toUpperCase(), 'sara@contoso.com'].toSorted())
  })

  it('keeps of what Dynamics 365 said its codes alone, and what the bot itself said', () => {
    const said = `0x80040220 Principal user Sara Davis (Id=${USER}) is missing prvWriteMailbox privilege, HTTP 403`
    const { entry, replaced } = stored(entryWith({ detail: said, quotes: true }))
    assert.equal(entry.record?.detail, '0x80040220*prvWriteMailbox*HTTP 403')
    assert.ok(replaced.some(text => text.includes('Sara Davis')))
    assert.equal(stored(entryWith({ detail: 'changed in between' })).entry.record?.detail, 'changed in between')
    assert.equal(stored(entryWith({ detail: 'verdict causeFound; 3 e-mails wait' }, 'bot')).replaced.length, 0)
  })

  it('is whole again when everything is put back', () => {
    const detail = `unreachable: ${USER} sara@contoso.com 29:1AbC_def-ghijk prvX`
    const entry = entryWith({ plan: 'f00d', changes: [`email ${MAIL}: ${detail}`], detail, quotes: true })
    const meaning = new Map<string, string>()
    const there = withoutPeople(entry, personal => {
      const name = `<${meaning.size}>`
      meaning.set(name, personal)
      return name
    })
    const back = JSON.stringify(there).replace(/<\d+>/g, name => JSON.stringify(meaning.get(name)).slice(1, -1))
    assert.deepEqual(JSON.parse(back), entry)
    assert.doesNotMatch(JSON.stringify(there), /sara|5f1a3c1e|29:1|f00d/)
  })
})
