import type { Case } from '../../domain/case/case.js'
import type { Telemetry } from '../ports.js'

/** Counts a diagnosis under its first blocking cause. */
export function countDiagnosis(telemetry: Telemetry, { phase }: Case): void {
  if (!('diagnosis' in phase)) return
  const { verdict, findings } = phase.diagnosis
  const problems = findings.filter(finding => finding.outcome === 'problem')
  const first = problems.find(({ severity }) => severity === 'blocking') ?? problems[0]
  telemetry.diagnosis({ verdict, cause: first?.checkId ?? 'none' })
}
