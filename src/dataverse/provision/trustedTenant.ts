import { isGuid } from '../../domain/guid.js'
import { DataverseError } from '../http/dataverseError.js'

const TIMEOUT_MS = 15_000

/**
 * The tenant whose tokens an organization takes, as it tells anybody who asks without one. Nothing is sent but the
 * question. https://learn.microsoft.com/power-apps/developer/data-platform/authenticate-oauth. Throws a DataverseError.
 */
export async function trustedTenant(url: string): Promise<string> {
  const response = await fetch(`${url}/api/data/v9.2/WhoAmI`, {
    headers: { Accept: 'application/json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(error => {
    throw new DataverseError({ why: 'unreachable', status: 0, code: '', message: `${url} cannot be reached` }, error)
  })
  await response.body?.cancel()
  const { status } = response
  const tenant = tenantIn(response.headers.get('www-authenticate') ?? '')
  if (status === 401 && tenant !== null) return tenant
  const message = `${url} does not say which tenant it belongs to (HTTP ${status})`
  throw new DataverseError({ why: 'malformed', status, code: '', message })
}

/** Without the names of the services of other clouds, which this program does not sign in to. */
function tenantIn(challenge: string): string | null {
  const [, tenant = ''] =
    /\bauthorization_uri="?https:\/\/login\.(?:microsoftonline\.com|windows\.net)\/([\da-fA-F-]{36})\//.exec(
      challenge,
    ) ?? []
  return isGuid(tenant) ? tenant.toLowerCase() : null
}
