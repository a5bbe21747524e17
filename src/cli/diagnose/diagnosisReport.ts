import { problemsOf } from '../../domain/diagnosis/diagnosis.js'
import type { DiagnoseRequest, Result } from './runOne.js'

/** The stable shape of a report; src/cli/diagnose.schema.json describes it. */
export function reportOf(
  { organization, sender, router }: DiagnoseRequest,
  { diagnosis, gathered, elapsedMs }: Result,
) {
  const backlog = diagnosis.backlog.ok ? diagnosis.backlog.value : null
  const { count = null, atLeast = false, oldest = null, newest = null, olderThanADay = null } = backlog ?? {}
  return {
    org: organization.url,
    sender,
    router: router ?? null,
    verdict: diagnosis.verdict,
    unexplained: diagnosis.unexplained,
    causes: problemsOf(diagnosis).map(({ checkId }) => checkId),
    findings: diagnosis.findings,
    backlog: { count, atLeast, oldest, newest, olderThanADay },
    requests: gathered.requests,
    elapsedMs,
  }
}
