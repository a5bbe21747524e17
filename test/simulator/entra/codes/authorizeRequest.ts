/** A scope of another application than the one that signs people in: its address and the permission. */
export const RESOURCE_SCOPE = /\bhttps?:\/\/\S+/

const RESOURCE_SCOPES = new RegExp(RESOURCE_SCOPE, 'g')

/** A bot on this machine, at any port. */
const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1):\d+\/check\/signed-in$/

export function isRegistered(redirectUri: string, registered: readonly string[] | null): boolean {
  return registered ? registered.includes(redirectUri) : LOCAL.test(redirectUri)
}

/** What the browser takes back to the application. */
type Fault = Readonly<Record<'error' | 'error_description', string>>

/** Entra's refusal of a request to sign in whose client and address are in order; null: so is the rest. */
export function faultOf(asked: URLSearchParams, audiences: readonly string[]): Fault | null {
  const wrong = EXPECTED.find(({ name, value }) => asked.get(name) !== value)
  if (wrong) return { error: wrong.error, error_description: `${wrong.code}: ${wrong.name} has to be ${wrong.value}.` }
  const scope = asked.get('scope') ?? ''
  if (!scope.split(' ').includes('openid'))
    return fault('invalid_scope', 'AADSTS70011: The provided value for the input parameter scope is not valid.')
  const resources = scope.match(RESOURCE_SCOPES) ?? []
  if (resources.length > 1)
    return fault('invalid_scope', 'AADSTS28000: The input parameter scope contains more than one resource.')
  const [resource] = resources
  if (resource && !audiences.some(audience => resource === `${audience}/user_impersonation`))
    return fault('invalid_resource', `AADSTS500011: The resource principal named ${resource} was not found.`)
  return null
}

/** `response_mode`: what the simulator can do, and msal-node's own choice. */
const EXPECTED = [
  { name: 'response_type', value: 'code', error: 'unsupported_response_type', code: 'AADSTS700054' },
  { name: 'response_mode', value: 'query', error: 'invalid_request', code: 'AADSTS9002325' },
  { name: 'code_challenge_method', value: 'S256', error: 'invalid_request', code: 'AADSTS501491' },
] as const

function fault(error: string, error_description: string): Fault {
  return { error, error_description }
}
