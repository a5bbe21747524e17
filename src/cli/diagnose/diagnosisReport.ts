import { problemsOf } from '../../domain/diagnosis/diagnosis.js'
import type { DiagnoseRequest, Result } from './runOne.js'

/** The stable shape of a report; src/cli/diagnose.schema.json describes it. */
export function reportOf(
  { organization, sender, acting }: DiagnoseRequest,
  { diagnosis, gathered, elapsedMs }: Result,
) {
  const backlog = diagnosis.backlog.ok ? diagnosis.backlog.value : null
  const { count = null, atLeast = false, oldest = null, newest = null, olderThanADay = null } = backlog ?? {}
  const { drafts = null, jobs = null } = diagnosis.held ?? {}
  return {
    org: organization.url,
    channel: diagnosis.channel,
    sender,
    acting: diagnosis.acting,
    /** Older name of the account that was named or configured. */
    router: acting ?? organization.routerAccount ?? null,
    verdict: diagnosis.verdict,
    unexplained: diagnosis.unexplained,
    causes: problemsOf(diagnosis).map(({ checkId }) => checkId),
    findings: diagnosis.findings,
    waiting: { count, oldest, newest },
    held: { drafts, jobs },
    backlog: { count, atLeast, oldest, newest, olderThanADay },
    requests: gathered.requests,
    elapsedMs,
  }
}
