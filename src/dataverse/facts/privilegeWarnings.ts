import type { Log } from '../../app/ports.js'
import type { OrganizationRef } from '../../domain/case/case.js'
import type { FactSheet } from '../../domain/diagnosis/facts.js'
import { EVIDENCE_READS } from './sight.js'

/**
 * Tells the operator which privileges the bot lacks: one line for each organization and privilege while the process runs.
 * People who ask cannot grant them, so their cards say only what could not be seen.
 */
export class PrivilegeWarnings {
  readonly #given = new Set<string>()

  constructor(private readonly log: Log | undefined) {}

  about({ name, url }: OrganizationRef, facts: FactSheet): void {
    for (const fact of Object.values(facts)) {
      if (fact.ok || fact.why !== 'forbidden' || fact.privilege === undefined) continue
      const { privilege, depth } = fact
      const key = `${privilege} ${url}`
      if (this.#given.has(key)) continue
      this.#given.add(key)
      this.log?.warn({ organization: name, privilege, ...(depth && { depth }) }, consequenceOf(privilege))
    }
  }
}

function consequenceOf(privilege: string): string {
  const isEvidence = EVIDENCE_READS.some(one => one === privilege)
  return isEvidence
    ? 'The bot may not read everything that makes its diagnoses more detailed: give its role this privilege at the level Organization'
    : 'The bot may not read everything that its diagnoses need: give its role this privilege at the level Organization'
}
