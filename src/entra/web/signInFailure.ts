import { InteractionRequiredAuthError } from '@azure/msal-node'
import type { SignInFailure } from '../../app/ports/web.js'
import { tokenFailureOf } from '../signInFailed.js'

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const BY_CODE: ReadonlyMap<string, SignInFailure> = new Map([
  ['AADSTS65004', 'declined'],
  ['AADSTS65001', 'consent'],
  ['AADSTS90094', 'consent'],
  // The person has asked an administrator for it.
  ['AADSTS90095', 'consent'],
  // An administrator has to assign the person to the application.
  ['AADSTS50105', 'consent'],
  ['AADSTS50020', 'foreign'],
  ['AADSTS90072', 'foreign'],
  ['AADSTS70008', 'expired'],
  ['AADSTS54005', 'expired'],
  // MSAL's, and our own: the answer belongs to another attempt.
  ['nonce_mismatch', 'expired'],
  ['ERR_JWT_EXPIRED', 'expired'],
])

/** The word in `error`, where the code says no more: https://openid.net/specs/openid-connect-core-1_0.html#AuthError */
const BY_WORD: ReadonlyMap<string, SignInFailure> = new Map([
  ['access_denied', 'declined'],
  ['consent_required', 'consent'],
  ['interaction_required', 'expired'],
  ['login_required', 'expired'],
  ['invalid_grant', 'expired'],
  ['temporarily_unavailable', 'unreachable'],
  ['server_error', 'unreachable'],
])

/** What the sign-in page's answer means. */
export function failureOf(error: string, description: string): SignInFailure {
  const [code = ''] = /AADSTS\d+/.exec(description) ?? []
  return BY_CODE.get(code) ?? BY_WORD.get(error) ?? 'unavailable'
}

/** What an error means that ended the sign-in after the person had come back from that page. */
export function failureOfError(error: unknown): SignInFailure {
  const { code, unreachable, cause } = tokenFailureOf(error)
  const known = BY_CODE.get(code)
  if (known) return known
  // The sign-in page asks for whatever else the person has to do.
  if (cause instanceof InteractionRequiredAuthError) return 'expired'
  if (unreachable) return 'unreachable'
  return BY_WORD.get(wordOf(cause)) ?? 'unavailable'
}

function wordOf(error: unknown): string {
  return error instanceof Error && 'errorCode' in error ? String(error.errorCode) : ''
}
