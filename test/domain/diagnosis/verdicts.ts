import { checks } from '../../../src/checks/index.js'
import { diagnose, type Finding, problemsOf } from '../../../src/domain/diagnosis/diagnosis.js'
import { type Changes, sheet } from '../../fixtures/facts.js'

/** The verdict, and whether everything was seen and mail is left without an explanation. */
export function verdictOf(facts: Changes): readonly [verdict: string, unexplained: boolean] {
  const { verdict, unexplained } = diagnose(sheet(facts), checks)
  return [verdict, unexplained]
}

export function causesOf(facts: Changes): readonly string[] {
  return problemsOf(diagnose(sheet(facts), checks)).map(({ checkId }) => checkId)
}

/** What one check found, in a word or two: its outcome, and how much it weighs or why it does not apply. */
export function foundBy(checkId: string, facts: Changes): string | undefined {
  const finding = diagnose(sheet(facts), checks).findings.find(one => one.checkId === checkId)
  return finding && inShort(finding)
}

function inShort(finding: Finding): string {
  switch (finding.outcome) {
    case 'problem':
      return finding.severity
    case 'notApplicable':
      return finding.because.key.replace('because.', '')
    case 'undetermined':
    case 'ok':
      return finding.outcome
  }
}
