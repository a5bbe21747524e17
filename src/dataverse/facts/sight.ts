import type { Depth, Fact, FactMissing } from '../../domain/diagnosis/facts.js'
import type { Unseen } from '../http/dataverseError.js'

/** What the bot reads with. A set leaves out the rows beyond the depth of such a privilege, without a word. */
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
] as const
export type ReadPrivilege = (typeof READS)[number]

/** How far the bot holds each of them; null: not at all. */
export type Sight = Readonly<Record<ReadPrivilege, Fact<Depth | null>>>

export function sees(sight: Sight, privilege: ReadPrivilege): boolean {
  const depth = sight[privilege]
  return depth.ok && depth.value === 'Global'
}

/** Whether the sight decides what to make of a fact. */
export function needsSight(fact: Fact<unknown>, whole: readonly ReadPrivilege[]): boolean {
  return fact.ok ? whole.length > 0 : fact.why === 'forbidden' || 'hiddenBy' in fact
}

/** The fact, as far as the bot sees: one that takes the whole of a set is missing where some of it may be hidden. */
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
