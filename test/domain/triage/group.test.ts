import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Case, stepOf } from '../../../src/domain/case/case.js'
import type { Event } from '../../../src/domain/case/caseEvents.js'
import { decide } from '../../../src/domain/case/decide.js'
import { groupKeyOf } from '../../../src/domain/triage/group/groupCount.js'
import { othersWaiting } from '../../../src/domain/triage/group/othersWaiting.js'
import { memberOf } from '../../../src/domain/triage/group/sharedCause.js'
import {
  cancelled,
  carriedOut,
  checkedAgain,
  consented,
  gathered,
  helen,
  opened,
  planned,
  repairAsked,
  saraActor,
} from '../../fixtures/cases.js'
import {
  AT,
  backlog,
  type Changes,
  forbidden,
  mailbox,
  profile,
  rightsOf,
  router,
  synchronized,
} from '../../fixtures/facts.js'
import { asked, checkOfSara, entered, inHelpdesk, withHelpdesk } from '../../fixtures/triage.js'

const LATER = '2026-11-23T11:00:00.000Z'
const waiting = { backlog: backlog(3, 60) } as const
const lacking = { rights: [rightsOf('router', { sendAs: [] })], ...waiting } as const
const solved = { ...waiting, pendingMails: [] } as const

const rootOf = (changes: Changes) => checkOfSara(changes).shared?.root ?? null
const causeGone =
  (since = LATER, more: { readonly silent?: true; readonly root?: string } = {}) =>
  ({ shared }: Case): Event => ({ type: 'causeGone', at: LATER, root: shared?.root ?? '', since, ...more })
const refused = (thisCase: Case, event: Event, definitions = withHelpdesk) => decide(thisCase, event, definitions)
const told = ({ notices = [] }: Case) => notices.map(({ to, message }) => `${to} ${message.key}`)
const works = ({ pending }: Case) => pending.map(({ kind }) => kind)
const look = gathered(solved, LATER)

describe('the root of a case', () => {
  it('is that of the account, the profile or the organization, and differs between them', () => {
    const other = { ...router, id: 'other', name: 'Other Service' }
    const inactive = { ...synchronized, serverProfiles: [{ ...profile, active: false }] }
    const roots = [
      rootOf(lacking),
      rootOf({ ...lacking, routerAccounts: [other], rights: [rightsOf('other', { sendAs: [] })] }),
      rootOf({ ...waiting, routerAccounts: [{ ...router, disabled: true }] }),
      rootOf(inactive),
      rootOf({
        ...inactive,
        senderMailbox: { ...mailbox, profileId: 'second' },
        serverProfiles: [{ ...profile, id: 'second', active: false }],
      }),
    ]
    for (const root of roots) assert.match(root ?? '', /^\w{32}$/)
    assert.equal(new Set(roots).size, roots.length)
    assert.equal(rootOf(lacking), rootOf({ ...lacking, backlog: backlog(9, 900) }))
    const elsewhere = { name: 'Fabrikam', url: 'https://fabrikam.crm4.dynamics.com' }
    const there = inHelpdesk(
      opened({ symptom: 'stuck', organization: elsewhere, sender: 'sara@contoso.com' }, helen),
      gathered(lacking),
    )
    assert.notEqual(there.shared?.root, rootOf(lacking))
    assert.ok(there.shared)
  })

  it('does not exist where each sender has to be repaired, or no cause was found', () => {
    assert.equal(rootOf({ ...waiting, senderConsent: false }), null)
    assert.equal(rootOf({ ...synchronized, senderMailbox: { ...mailbox, profileId: null } }), null)
    assert.equal(rootOf({}), null)
    assert.equal(rootOf({ backlog: forbidden('prvReadActivity') }), null)
  })

  it('stays where the cause was not seen again, and a case that is over is no member', () => {
    const found = checkOfSara(lacking)
    const unseen = inHelpdesk(found, checkedAgain(), gathered({ ...waiting, rights: forbidden('prvReadRole') }, LATER))
    assert.equal(unseen.shared?.root, found.shared?.root)
    assert.ok(memberOf(unseen))
    assert.equal(unseen.rounds, undefined)
    const over = inHelpdesk(found, cancelled())
    assert.deepEqual([memberOf(over), groupKeyOf(over)], [null, null])
  })

  it('is dropped where somebody goes back and names another sender or organization', () => {
    const found = checkOfSara(lacking)
    const fabrikam = { name: 'Fabrikam', url: 'https://fabrikam.crm4.dynamics.com' }
    const offering = { ...found, organizations: [...found.organizations, fabrikam] }
    const answers = [
      { ask: 'sender', value: 'tom@contoso.com' },
      { ask: 'organization', value: fabrikam.url },
    ] as const
    for (const answer of answers) {
      const step = (thisCase: Case) => ({ at: LATER, by: thisCase.owner, step: stepOf(thisCase) })
      const back = (thisCase: Case): Event => ({ type: 'wentBack', ...step(thisCase) })
      const backs = answer.ask === 'sender' ? [back] : [back, back]
      const other = inHelpdesk(offering, ...backs, thisCase => ({ type: 'answered', answer, ...step(thisCase) }))
      assert.equal(other.shared, undefined, answer.ask)
      assert.equal(memberOf(other), null)
      const { phase } = other
      const looked = phase.name === 'diagnosing' ? inHelpdesk(other, look) : other
      assert.equal(looked.rounds, undefined, 'the others learn nothing from that')
    }
  })

  it('needs a helpdesk', () => {
    const thisCase = inHelpdesk(opened({ symptom: 'stuck' }))
    assert.equal(thisCase.shared, undefined)
    const decision = decide(checkOfSara(lacking), checkedAgain()(checkOfSara(lacking)), {
      ...withHelpdesk,
      helpdesk: false,
    })
    assert.ok('done' in decision)
    const without = decide(decision.done, gathered(solved, LATER)(decision.done), { ...withHelpdesk, helpdesk: false })
    assert.ok('done' in without && without.done.rounds === undefined)
  })
})

