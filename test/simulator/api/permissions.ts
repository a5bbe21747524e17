import type { Database, Row } from '../rows/database.js'
import { type Caller, principalOf } from '../rows/security.js'

interface Kept {
  readonly at: number
  readonly principal: Caller
  /** Record → what the user may do with it. */
  readonly access: Map<string, string>
}

/**
 * The organization caches users' permissions for a while, even if roles are changed in the meantime.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
 */
export class Permissions {
  readonly #kept = new Map<string, Kept>()

  constructor(
    private readonly db: Database,
    private readonly now: () => Date,
    private readonly keptMs: number,
  ) {}

  /** `strong`: the present state, which is cached from then on. */
  of(user: Row, strong: boolean): Kept {
    const id = String(user.systemuserid)
    const kept = this.#kept.get(id)
    const at = this.now().getTime()
    if (kept && !strong && at - kept.at < this.keptMs) return kept
    const renewed = { at, principal: principalOf(this.db, user), access: new Map<string, string>() }
    this.#kept.set(id, renewed)
    return renewed
  }
}
