import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { agentWorkOf } from '../../../src/domain/triage/board/agentWork.js'
import { FILTER_FIELDS, readFilter } from '../../../src/domain/triage/board/boardFilter.js'
import { boardPageOf, PER_PAGE } from '../../../src/domain/triage/board/boardPage.js'
import { digestDueAt, digestOf } from '../../../src/domain/triage/board/digest.js'
import { shortNumberIn } from '../../../src/domain/triage/board/shortNumber.js'
import { type BoardEntry, hashOfAddress } from '../../../src/domain/triage/boardEntry.js'

const NOW = '2026-11-25T10:00:00.000Z'
const ME = 'hash of me'

const plain: BoardEntry = {
  ...{ id: 'case', revision: 1, number: 1, organization: 'https://contoso.example', cause: 'mailboxInactive', gate: 2 },
  ...{ turn: 'helpdesk', assignee: null, since: NOW, turnSince: NOW, waiting: null, held: null },
  ...{ address: hashOfAddress('sara@contoso.com'), root: null, posted: true },
}

function entries(...changes: readonly Partial<BoardEntry>[]): readonly BoardEntry[] {
  return changes.map((change, i) => ({ ...plain, id: `case-${i}`, number: i + 1, ...change }))
}

/** `hours` before NOW. */
function ago(hours: number): string {
  return new Date(Date.parse(NOW) - hours * 3_600_000).toISOString()
}

function pageOf(all: readonly BoardEntry[], asked: Parameters<typeof readFilter>[0] = {}, page = 0) {
  return boardPageOf(all, { filter: readFilter(asked, all).filter, me: ME, page, now: NOW })
}

const ids = (rows: readonly BoardEntry[]) => rows.map(({ id }) => id)

describe('the board', () => {
  it('counts by whose turn it is, by cause and by age since the case came', () => {
    const page = pageOf(
      entries(
        { turn: 'sender', since: ago(0) },
        { turn: 'sender', since: ago(23.9), cause: 'noMailbox' },
        { turn: 'helpdesk', since: ago(24), cause: 'noMailbox', turnSince: NOW },
        { turn: 'dynamicsAdministrator', since: ago(95), cause: null },
        { turn: 'helpdesk', since: ago(96), cause: 'noMailbox' },
        { turn: 'helpdesk', since: ago(8 * 24 - 1) },
        { turn: 'helpdesk', since: ago(8 * 24) },
        { turn: 'helpdesk', since: ago(-5) },
      ),
    )
    assert.deepEqual(page.turns, [
      { of: 'helpdesk', count: 5 },
      { of: 'sender', count: 2 },
      { of: 'dynamicsAdministrator', count: 1 },
    ])
    assert.deepEqual(page.causes, [
      { of: 'mailboxInactive', count: 4 },
      { of: 'noMailbox', count: 3 },
      { of: 'none', count: 1 },
    ])
    assert.deepEqual(page.ages, [
      { of: 'today', count: 3 },
      { of: 'days', count: 2 },
      { of: 'week', count: 2 },
      { of: 'older', count: 1 },
    ])
  })

  it('counts what nobody has taken, and, whatever the filter, what has no card', () => {
    const all = entries({ assignee: ME, posted: false }, {}, { assignee: 'other' }, { posted: false })
    assert.deepEqual([pageOf(all).unowned, pageOf(all).unposted], [2, 2])
    const mine = pageOf(all, { whose: 'mine' })
    assert.deepEqual([mine.found, mine.total, mine.unowned, mine.unposted], [1, 4, 0, 2])
  })

  it('groups the cases of one root by people, not by cases', () => {
    const root = (name: string, person: string) => ({ root: name, address: hashOfAddress(`${person}@contoso.com`) })
    const all = entries(
      { ...root('small', 'a'), cause: 'sendAsPrivilege' },
      { ...root('large', 'a') },
      root('large', 'b'),
      root('large', 'c'),
      root('small', 'b'),
      root('one person', 'a'),
      root('one person', 'a'),
      {},
    )
    const roots = pageOf(all).roots.map(({ root: name, people, cause }) => [name, people, cause])
    assert.deepEqual(roots, [
      ['large', 3, 'mailboxInactive'],
      ['small', 2, 'sendAsPrivilege'],
    ])
  })

  it('lists ten, the oldest first, on pages that together are everything', () => {
    const all = entries(...Array.from({ length: 23 }, (_, i) => ({ since: ago(i % 2 === 0 ? i : 100 + i) })))
    const pages = [0, 1, 2].map(page => pageOf(all, {}, page))
    assert.deepEqual(
      pages.map(({ rows }) => rows.length),
      [PER_PAGE, PER_PAGE, 3],
    )
    const listed = pages.flatMap(({ rows }) => rows)
    assert.equal(new Set(ids(listed)).size, 23)
    assert.deepEqual(
      listed.map(({ since }) => since),
      all.map(({ since }) => since).toSorted(),
    )
    assert.deepEqual([pageOf(all, {}, 99).page, pageOf(all, {}, -1).page, pageOf([], {}, 5).page], [2, 0, 0])
  })

  it('is filtered by organization, cause, owner, address and number', () => {
    const all = entries(
      { organization: 'https://field.example' },
      { cause: null },
      { assignee: ME },
      { address: hashOfAddress('Omar@Contoso.com') },
      { assignee: 'other', number: null },
    )
    const found = (asked: Parameters<typeof readFilter>[0]) => ids(pageOf(all, asked).rows)
    assert.deepEqual(found({ organization: 'https://field.example' }), ['case-0'])
    assert.deepEqual(found({ cause: 'none' }), ['case-1'])
    assert.deepEqual(found({ whose: 'mine' }), ['case-2'])
    assert.deepEqual(found({ whose: 'unowned' }), ['case-0', 'case-1', 'case-3'])
    for (const find of ['omar@contoso.com', ' <mailto:OMAR@contoso.com> '])
      assert.deepEqual(found({ find }), ['case-3'])
    for (const find of ['#4', '4', ' # 4']) assert.deepEqual(found({ find }), ['case-3'])
    assert.deepEqual(found({ find: '#5' }), [], 'a case without a number is not number 5')
    assert.deepEqual(found({ whose: 'unowned', cause: 'none', find: '2' }), ['case-1'])
    assert.deepEqual(found({ organization: 'any', cause: 'any', whose: 'any', find: '  ' }).length, 5)
  })

  it('keeps of a text around an address only the address, since the card repeats it', () => {
    const { filter } = readFilter({ find: `${'x'.repeat(200_000)} <omar@contoso.com>` }, entries({}))
    assert.deepEqual(filter, { find: 'omar@contoso.com' })
  })

  it('leaves out filters with values that there are not, and says which', () => {
    const bad = { organization: 'https://gone.example', cause: 'constructor', whose: 'yours', find: 'who?' }
    assert.deepEqual(readFilter(bad, entries({})), { filter: {}, ignored: [...FILTER_FIELDS] })
    const half = readFilter({ ...bad, cause: 'mailboxInactive' }, entries({}))
    assert.deepEqual(half, { filter: { cause: 'mailboxInactive' }, ignored: ['organization', 'whose', 'find'] })
  })

  it('takes any text for a filter', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', '#', '@', '1'.repeat(400)))
    const asked = fc.record({ organization: text, cause: text, whose: text, find: text }, { requiredKeys: [] })
    fc.assert(
      fc.property(asked, fc.integer(), (wanted, page) => {
        const { filter, ignored } = readFilter(wanted, entries({}, {}))
        for (const field of ignored) assert.ok(!(field in filter))
        assert.ok(pageOf(entries({}, {}), wanted, page).found <= 2)
      }),
    )
  })
})

