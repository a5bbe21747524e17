/**
 * Microsoft's clouds, by the addresses of their organizations.
 * https://learn.microsoft.com/power-platform/admin/new-datacenter-regions
 */
export type Cloud = 'public' | 'gcc' | 'gccHigh' | 'dod' | 'china'

const HOSTS: readonly (readonly [suffix: string, Cloud])[] = [
  // GCC is a region of the public cloud, with admin centers of its own.
  ['.crm9.dynamics.com', 'gcc'],
  ['.dynamics.com', 'public'],
  ['.microsoftdynamics.us', 'gccHigh'],
  ['.appsplatform.us', 'dod'],
  ['.dynamics.cn', 'china'],
]

/** null: the address is not one of Microsoft's. The organization may be hosted there all the same. */
export function cloudOf(organizationUrl: string): Cloud | null {
  if (!URL.canParse(organizationUrl)) return null
  const { hostname } = new URL(organizationUrl)
  return HOSTS.find(([suffix]) => hostname.endsWith(suffix))?.[1] ?? null
}
