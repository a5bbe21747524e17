import type { FlowFailure, SendAsJob, Workflow } from '../facts.js'
import type { Evidence } from '../finding.js'

/** What a job ran, in the words of the person who made it: nothing where it could not be read. */
export function workflowEvidence(
  { activationId }: SendAsJob,
  workflows: readonly Workflow[] | null,
): readonly Evidence[] {
  const workflow = workflows?.find(({ id }) => id === activationId)
  if (!workflow) return []
  const { name, owner } = workflow
  return [
    { label: 'workflow', value: name },
    ...(owner === null ? [] : [{ label: 'workflowOwnedBy', value: owner, sensitive: true } as const]),
  ]
}

/** The flow whose run failed, or when that was, where its name was not read. */
export function flowEvidence({ flowId, at }: FlowFailure, workflows: readonly Workflow[] | null): Evidence {
  return { label: 'flowFailed', value: workflows?.find(({ id }) => id === flowId)?.name ?? at }
}
