import type { Log, LogScope, PageApp, Sessions, Telemetry, WebPerson, WebSignIn } from '../app/ports.js'
import type { OrganizationRef } from '../domain/case/case.js'
import type { View } from '../view/view.js'
import type { StaticFiles } from './staticFiles.js'

export interface WebOptions {
  /** Where people reach the page, without a slash at the end. */
  readonly publicUrl: string
  /** Origins of portals that may show the page in a frame. */
  readonly frameAncestors: readonly string[]
  readonly signIn: WebSignIn
  readonly sessions: Sessions
  /** Those that a token may be asked for. */
  readonly organizations: { list(): readonly OrganizationRef[] }
  /** null: not ready, or stopping. */
  readonly app: () => PageApp | null
  readonly view: View
  readonly files: StaticFiles
  readonly log: Log
  readonly scope: LogScope
  readonly telemetry: Telemetry
  readonly now: () => Date
  /** Who may do more within a minute. */
  readonly isHelpdesk: (person: WebPerson) => boolean
  /** How long a body may take, in milliseconds; default: ten seconds. */
  readonly patience?: number
}
