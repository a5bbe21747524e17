import assert from 'node:assert/strict'
import type { SignInAsked, WebPerson } from '../../../src/app/ports.js'
import { Application, type ApplicationOptions } from '../../../src/entra/application.js'
import { createPeople } from '../../../src/entra/people.js'
import { createWebSignIn } from '../../../src/entra/web/webSignIn.js'
import { WebTokens } from '../../../src/entra/web/webTokens.js'
import { WEB } from '../../../src/web/webSurface.js'
import { signInAt } from '../../simulator/entra/pages/visitor.js'
import { objectIdOf, type Simulator } from '../../simulator/index.js'
import { recordingLog } from '../../teams/harness.js'

export const REDIRECT = 'http://127.0.0.1:3978/check/signed-in'

interface Changes extends Partial<Omit<ApplicationOptions, 'log'>> {
  readonly allowedTenants?: ReadonlySet<string>
}

/** The sign-in of the bot's page, at the simulated service; nobody waits between two attempts. */
export function pageSignIn(simulator: Simulator, { allowedTenants, ...changes }: Changes = {}) {
  const { log, lines } = recordingLog()
  const { tenantId, clientId, entraUrl, credential } = simulator
  const options = { tenantId, clientId, entraUrl, credential, log, pause: async () => {}, ...changes }
  const { now = Date.now } = options
  const application = new Application(options)
  const tokens = new WebTokens({ now })
  const served = allowedTenants ?? new Set([tenantId.toLowerCase()])
  const signIn = createWebSignIn({ ...options, now, application, tokens, allowedTenants: served })
  const people = createPeople({ application, log, now, channels: new Map([[WEB, tokens]]) }, null)
  /** `key`: of the person's seed; null: they decline. */
  const visit = async (key: string | null, asked: Partial<SignInAsked> = {}) => {
    const { url, attempt } = await signIn.begin({ redirectUri: REDIRECT, ...asked })
    const back = await signInAt(url, key === null ? 'decline' : objectIdOf(key))
    return { url: new URL(url), attempt, back: back.searchParams, code: back.searchParams.get('code') ?? '' }
  }
  const come = async (key: string, asked: Partial<SignInAsked> = {}) => {
    const { code, attempt } = await visit(key, asked)
    return signIn.redeem(code, REDIRECT, attempt)
  }
  return { signIn, people, tokens, lines, visit, come }
}

export function personIn(result: WebPerson | string): WebPerson {
  assert.ok(typeof result !== 'string', `nobody signed in: ${result}`)
  return result
}

/** Somebody on the page, by the key of their seed. */
export function onPage({ tenantId }: Simulator, key: string, changes: { aadObjectId?: string | null } = {}) {
  const ids = { tenantId, aadObjectId: objectIdOf(key), ...changes }
  const actor = { channelId: WEB, id: `${WEB}:${key}`, name: key, helpdesk: false, ...ids }
  return { actor, channelId: WEB }
}
