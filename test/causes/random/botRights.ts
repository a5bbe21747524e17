import fc from 'fast-check'
import { READER } from '../../simulator/rows/roles.js'
import type { Depth } from '../../simulator/rows/security.js'

export const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(usual, ...others) })

/** By privilege; null: it lacks the privilege. */
export type BotRights = Readonly<Record<string, Depth | null>>

const seesAll: BotRights = Object.fromEntries(Object.keys(READER).map(name => [name, 'Global']))
const depth = mostly<Depth | null>('Global', 'Deep', 'Local', 'Basic', null)
const seesSome: fc.Arbitrary<BotRights> = fc.record(Object.fromEntries(Object.keys(READER).map(name => [name, depth])))

/** How far the bot itself may read. */
export const botRights: fc.Arbitrary<BotRights> = fc.oneof(fc.constant(seesAll), seesSome)

export function visibleTo(bot: BotRights): boolean {
  return Object.values(bot).every(one => one === 'Global')
}
