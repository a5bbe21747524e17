import { AuthError, ServerError } from '@azure/msal-node'

/** No token was issued. `code` is AADSTS… or MSAL's own; the message carries no secret. */
export class SignInFailed extends Error {
  constructor(
    readonly code: string,
    readonly unreachable: boolean,
    cause: unknown,
    service = 'sign-in service',
  ) {
    super(unreachable ? `The ${service} cannot be reached (${code})` : `The sign-in was refused: ${code}`, { cause })
    this.name = 'SignInFailed'
  }
}

/** Any error of a token request, as a SignInFailed. */
export function tokenFailureOf(error: unknown): SignInFailed {
  if (error instanceof SignInFailed) return error
  const text = error instanceof Error ? error.message : String(error)
  const code = error instanceof AuthError ? error.errorCode : 'network_error'
  return new SignInFailed(/AADSTS\d+/.exec(text)?.[0] ?? code, !isRefusal(error), error)
}

/** The service refused. A 429 or 5xx is no refusal: the service could not decide. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof ServerError)) return false
  const { status = 0 } = error
  return status !== 429 && status < 500
}
