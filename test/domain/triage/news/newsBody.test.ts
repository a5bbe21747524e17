import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../../src/checks/index.js'
import { newsBody } from '../../../../src/domain/triage/news/newsBody.js'
import { NEWS_KINDS, type TriageNews } from '../../../../src/domain/triage/news/triageNews.js'
import { casesByPhase, contoso, helen, opened, saraActor } from '../../../fixtures/cases.js'
import { AT } from '../../../fixtures/facts.js'
import { triagedCase } from '../../../webhook/triagedCase.js'

const cases = casesByPhase(checks)
const news: TriageNews = { n: 3, kind: 'turnChanged', at: AT }

describe('the body of an event', () => {
  it('says how the case is', () => {
    const thisCase = triagedCase(cases.diagnosed)
    assert.deepEqual(newsBody(thisCase, news), {
      version: 1,
      id: `${thisCase.id}-3`,
      type: 'case.turnChanged',
      timestamp: AT,
      data: {
        case: thisCase.id,
        sequence: 3,
        number: 1042,
        organization: { name: contoso.name, url: contoso.url },
        cause: { id: 'senderConsent', gate: 1 },
        turn: 'dynamicsAdministrator',
        taken: true,
        waiting: 3,
        held: 0,
        outcome: null,
      },
    })
  })

  it('says little of a case of which little is known', () => {
    const bare = triagedCase(opened(), { number: null, assignee: null, turn: 'helpdesk' })
    const { data } = newsBody(bare, { ...news, kind: 'opened' })
    const { number, organization, cause, taken, waiting, held } = data
    assert.deepEqual([number, organization, cause, taken, waiting, held], [null, null, null, false, null, null])
  })

  it('counts what still waits after a repair', () => {
    const { phase } = cases.watching
    assert.ok(phase.name === 'watching')
    const watching = { ...cases.watching, phase: { ...phase, watch: { ...phase.watch, total: 7, left: 2 } } }
    assert.equal(newsBody(triagedCase(watching), news).data.waiting, 5)
    assert.equal(newsBody(triagedCase(cases.resolved), news).data.waiting, 0)
  })

  it('tells nobody of mail whose sender did not ask', () => {
    const right = { ...cases.diagnosed, target: { ...cases.diagnosed.target, scope: 'right' as const } }
    const { waiting, held } = newsBody(triagedCase(right), news).data
    assert.deepEqual([waiting, held], [null, null])
  })

  it('says how it ended: as the agent says, or solved where the mail was seen to leave', () => {
    const closed = { at: AT, by: helen, outcome: 'duplicate', reason: 'Sara Davis asked twice' } as const
    const outcomeOf = (thisCase: Parameters<typeof newsBody>[0]) => newsBody(thisCase, news).data.outcome
    assert.equal(outcomeOf(triagedCase(cases.closed, { closed })), 'duplicate')
    assert.equal(outcomeOf(triagedCase(cases.resolved)), 'solved')
    assert.equal(outcomeOf(triagedCase(cases.closed)), null)
  })

  it('holds nothing personal, in any phase and of any kind', () => {
    const closed = { at: AT, by: helen, outcome: 'other', reason: 'anna@fabrikam.example called' } as const
    for (const thisCase of Object.values(cases)) {
      for (const kind of NEWS_KINDS) {
        const text = JSON.stringify(newsBody(triagedCase(thisCase, { closed }), { n: 1, kind, at: AT }))
        assert.doesNotMatch(text, /sara|helen|davis|park|@|fabrikam|4711|29:|mail-1|called/i)
        for (const { aadObjectId = '' } of [saraActor, helen]) assert.ok(!text.includes(aadObjectId ?? ''), text)
      }
    }
  })
})
