import { z } from 'zod'
import type { OrganizationRef } from '../domain/case/case.js'
import { isLoopbackUrl } from '../domain/loopback.js'
import { type Env, parseJson, parseUrl } from './variables.js'

const organizationSchema = z.strictObject({
  name: z.string().trim().min(1),
  url: z.string().trim().min(1),
  routerAccount: z.string().trim().min(1).optional(),
  default: z.boolean().optional(),
})

/** The organizations that the bot serves. On this machine they may be in local mode only. */
export function readOrganizations(env: Env, local: boolean, faults: string[]): readonly OrganizationRef[] {
  const fault = (problem: string) => {
    faults.push(
      `ORGANIZATIONS ${problem}: [{"name": "Contoso", "url": "https://contoso.crm4.dynamics.com", "routerAccount": "router@contoso.com"}]`,
    )
    return []
  }
  const given = env.ORGANIZATIONS?.trim()
  if (!given) return fault('is missing: name the organizations as a JSON array, or @FILE, like this')
  const json = parseJson(given)
  if (json === undefined) return fault('is neither JSON nor @ and a file that holds it: write it like this')
  const parsed = z.array(organizationSchema).min(1).safeParse(json)
  if (!parsed.success) return fault(`is not as expected (${explain(parsed.error)}): write it like this`)
  const organizations = parsed.data.map(organization => readOrganization(organization, local, faults))
  const urls = new Set(organizations.map(({ url }) => url))
  const names = new Set(organizations.map(({ name }) => name.toLowerCase()))
  if (urls.size < organizations.length || names.size < organizations.length) {
    faults.push('ORGANIZATIONS names an organization twice: give each its own name and url')
  }
  if (organizations.filter(organization => organization.default).length > 1) {
    faults.push('ORGANIZATIONS has more than one default: keep "default": true on one')
  }
  return organizations
}

function readOrganization(
  given: z.infer<typeof organizationSchema>,
  local: boolean,
  faults: string[],
): OrganizationRef {
  const url = parseUrl(given.url)
  const loopback = url !== null && isLoopbackUrl(url.href)
  if (!url || (loopback ? !local : url.protocol !== 'https:') || url.username || url.password) {
    faults.push(
      `ORGANIZATIONS, url of "${given.name}": must be the https address of the organization, without a password and not on this machine`,
    )
  }
  const { name, routerAccount, default: isDefault } = given
  return {
    name,
    url: url?.origin ?? given.url,
    ...(routerAccount && { routerAccount }),
    ...(isDefault && { default: true }),
  }
}

function explain(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'array'}: ${message}`).join('; ')
}
