import type { Log, LogScope, PageApp, Sessions, Telemetry, WebPerson } from './app/ports.js'
import type { Config } from './config.js'
import type { Application } from './entra/application.js'
import { createWebSignIn } from './entra/web/webSignIn.js'
import type { WebTokens } from './entra/web/webTokens.js'
import type { Route } from './http/route.js'
import type { View } from './view/view.js'
import { loadStaticFiles } from './web/staticFiles.js'
import { webRoutes } from './web/webRoutes.js'

interface WebPageParts {
  readonly config: Config
  readonly sessions: Sessions
  /** People sign in to it. */
  readonly application: Application
  readonly tokens: WebTokens
  readonly view: View
  /** null: not ready, or stopping. */
  readonly app: () => PageApp | null
  readonly isHelpdesk: (person: WebPerson) => boolean
  readonly log: Log
  readonly scope: LogScope
  readonly telemetry: Telemetry
}

/** The routes of the web page; none where the configuration does not switch it on. Rejects if its files cannot be read. */
export async function openWebPage({ config, application, ...parts }: WebPageParts): Promise<readonly Route[]> {
  const { web, bot, dataverse, publicUrl } = config
  if (!web) return []
  const files = await loadStaticFiles(new URL('page/', import.meta.url))
  return webRoutes({
    ...parts,
    ...web,
    publicUrl,
    signIn: createWebSignIn({
      ...dataverse,
      application,
      tokens: parts.tokens,
      allowedTenants: bot?.allowedTenants ?? new Set([dataverse.tenantId.toLowerCase()]),
      log: parts.log,
    }),
    organizations: { list: () => dataverse.organizations },
    files,
    now: () => new Date(),
  })
}
