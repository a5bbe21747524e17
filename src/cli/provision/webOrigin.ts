import { isShowable, parseUrl } from '../../config/variables.js'
import { isLoopbackUrl } from '../../domain/loopback.js'
import { quoted, UsageError } from '../exit.js'

const HOST = /^[a-z\d.-]+(?::\d+)?$/

/**
 * Where the web page is. People's sign-ins are sent there, so it is https, and it becomes part of a command that somebody pastes; in
 * local mode, it may be this machine. Throws a UsageError.
 */
export function webOriginOf(typed: string | undefined, local: boolean): string | undefined {
  if (typed === undefined) return undefined
  const url = parseUrl(typed)
  const isPlain = url !== null && isShowable(url) && url.pathname === '/' && HOST.test(url.host)
  if (isPlain && (url.protocol === 'https:' || (local && isLoopbackUrl(url.href)))) return url.origin
  throw new UsageError(
    `${quoted(typed)} is not where the web page can be: --web, or PUBLIC_URL, is the https address of its host without a path, such as https://pending-send.azurewebsites.net.`,
  )
}
