import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { watch } from '../../../src/cli/diagnose/watchDiagnosis.js'
import { diagnose } from '../../../src/domain/diagnosis/diagnosis.js'
import { AT, backlog, type Changes, minutesAgo, pending, refusedWorkflow, sheet } from '../../fixtures/facts.js'

const sent = (count: number): Changes => ({ sentSince: { since: AT, count } })
const waiting = (count: number): Changes => ({ backlog: backlog(count, 60), pendingMails: [pending(60)] })
const none: Changes = { backlog: backlog(0, 0), pendingMails: [] }

/** What is said after each look. */
async function linesAfter(...looks: readonly Changes[]): Promise<readonly string[]> {
  const lines: string[] = []
  const left = [...looks]
  const ask = async () => {
    const facts = sheet(left.shift() ?? assert.fail('it looks again'))
    const requests = { roundTrips: 1, operations: 1 }
    return { diagnosis: diagnose(facts, checks), gathered: { facts, requests, slowed: false }, elapsedMs: 1 }
  }
  const { signal } = new AbortController()
  await watch({ seconds: 0, signal, ask, report: () => {}, progress: line => lines.push(line) })
  assert.equal(left.length, 0)
  return lines
}

describe('the lines of a watch', () => {
  it('say what left, and what is held and does not leave by itself', async () => {
    const held = { ...refusedWorkflow, departures: { lastHour: 1, lastDay: 1, newest: null } }
    const lines = await linesAfter(
      { ...held, ...waiting(3) },
      { ...held, ...waiting(2), ...sent(1) },
      { ...held, ...none, ...sent(3) },
    )
    assert.deepEqual(lines, [
      '1 of 3 left, 2 waiting. 2 drafts and 1 job are held back.',
      'All 3 left. 2 drafts and 1 job are held back.',
    ])
    const [draft] = refusedWorkflow.drafts && 'groups' in refusedWorkflow.drafts ? refusedWorkflow.drafts.groups : []
    const one: Changes = {
      ...refusedWorkflow,
      drafts: { groups: draft ? [{ ...draft, count: 1, newest: minutesAgo(60) }] : [], imported: 0 },
      jobs: { jobs: [], cut: false },
    }
    assert.deepEqual(await linesAfter({ ...one, ...waiting(1) }, { ...one, ...none, ...sent(1) }), [
      'The e-mail left. 1 draft is held back.',
    ])
  })

  it('count no canceled e-mail as left', async () => {
    const canceled = /none was sent: somebody may have canceled them\.$/
    assert.match((await linesAfter(waiting(2), { ...none, ...sent(0) }))[0] ?? '', canceled)
    assert.deepEqual(await linesAfter(waiting(2), { ...none, ...sent(1) }), ['1 of 2 left, none is waiting.'])
    const between = await linesAfter(waiting(3), { ...waiting(1), ...sent(1) }, { ...none, ...sent(2) })
    assert.deepEqual(between, ['1 of 3 left, 1 waiting.', '2 of 3 left, none is waiting.'])
    const unseen: Changes = { ...none, sentSince: { ok: false, why: 'timeout', detail: '' } }
    assert.deepEqual(await linesAfter(waiting(2), unseen), ['No e-mail is waiting any more.'])
  })
})
