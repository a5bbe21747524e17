/** Whether a URL or an address is on this very machine. Decided by the text alone, without a look-up. */

export function isLoopbackUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname } = new URL(url)
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[|\]$/g, ''))
}

/** Takes IPv4, IPv6, and IPv4 mapped into IPv6, as Node reports the address of a connection. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address)
}
