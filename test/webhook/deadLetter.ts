import type { DeadLetter } from '../../src/app/ports/webhook.js'
import { checks } from '../../src/checks/index.js'
import { newsBody } from '../../src/domain/triage/triageNews.js'
import { casesByPhase } from '../fixtures/cases.js'
import { triaged } from '../fixtures/triaged.js'

const thisCase = triaged(casesByPhase(checks).diagnosed)

/** `time`: of the event, hours and minutes. */
export function deadLetter(n: number, time: string): DeadLetter {
  return {
    news: newsBody(thisCase, { n, kind: 'turnChanged', at: `2026-11-23T${time}:00.000Z` }, checks),
    at: '2026-11-24T10:00:00.000Z',
    status: 404,
    reason: 'It answered with 404',
  }
}
