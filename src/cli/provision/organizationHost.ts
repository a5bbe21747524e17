import { parseUrl } from '../../config/variables.js'
import { isLoopbackUrl } from '../../domain/loopback.js'
import { quoted, UsageError } from '../exit.js'

/** https://learn.microsoft.com/power-platform/admin/new-datacenter-regions; the clouds of governments and China sign in elsewhere. */
const HOST = /^[a-z\d-]{1,63}\.(?:api\.)?crm\d{0,2}\.dynamics\.com$/

/** The origin of an organization. Only hosts of Dynamics get a token; in local mode, this machine does, too. Throws a UsageError. */
export function organizationOrigin(typed: string, local: boolean): string {
  const url = parseUrl(typed)
  const isPlain = url !== null && url.username === '' && url.password === ''
  if (isPlain && local && isLoopbackUrl(url.href)) return url.origin
  if (isPlain && url.protocol === 'https:' && url.port === '' && HOST.test(url.hostname)) return url.origin
  throw new UsageError(
    `${quoted(typed)} is not the address of a Dynamics 365 organization: --org takes one such as https://contoso.crm4.dynamics.com.`,
  )
}
