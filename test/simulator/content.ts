import { Permissions } from './api/permissions.js'
import { AsyncService } from './background/asyncService.js'
import { OrganizationControl } from './control.js'
import { BackgroundControl } from './controlBackground.js'
import type { Claims } from './entra/signer.js'
import { EmailRouter } from './mail/router.js'
import type { Seeded } from './seeds/seeds.js'

export interface OrganizationOptions {
  readonly name: string
  readonly uniqueName: string
  readonly seeded: Seeded
  readonly tenantId: string
  readonly port: number
  readonly latencyMs: number
  /** Of the router, and of what the platform does in the background. */
  readonly routerIntervalMs: number
  /** How long it caches users' permissions. */
  readonly permissionCacheMs: number
  readonly now: () => Date
  readonly verify: (token: string) => Claims | null
}

/** The parts of an organization. */
export interface Content {
  readonly seeded: Seeded
  readonly router: EmailRouter
  readonly background: AsyncService
  readonly control: OrganizationControl
  readonly backgroundControl: BackgroundControl
  readonly permissions: Permissions
}

export const VERSION = '9.2.26104.148'

export function contentOf(options: OrganizationOptions, seeded: Seeded): Content {
  const { name, now, routerIntervalMs: intervalMs, permissionCacheMs } = options
  const { db, routerAccountId: accountId, environment, version = VERSION, online = false } = seeded
  const control = new OrganizationControl(db, accountId, now)
  const background = new AsyncService({ db, environment, online, now, intervalMs })
  return {
    seeded,
    control,
    background,
    backgroundControl: new BackgroundControl(db, background, { control, now }),
    router: new EmailRouter({ db, organization: name, version, accountId, now, intervalMs }),
    permissions: new Permissions(db, now, permissionCacheMs),
  }
}
