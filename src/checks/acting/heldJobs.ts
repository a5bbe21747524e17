import { defineCheck } from '../../domain/diagnosis/check.js'
import type { SendAsJob, Workflow } from '../../domain/diagnosis/facts.js'
import { type Evidence, notApplicable, type Outcome, ok, undetermined } from '../../domain/diagnosis/finding.js'
import { linkedJobs } from '../../domain/diagnosis/rows/linkedJobs.js'
import { workflowEvidence } from '../../domain/diagnosis/rows/workflowEvidence.js'
import { singleOf } from '../../domain/singleOf.js'

/**
 * System jobs that wait or failed because an account may not send (0x8004480D, 0x8004480F). A background workflow that is
 * refused waits to be resumed; other jobs fail. Jobs do not name the sender, so those whose owner never made mail for this
 * sender may concern somebody else. UNCONFIRMED: whether `errorcode` itself holds the code.
 * https://learn.microsoft.com/power-apps/developer/data-platform/asynchronous-service
 */
export const heldJobs = defineCheck({
  id: 'heldJobs',
  gate: 1,
  channel: 'synchronization',
  needs: ['senders', 'drafts', 'jobs', 'jobOwnersOfSender', 'accounts'],
  mayUse: ['workflows'],
  evaluate(facts) {
    if (!singleOf(facts.senders)) return notApplicable('senderUnknown')
    const { jobs, cut } = facts.jobs
    const linked = linkedJobs(facts)
    if (linked.length > 0) return problem('linked', linked, facts.workflows)
    if (cut) return undetermined('jobs', 'there are more jobs with this error than can be read at once')
    return jobs.length > 0 ? problem('unlinked', jobs, facts.workflows) : ok({ label: 'heldJobs', value: '0' })
  },
})

function problem(
  kind: 'linked' | 'unlinked',
  jobs: readonly SendAsJob[],
  workflows: readonly Workflow[] | null,
): Outcome {
  const waiting = jobs.filter(({ state }) => state === 'waiting').length
  const [first] = jobs
  const workflow = workflows?.find(({ id }) => id === first?.activationId)
  return {
    outcome: 'problem',
    severity: 'contributing',
    message: {
      key: `checks.heldJobs.${kind}`,
      args: { count: jobs.length, waiting, failed: jobs.length - waiting, job: first?.name ?? '' },
    },
    ...(kind === 'unlinked' && { cause: { key: 'checks.heldJobs.unlinkedCause' } }),
    evidence: jobs.flatMap(job => [...evidenceOf(job), ...workflowEvidence(job, workflows)]),
    guide: 'heldJobs',
    ...(first && { links: { jobId: first.id, ...(workflow && { workflowId: workflow.definitionId }) } }),
    ...(kind === 'linked' && { explains: ['held'] }),
  }
}

function evidenceOf({ name, state, at }: SendAsJob): readonly Evidence[] {
  return [
    { label: state === 'waiting' ? 'jobWaiting' : 'jobFailed', value: name },
    { label: 'jobSince', value: at },
  ]
}
