/** The outside ticket system that is told what happens to the helpdesk's cases. */
import { isLoopbackUrl } from '../domain/loopback.js'
import { type Env, isLocalMode, parseUrl } from './variables.js'

export interface WebhookSettings {
  readonly url: string
  /** What events are signed with. The first one is the current one. */
  readonly keys: readonly Uint8Array[]
}

const ADDRESS =
  'TRIAGE_WEBHOOK must be the https address at which the ticket system takes events, for example https://tickets.contoso.com/hooks/pending-send'
const MAKE_ONE = `make one with: node -p "'whsec_' + crypto.randomBytes(32).toString('base64')"`

/** null: there is no ticket system. */
export function readWebhook(env: Env, faults: string[]): WebhookSettings | null {
  const given = env.TRIAGE_WEBHOOK?.trim() ?? ''
  const secrets = secretsOf(env.TRIAGE_WEBHOOK_SECRET)
  if (given === '') {
    if (secrets.length > 0)
      faults.push(
        'TRIAGE_WEBHOOK is missing: set it to the address of the ticket system, or remove TRIAGE_WEBHOOK_SECRET',
      )
    return null
  }
  const url = parseUrl(given)
  const fault = addressFault(url, isLocalMode(env)) ?? secretFault(secrets)
  if (fault !== null || url === null) {
    faults.push(fault ?? ADDRESS)
    return null
  }
  return { url: url.href, keys: secrets.map(keyOf) }
}

/** The same for a command that needs one. */
export function demandWebhook(env: Env, faults: string[]): WebhookSettings {
  const settings = readWebhook(env, faults)
  if (settings === null && faults.length === 0) faults.push(`TRIAGE_WEBHOOK is missing: ${ADDRESS}`)
  return settings ?? { url: '', keys: [] }
}

/** What is secret about it. The address may hold a key, too: in a long part of its path, or in its query. */
export function webhookSecrets(env: Env): readonly string[] {
  const secrets = secretsOf(env.TRIAGE_WEBHOOK_SECRET)
  const url = parseUrl(env.TRIAGE_WEBHOOK?.trim() ?? '')
  const inPath = url?.pathname.split('/').filter(({ length }) => length >= LONG_PART) ?? []
  return [...secrets, ...secrets.map(withoutPrefix), ...inPath, ...(url?.searchParams.values() ?? [])]
}

/** Longer than the words that usually name a path. */
const LONG_PART = 20
const PREFIX = 'whsec_'
const BASE64 = /^[A-Za-z\d+/]+={0,2}$/
/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme */
const FEWEST_BYTES = 24
const MOST_SECRETS = 2

function secretsOf(variable: string | undefined): readonly string[] {
  return (variable ?? '').split(/[\s,]+/).filter(secret => secret !== '')
}

function withoutPrefix(secret: string): string {
  return secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret
}

/** What is behind the prefix of a key of Standard Webhooks is base64; any other secret is taken as it is written. */
function keyOf(secret: string): Uint8Array {
  return Buffer.from(withoutPrefix(secret), secret.startsWith(PREFIX) ? 'base64' : 'utf8')
}

/** null: there is none. */
function addressFault(url: URL | null, local: boolean): string | null {
  if (!url) return ADDRESS
  if (url.protocol !== 'https:' && !(local && isLoopbackUrl(url.href))) return ADDRESS
  if (url.username === '' && url.password === '') return null
  return 'TRIAGE_WEBHOOK must not have a user name or a password in it: the ticket system knows the bot by the signature of each event'
}

function secretFault(secrets: readonly string[]): string | null {
  const [first] = secrets
  if (first === undefined)
    return `TRIAGE_WEBHOOK_SECRET is missing, and the ticket system knows the bot by it: ${MAKE_ONE}`
  // App Service passes on a reference that it cannot follow as it is written, and everybody could guess that.
  if (first.startsWith('@Microsoft.KeyVault'))
    return 'TRIAGE_WEBHOOK_SECRET is a reference that App Service could not follow: give the identity of the web app the role Key Vault Secrets User of that key vault'
  if (secrets.length > MOST_SECRETS)
    return 'TRIAGE_WEBHOOK_SECRET has more than two secrets: the new one and the old one, separated by a space, while they are being exchanged'
  if (secrets.some(secret => secret.startsWith(PREFIX) && !BASE64.test(withoutPrefix(secret))))
    return `TRIAGE_WEBHOOK_SECRET begins with ${PREFIX}, and what follows is not base64: copy all of it, or ${MAKE_ONE}`
  if (secrets.some(secret => keyOf(secret).byteLength < FEWEST_BYTES))
    return `TRIAGE_WEBHOOK_SECRET is shorter than ${FEWEST_BYTES} bytes: ${MAKE_ONE}`
  return null
}