describe('a look that shows that the cause is gone', () => {
  it('promises that the others look, and that promise survives whatever follows', () => {
    const found = checkOfSara(lacking)
    const gone = inHelpdesk(found, checkedAgain(), look)
    assert.deepEqual(gone.rounds, [{ root: found.shared?.root, since: LATER }])
    assert.equal(gone.shared, undefined)
    assert.ok(works(gone).includes('regroup'))
    const again = inHelpdesk(gone, checkedAgain())
    assert.ok(works(again).includes('regroup'))
    assert.ok(works(inHelpdesk(gone, cancelled())).includes('regroup'))
  })

  it('promises nothing if the account only does not send for this sender any more', () => {
    const found = checkOfSara(lacking)
    const left = inHelpdesk(found, checkedAgain(), gathered({ ...synchronized, ...waiting }, LATER))
    assert.deepEqual([left.shared, left.rounds], [undefined, undefined])
  })
})

describe('a case whose cause is gone for somebody else', () => {
  it('looks once, and begins no round of its own', () => {
    const looking = inHelpdesk(checkOfSara(lacking), causeGone())
    assert.equal(looking.phase.name, 'verifying')
    assert.deepEqual(refused(looking, causeGone()(looking)), { refused: 'stale' })
    const looked = inHelpdesk(looking, look)
    assert.equal(looked.phase.name, 'watching')
    assert.deepEqual([looked.rounds, looked.shared, told(looked)], [undefined, undefined, []])
  })

  it('is not asked again if it has looked since, has another cause, or is over', () => {
    const found = checkOfSara(lacking)
    assert.deepEqual(refused(found, causeGone(AT)(found)), { refused: 'stale' })
    assert.deepEqual(refused(found, causeGone(LATER, { root: 'another' })(found)), { refused: 'stale' })
    const own = checkOfSara({ ...waiting, senderConsent: false })
    assert.deepEqual(refused(own, causeGone()(own)), { refused: 'stale' })
    const over = inHelpdesk(found, cancelled())
    assert.deepEqual(refused(over, causeGone()(over)), { refused: 'stale' })
  })

  it('says nothing if the cause is still there, and does not look for ever', () => {
    const looked = inHelpdesk(checkOfSara(lacking), causeGone(), gathered(lacking, LATER))
    assert.ok(looked.phase.name === 'diagnosed' && looked.phase.note === undefined)
    assert.deepEqual([looked.released, told(looked)], [undefined, []])
    const unseen = inHelpdesk(
      checkOfSara(lacking),
      causeGone(),
      gathered({ ...waiting, rights: forbidden('prvReadRole') }, LATER),
    )
    assert.ok(unseen.phase.name === 'diagnosed' && unseen.phase.note === undefined)
    assert.deepEqual([unseen.released, told(unseen)], [undefined, []])
  })

  it('tells its owner once what came of it, and not those who are told by another case', () => {
    const empty = gathered({ backlog: backlog(0, 0), pendingMails: [] }, LATER)
    const looked = inHelpdesk(checkOfSara(lacking), causeGone(), empty)
    assert.deepEqual(told(looked), ['user triage.told.shared.gone'])
    assert.deepEqual(told(inHelpdesk(looked, checkedAgain(), empty)), told(looked))
    const silent = inHelpdesk(checkOfSara(lacking), causeGone(LATER, { silent: true }), empty)
    assert.deepEqual(told(silent), [])
    assert.ok(silent.phase.name === 'diagnosed' && silent.phase.note?.key === 'triage.told.shared.gone')
  })

  it('looks again after a look that had begun before', () => {
    const early = inHelpdesk(checkOfSara(lacking), checkedAgain(), causeGone())
    assert.equal(early.phase.name, 'diagnosing')
    const again = inHelpdesk(early, gathered(lacking, LATER))
    assert.equal(again.phase.name, 'verifying')
    const seen = inHelpdesk(again, gathered(lacking, LATER))
    assert.equal(seen.phase.name, 'diagnosed')
    // One that saw it gone is enough.
    assert.equal(inHelpdesk(early, look).phase.name, 'diagnosed')
  })

  it('waits until a repair has ended, unless it is of the same cause and nobody has agreed', () => {
    const planning = inHelpdesk(checkOfSara(lacking), repairAsked('sendAsPrivilege', helen), causeGone())
    assert.equal(planning.phase.name, 'planning')
    assert.equal(inHelpdesk(planning, planned()).phase.name, 'verifying')
    const agreed = inHelpdesk(checkOfSara(lacking), repairAsked('sendAsPrivilege', helen), planned(), consented(helen))
    const applying = inHelpdesk(agreed, causeGone())
    assert.equal(applying.phase.name, 'applying')
    const looked = inHelpdesk(applying, carriedOut(), look)
    assert.equal(looked.phase.name, 'watching')
    assert.equal(looked.released, undefined, 'it is told of its own repair')
    assert.ok(looked.rounds, 'its own repair may be the one that helps the others')
  })
})

