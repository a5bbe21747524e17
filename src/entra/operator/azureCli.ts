import { execFile } from 'node:child_process'
import { z } from 'zod'
import { jsonOrNull } from '../../app/ports/jsonOrNull.js'
import { SignInFailed } from '../signInFailed.js'
import { type Tokens, tokensFrom } from '../tokens.js'
import { claimsIn } from './tokenClaims.js'

const TIMEOUT_MS = 60_000

const answerSchema = z.looseObject({ accessToken: z.string().min(1), tenant: z.guid() })

export interface CliSignIn {
  readonly tokens: Tokens
  readonly tenantId: string
  /** The name that the person signs in with; null: the token does not say. */
  readonly who: string | null
}

/** Why the Azure CLI gives no token. */
export type CliRefusal = 'absent' | 'notSignedIn'

/**
 * Tokens of whoever is signed in to the Azure CLI on this machine. `tenantId` undefined: of the tenant that is active there.
 * https://learn.microsoft.com/cli/azure/account#az-account-get-access-token
 */
export async function azureCliSignIn(resource: string, tenantId: string | undefined): Promise<CliSignIn | CliRefusal> {
  const first = await askCli(resource, tenantId)
  if (typeof first === 'string') return first
  const { tenant } = first
  let kept: string | null = first.accessToken
  const tokens = tokensFrom(async (url, skipCache) => {
    if (url !== resource) throw new SignInFailed('another_resource', false, undefined)
    if (kept !== null && !skipCache) return kept
    const next = await askCli(resource, tenant)
    if (typeof next === 'string') throw new SignInFailed(next, false, undefined)
    kept = next.accessToken
    return kept
  })
  const { who, tenantId: ofToken } = claimsIn(first.accessToken)
  return { tokens, tenantId: ofToken ?? tenant.toLowerCase(), who }
}

async function askCli(resource: string, tenantId: string | undefined) {
  const tenant = tenantId === undefined ? [] : ['--tenant', tenantId]
  const said = await run(['account', 'get-access-token', '--resource', resource, ...tenant, '--output', 'json'])
  if (said === null) return 'absent'
  const answer = answerSchema.safeParse(jsonOrNull(said))
  return answer.success ? answer.data : 'notSignedIn'
}

/** On Windows it is a script, which cmd has to run; the arguments are GUIDs and checked addresses only. */
const CLI = process.platform === 'win32' ? (['cmd.exe', '/d', '/c', 'az'] as const) : (['az'] as const)

/** null: there is no Azure CLI; empty: it refuses. */
function run(args: readonly string[]): Promise<string | null> {
  const [program, ...before] = CLI
  return new Promise(resolve => {
    execFile(program, [...before, ...args], { timeout: TIMEOUT_MS }, (error, stdout) => {
      if (error?.code === 'ENOENT') resolve(null)
      else resolve(error ? '' : stdout)
    })
  })
}
