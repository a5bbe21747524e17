import { type Diagnosis, missingFacts, type Problem } from '../../domain/diagnosis/diagnosis.js'
import { adviceOn } from './missingFacts.js'
import { isUnreachable, type Result } from './runOne.js'

const ALLOW = 'Check the credentials, and that the user that this signs in as is enabled and has its security role.'

/** How to choose one of several that share an address; null: there is nothing to choose. */
export function choiceOf({ checkId, evidence }: Problem): string | null {
  return checkId === 'senderUnknown' && evidence.length > 1 ? 'Choose one of them: --sender-id ID' : null
}

/** What to do if no problem says so; null: one does, or there is nothing to do. */
export function adviceStep(result: Result): string | null {
  const { diagnosis } = result
  if (diagnosis.verdict === 'undetermined') return toSeeMore(result)
  const hasProblem = diagnosis.findings.some(({ outcome }) => outcome === 'problem')
  return !hasProblem && waits(diagnosis)
    ? 'The Email Router sends the waiting mail on its next round; --watch reports when it has left.'
    : null
}

function waits({ backlog }: Diagnosis): boolean {
  return backlog.ok && (backlog.value?.count ?? 0) > 0
}

function toSeeMore(result: Result): string {
  if (result.diagnosis.unexplained) {
    return 'If something was fixed a moment ago, run this again in a few minutes. Otherwise check on the server of the Email Router whether the service "Microsoft CRM Email Router" is running, and what the newest event in its log says; `classify` reads that event.'
  }
  const missing = missingFacts(result.diagnosis)
  const privileges = [...new Set(missing.flatMap(({ privilege }) => privilege ?? []))]
  if (isUnreachable(result)) return 'Dynamics 365 did not answer. Wait a few minutes, then run this again.'
  if (privileges.length > 0) {
    return `Add ${privileges.join(', ')}, at the level "Organization", to a security role of the user that this signs in as. Then run this again.`
  }
  if (missing.some(({ why }) => why === 'forbidden')) {
    return adviceOn(missing) ?? ALLOW
  }
  if (missing.some(({ fact, why }) => fact === 'routerAccounts' && why === 'notGathered')) {
    return 'Name the account that the Email Router signs in with: --router ADDRESS.'
  }
  if (missing.some(({ why }) => why === 'absent')) {
    return 'Ask the Dynamics administrator why the sender has no mailbox in Dynamics 365: without one, nothing is sent.'
  }
  return 'Run this again. If nothing changes, show these lines to your Dynamics administrator.'
}
