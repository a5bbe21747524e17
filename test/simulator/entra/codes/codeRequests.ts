import { createHash } from 'node:crypto'
import type { Simulator } from '../../index.js'
import { signInAt } from '../pages/visitor.js'

const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-long'

/** What the token endpoint answers. */
export interface Granted {
  readonly status: number
  readonly access_token?: string
  readonly id_token?: string
  readonly error_codes?: readonly number[]
}

type Changes = Readonly<Record<string, string>>

interface SigningIn {
  /** Entra object id. */
  readonly who: string
  readonly scope?: string
  readonly nonce?: string
}

/** The requests of an application whose people sign in, without any library. */
export function codeRequests({ entraUrl, tenantId, clientId, clientSecret }: Simulator) {
  const base = `${entraUrl}/${tenantId}/oauth2/v2.0`
  const redirectUri = 'http://127.0.0.1:3978/check/signed-in'
  const client = { client_id: clientId, redirect_uri: redirectUri, scope: 'openid profile' }
  /** The page. */
  const url = (changes: Changes = {}) => {
    const code_challenge = createHash('sha256').update(VERIFIER).digest('base64url')
    const pkce = { code_challenge, code_challenge_method: 'S256' }
    const answer = { response_type: 'code', response_mode: 'query', state: 'the-state' }
    return `${base}/authorize?${new URLSearchParams({ ...client, ...pkce, ...answer, ...changes })}`
  }
  const code = async ({ who, ...changes }: SigningIn) =>
    (await signInAt(url(changes), who)).searchParams.get('code') ?? ''
  const redeem = async (code: string, changes: Changes = {}): Promise<Granted> => {
    const proof = { client_secret: clientSecret, code_verifier: VERIFIER }
    const form = { grant_type: 'authorization_code', ...client, ...proof, code, ...changes }
    const response = await fetch(`${base}/token`, { method: 'POST', body: new URLSearchParams(form) })
    return { ...((await response.json()) as object), status: response.status }
  }
  const redeemed = async ({ scope, ...signingIn }: SigningIn) => {
    const changes = { ...(scope !== undefined && { scope }) }
    return redeem(await code({ ...signingIn, ...changes }), changes)
  }
  return { redirectUri, url, code, redeem, redeemed }
}
