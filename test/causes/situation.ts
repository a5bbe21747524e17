import type { SimulatedOrganization } from '../simulator/rows/organization.js'
import { schema } from '../simulator/rows/schema.js'
import type { Seeded } from '../simulator/seeds/seeds.js'

/** A state of a simulated organization in which exactly these causes are found. */
export interface Situation {
  /** In the order in which they are explained. */
  readonly causes: readonly string[]
  /** Default: the causes are found; if there is none, the sender is healthy. */
  readonly verdict?: 'healthy' | 'unexplained' | 'undetermined'
  readonly sender: string
  /** The organization, before it is put into the state. */
  readonly seed: (now: () => Date) => Seeded
  /** The router account that the configuration names; absent: it names none. */
  readonly router?: string
  /** The acting account that the person names. */
  readonly account?: string
  /** Puts a fresh organization into the state. */
  arrange?(organization: SimulatedOrganization): void
}

export type Situations = Readonly<Record<string, Situation>>

export const now = () => new Date()

/** Puts an organization into the state of a situation, whatever was in it before. */
export function enter(organization: SimulatedOrganization, { seed, arrange }: Situation): void {
  organization.load(seed(now))
  arrange?.(organization)
}

/** Nothing is written, and so many minutes pass: every date of every row is that much older. */
export function letPass(organization: SimulatedOrganization, minutes: number): void {
  for (const name of Object.keys(schema)) {
    const table = organization.table(name)
    for (const row of table.all()) {
      const older = Object.entries(row).filter(([, value]) => isMoment(value))
      if (older.length > 0)
        table.update(table.idOf(row), Object.fromEntries(older.map(([column, at]) => [column, before(at, minutes)])))
    }
  }
}

/** The product writes 1900-01-01 for a date that is not set. */
function isMoment(value: unknown): boolean {
  return typeof value === 'string' && /^2\d{3}-\d\d-\d\dT/.test(value)
}

function before(at: unknown, minutes: number): string {
  return `${new Date(Date.parse(String(at)) - minutes * 60_000).toISOString().slice(0, 19)}Z`
}
