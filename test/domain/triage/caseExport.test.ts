import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exportOf } from '../../../src/domain/triage/caseExport.js'
import { backlog, rightsOf } from '../../fixtures/facts.js'
import { asked, hugo, inHelpdesk, triaged } from '../../fixtures/triage.js'

const thisCase = inHelpdesk(
  asked({ rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 60) }),
  triaged({ do: 'take' }),
  triaged({ do: 'note', text: 'Sara is on leave.' }, hugo),
)

describe('an export', () => {
  it('says everything to an agent', () => {
    const whole = exportOf(thisCase, { full: true })
    assert.equal(whole.format, 'pending-send.case.1')
    assert.deepEqual([whole.number, whole.sender, whole.owner, whole.waiting], [1, 'sara@contoso.com', 'Sara Davis', 3])
    assert.deepEqual(
      whole.triage?.notes.map(({ by, text }) => [by, text]),
      [['Hugo Brandt', 'Sara is on leave.']],
    )
    assert.equal(whole.findings.find(({ check }) => check === 'sendAsPrivilege')?.outcome, 'problem')
    assert.deepEqual(
      whole.history.map(({ by }) => by),
      ['Sara Davis', 'bot', 'Sara Davis', 'Helen Park', 'Hugo Brandt'],
    )
  })

  it('masks people for everybody else, and leaves out notes and sensitive values', () => {
    const masked = JSON.stringify(exportOf(thisCase, { full: false }))
    assert.doesNotMatch(masked, /sara|davis|on leave/i)
    assert.match(masked, /s…@contoso\.com/)
    assert.match(masked, /"the owner"/)
    const sensitive = thisCase.phase.name === 'diagnosed' ? thisCase.phase.diagnosis.findings : []
    for (const finding of sensitive) {
      const evidence = 'evidence' in finding ? (finding.evidence ?? []) : []
      for (const one of evidence) if (one.sensitive) assert.ok(!masked.includes(JSON.stringify(one.value)))
    }
  })
})
