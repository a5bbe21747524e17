import type { DeadLetter } from '../../src/app/ports/webhook.js'
import { checks } from '../../src/checks/index.js'
import { newsBody } from '../../src/domain/triage/news/newsBody.js'
import { casesByPhase } from '../fixtures/cases.js'
import { triagedCase } from './triagedCase.js'

const thisCase = triagedCase(casesByPhase(checks).diagnosed)

/** `time`: of the event, hours and minutes. */
export function deadLetter(n: number, time: string): DeadLetter {
  return {
    news: newsBody(thisCase, { n, kind: 'turnChanged', at: `2026-11-23T${time}:00.000Z` }),
    at: '2026-11-24T10:00:00.000Z',
    status: 404,
    reason: 'It answered with 404',
  }
}
