import { type Diagnosis, isHeldWithoutCause, missingFacts, type Problem } from '../../domain/diagnosis/diagnosis.js'
import type { Channel } from '../../domain/diagnosis/facts.js'
import { adminCenter } from '../../view/links.js'
import { waits } from '../../view/parts/mail/backlogLine.js'
import { adviceOn } from './missingFacts.js'
import { isUnreachable, type Result } from './runOne.js'

const ALLOW = 'Check the credentials, and that the user that this signs in as is enabled and has its security role.'

/** How to choose one of several that share an address; null: there is nothing to choose. */
export function choiceOf({ checkId, evidence }: Problem): string | null {
  return checkId === 'senderUnknown' && evidence.length > 1 ? 'Choose one of them: --sender-id ID' : null
}

interface Advising {
  readonly problems: readonly Problem[]
  readonly organizationUrl: string
}

/** What to do if none of the problems to explain says so; null: one does, or there is nothing to do. */
export function adviceStep(result: Result, { problems, organizationUrl }: Advising): string | null {
  const { diagnosis } = result
  if (diagnosis.verdict === 'undetermined') return toSeeMore(result, organizationUrl)
  if (problems.length > 0) return null
  if (waits(diagnosis.backlog)) return `${SOON[channelOf(diagnosis)]}; --watch reports when it has left.`
  return diagnosis.departures.ok && diagnosis.departures.value?.newest
    ? 'If an e-mail did not arrive although it left, ask the Exchange administrator to trace it.'
    : null
}

const SOON = {
  router: 'The Email Router sends the waiting mail on its next round',
  synchronization: 'Dynamics 365 sends the waiting mail within a few minutes',
} as const

/** If it was not seen how the organization sends, nothing is said that holds for routers only. */
function channelOf({ channel }: Diagnosis): Channel {
  return channel ?? 'synchronization'
}

const SEND_AGAIN = 'Have the drafts sent again, or the waiting jobs resumed, but not both.'

/** Where to look if nothing that was seen accounts for the mail. */
const LOOK = {
  router: () =>
    'check on the server of the Email Router whether the service "Microsoft CRM Email Router" is running, and what the newest event in its log says; `classify` reads that event.',
  synchronization: (center: string | null) =>
    `look at the newest of the mailbox's "Alerts", which \`classify\` reads, and check in the Power Platform admin center${center ? ` (${center})` : ''} that the environment's "Background operations" are on.`,
} as const

function toSeeMore(result: Result, organizationUrl: string): string {
  if (result.diagnosis.unexplained) {
    if (isHeldWithoutCause(result.diagnosis)) return SEND_AGAIN
    return `If something was fixed a moment ago, run this again in a few minutes. Otherwise ${LOOK[channelOf(result.diagnosis)](adminCenter(organizationUrl))}`
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
    return 'Name the account that the Email Router signs in with: --as ADDRESS.'
  }
  if (missing.some(({ why }) => why === 'absent')) {
    return 'Ask the Dynamics administrator to look for what was not found, then run this again.'
  }
  return 'Run this again. If nothing changes, show these lines to your Dynamics administrator.'
}
