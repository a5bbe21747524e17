import type { Depth, Fact, FactMissing } from '../../domain/diagnosis/facts.js'
import type { Unseen } from '../http/dataverseError.js'

/** The privileges that the bot reads with. Rows beyond the depth of such a privilege are silently left out of a set. */
export const READS = [
  'prvReadUser',
  'prvReadUserSettings',
  'prvReadMailbox',
  'prvReadQueue',
  'prvReadBusinessUnit',
  'prvReadActivity',
  'prvReadOrganization',
  'prvReadRole',
  'prvReadTeam',
  'prvReadTraceLog',
  'prvReadEmailServerProfile',
  'prvReadAsyncOperation',
  'prvReadflowrun',
] as const
/** These only make the evidence fuller: without them every cause is found all the same. */
export const EVIDENCE_READS = ['prvReadWorkflow', 'prvReadAuditSummary'] as const
export type ReadPrivilege = (typeof READS)[number]

/** Only hosted organizations have it. */
const HOSTED_ONLY: ReadPrivilege = 'prvReadflowrun'

/** The depth at which the bot holds each of them; null: it does not. */
export type Sight = Readonly<Record<ReadPrivilege, Fact<Depth | null>>>

function sees(sight: Sight, privilege: ReadPrivilege): boolean {
  const depth = sight[privilege]
  return depth.ok && depth.value === 'Global'
}

/** Whether nothing is hidden of what every organization has. */
export function seesAll(sight: Sight): boolean {
  return READS.every(privilege => privilege === HOSTED_ONLY || sees(sight, privilege))
}

/** Whether a fact depends on how far the bot sees. */
export function needsSight(fact: Fact<unknown>, whole: readonly ReadPrivilege[]): boolean {
  return fact.ok ? whole.length > 0 : fact.why === 'forbidden' || 'hiddenBy' in fact
}

/** The fact as it can be trusted: one that needs a complete set is missing where some of the rows may be hidden. */
export function asSeen<T>(fact: Fact<T>, whole: readonly ReadPrivilege[], sight: Sight): Fact<T> {
  if (!fact.ok) return missingAsSeen(fact, sight)
  const short = whole.find(privilege => !sees(sight, privilege))
  return short ? hidden(short, sight) : fact
}

function missingAsSeen({ hiddenBy, ...fact }: Unseen, sight: Sight): FactMissing {
  if (isRead(hiddenBy) && !sees(sight, hiddenBy)) return hidden(hiddenBy, sight)
  const { why, privilege } = fact
  if (why !== 'forbidden' || !isRead(privilege) || sees(sight, privilege)) return fact
  return { ...fact, ...depthIn(sight, privilege) }
}

function isRead(privilege: string | undefined): privilege is ReadPrivilege {
  return READS.some(one => one === privilege)
}

function hidden(privilege: ReadPrivilege, sight: Sight): FactMissing {
  const read = sight[privilege]
  if (!read.ok) return { ...read, detail: `how far ${privilege} reaches was not seen: ${read.detail}` }
  const held = read.value === null ? `${privilege} is not held` : `${privilege} at ${read.value}`
  const detail = `${held}; Organization is needed`
  return { ok: false, why: 'forbidden', detail, privilege, ...depthIn(sight, privilege) }
}

function depthIn(sight: Sight, privilege: ReadPrivilege): Pick<FactMissing, 'depth'> {
  const read = sight[privilege]
  return read.ok && read.value !== null ? { depth: read.value } : {}
}