describe('the count of a group', () => {
  const grouped =
    (people: number, goneAt: string | null = null) =>
    (thisCase: Case): Event => ({
      type: 'grouped',
      at: AT,
      work: thisCase.pending.find(({ kind }) => kind === 'group')?.id ?? '',
      group: { of: groupKeyOf(thisCase) ?? '', people, atLeast: false, first: null },
      recountAt: thisCase.group?.recountAt ?? null,
      goneAt,
    })
  const changed = ({ shared }: Case): Event => ({ type: 'groupChanged', at: AT, root: shared?.root ?? '' })
  const groupWork = ({ pending }: Case) => pending.find(({ kind }) => kind === 'group')

  it('is promised at once, and again when the case gets its number', () => {
    const found = checkOfSara(lacking)
    assert.ok(groupWork(found) && groupWork(found)?.notBefore === undefined)
    const counted = inHelpdesk(found, grouped(0))
    assert.equal(groupWork(counted), undefined)
    const ask: Event = { type: 'triaged', at: AT, by: saraActor, step: '', action: { do: 'ask' } }
    assert.equal(groupWork(inHelpdesk(counted, () => ask)), undefined)
    assert.ok(groupWork(inHelpdesk(counted, () => ask, entered())))
  })

  it('is made once for all who come within ten seconds, and shows on the card', () => {
    const counted = inHelpdesk(asked(lacking), grouped(1))
    const nudged = inHelpdesk(counted, changed)
    assert.equal(groupWork(nudged)?.notBefore, '2026-11-23T10:00:10.000Z')
    assert.equal(nudged.revision, counted.revision)
    assert.deepEqual(refused(nudged, changed(nudged)), { refused: 'stale' })
    const more = inHelpdesk(nudged, grouped(2))
    assert.ok(more.revision > nudged.revision)
    assert.deepEqual([more.group?.people, groupWork(more)], [2, undefined])
    // Somebody came while they were counted.
    const missed = { ...grouped(3)(nudged), recountAt: null } as Event
    assert.equal(inHelpdesk(nudged, () => missed).group?.recountAt, nudged.group?.recountAt)
  })

  it('shows whoever comes late that the cause is gone meanwhile', () => {
    assert.equal(inHelpdesk(checkOfSara(lacking), grouped(0, AT)).phase.name, 'diagnosed')
    assert.equal(inHelpdesk(checkOfSara(lacking), grouped(0, LATER)).phase.name, 'verifying')
  })

  it('is not wanted by whoever is not with the helpdesk', () => {
    const own = inHelpdesk(checkOfSara(lacking), grouped(0))
    assert.deepEqual(refused(own, changed(own)), { refused: 'stale' })
  })
})

describe('mail of others', () => {
  const member = { ...memberOf(checkOfSara(lacking)), number: null } as NonNullable<ReturnType<typeof memberOf>>

  it('counts once for each sender, and not for the own one', () => {
    const [omar, nora] = ['omar', 'nora'].map(address => ({ ...member, address }))
    assert.ok(omar && nora)
    const others = othersWaiting([member, omar, omar, { ...nora, oldest: AT, waiting: 2 }], member.address)
    assert.deepEqual(others, { people: 2, waiting: 5, atLeast: false, oldest: member.oldest })
    assert.equal(othersWaiting([member], member.address), null)
  })
})