describe('the short number of a case', () => {
  const rows: readonly (readonly [string, number | null])[] = [
    ['#12', 12],
    ['12', 12],
    [' # 12 ', 12],
    ['007', 7],
    ['#', null],
    ['12 e-mails', null],
    ['1.2', null],
    ['-1', null],
    ['1234567890', null],
    ['１２', null],
  ]
  for (const [text, number] of rows) it(`of "${text}" is ${number}`, () => assert.equal(shortNumberIn(text), number))
})

describe("an agent's own work", () => {
  it('is what they opened and what they have taken, by whose turn it is, the longest first', () => {
    const all = entries(
      { assignee: ME, turn: 'sender', turnSince: ago(90) },
      { assignee: 'other', turn: 'helpdesk' },
      { assignee: ME, turn: 'helpdesk', turnSince: ago(1) },
      { assignee: null, turn: 'helpdesk', turnSince: ago(2) },
      { assignee: ME, turn: 'microsoft365Administrator' },
      { assignee: 'other', turn: 'dynamicsAdministrator' },
    )
    const work = agentWorkOf(all, ['walk', 'case-5', 'case-3', 'older walk'], ME)
    assert.deepEqual(work, ['case-3', 'case-2', 'walk', 'older walk', 'case-5', 'case-4', 'case-0'])
  })

  it('is nothing if nothing is theirs', () => {
    assert.deepEqual(agentWorkOf(entries({}, { assignee: 'other' }), [], ME), [])
  })
})

describe('the digest', () => {
  const rows: readonly (readonly [string, string, string | undefined, string | null])[] = [
    ['before nine', '2026-11-25T08:59:59.000Z', 'UTC', null],
    ['at nine', '2026-11-25T09:00:00.000Z', 'UTC', '2026-11-25'],
    ['some hours late', '2026-11-25T12:59:59.000Z', undefined, '2026-11-25'],
    ['too late', '2026-11-25T13:00:00.000Z', 'UTC', null],
    ['on a Saturday', '2026-11-28T09:30:00.000Z', 'UTC', null],
    ['on a Sunday', '2026-11-29T09:30:00.000Z', 'UTC', null],
    // Sunday evening in London is Monday morning in Sydney.
    ['in Sydney', '2026-11-29T22:30:00.000Z', 'Australia/Sydney', '2026-11-30'],
    ['in New York, where it is night', '2026-11-25T09:30:00.000Z', 'America/New_York', null],
    ['in a zone that is none', '2026-11-25T09:30:00.000Z', 'Mars/Olympus', '2026-11-25'],
    ['in Berlin, the day after clocks went back', '2026-10-26T08:00:00.000Z', 'Europe/Berlin', '2026-10-26'],
  ]
  for (const [when, at, zone, day] of rows) {
    it(`${day === null ? 'is not due' : 'is due'} ${when}`, () => assert.equal(digestDueAt(at, zone), day))
  }

  it('says how many are open, whose turn it is, and which is the oldest', () => {
    const all = entries(
      { turn: 'sender', assignee: ME },
      { turn: 'dynamicsAdministrator', since: ago(50), number: 17 },
      { turn: 'microsoft365Administrator', posted: false },
    )
    assert.deepEqual(digestOf(all, NOW)?.args, {
      ...{ open: 3, helpdesk: 0, sender: 1, administrators: 2 },
      ...{ unowned: 2, number: 17, days: 2, unposted: 1 },
    })
  })

  it('is none if nothing is open', () => assert.equal(digestOf([], NOW), null))
})
