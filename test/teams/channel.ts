import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { BotAuth } from '../../src/teams/adapter.js'
import { TENANT } from './activities.js'
import { close, listen } from './connector.js'

export const APP_ID = '7c1b0e52-0d0a-4c3e-9a86-3a9d7a3f7f10'
export const ISSUER = 'https://api.botframework.com'

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

export function rsaKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

export interface Signing {
  readonly key: KeyObject
  /** Default: the channel's. */
  readonly kid?: string
}

/** A token like the channel's (Bot Connector authentication: RS256, issuer, audience, serviceurl); `claims` override it. */
export function tokenOf({ key, kid = 'channel-key' }: Signing, claims: object): string {
  const now = Math.floor(Date.now() / 1000)
  const body = { iss: ISSUER, aud: APP_ID, nbf: now - 60, exp: now + 600, ...claims }
  const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid })}.${encode(body)}`
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`
}

/** A token with another header, and any signature. */
export function forgedToken(alg: string, claims: object, signatureOf: (signed: string) => string): string {
  const exp = Math.floor(Date.now() / 1000) + 600
  const signed = `${encode({ alg, typ: 'JWT', kid: 'channel-key' })}.${encode({ iss: ISSUER, aud: APP_ID, exp, ...claims })}`
  return `${signed}.${signatureOf(signed)}`
}

/** The old trick: the public key as the secret of a symmetric signature. */
export function hmacWith(key: KeyObject): (signed: string) => string {
  const secret = key.export({ type: 'pkcs1', format: 'pem' })
  return signed => createHmac('sha256', secret).update(signed).digest('base64url')
}

/** A key in its published form. */
export function jwkOf(key: KeyObject, parts: object = {}): object {
  return { ...key.export({ format: 'jwk' }), kid: 'channel-key', endorsements: ['msteams'], ...parts }
}

export interface Publisher {
  readonly url: string
  /** The requested paths, in order. */
  readonly asked: readonly string[]
  keys: object[]
  /** null: it works; a status: an outage; 'silent': it never answers. */
  outage: number | 'silent' | null
  close(): Promise<void>
}

/** Publishes signing keys, as login.botframework.com does. */
export async function publishKeys(...keys: object[]): Promise<Publisher> {
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '')
    if (publisher.outage === 'silent') return
    if (publisher.outage !== null) response.statusCode = publisher.outage
    const metadata = { issuer: ISSUER, jwks_uri: `http://${request.headers.host}/keys` }
    response.end(JSON.stringify(request.url === '/keys' ? { keys: publisher.keys } : metadata))
  })
  const port = await listen(server)
  const publisher: Publisher = {
    url: `http://127.0.0.1:${port}/openid`,
    asked,
    keys,
    outage: null,
    close: () => close(server),
  }
  return publisher
}

/** The bot's configuration if the channel's keys are published at `openIdMetadataUrl`. */
export function authAt(openIdMetadataUrl: string, changes: Partial<BotAuth> = {}): BotAuth {
  const allowedTenants = new Set([TENANT])
  const application = { token: async () => 'a-token-of-the-bot', forget: () => {} }
  return { appId: APP_ID, application, allowedTenants, openIdMetadataUrl, ...changes }
}

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
