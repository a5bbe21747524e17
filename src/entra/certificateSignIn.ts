import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Log } from '../app/ports.js'
import { DAY_MS } from '../domain/durations.js'
import { type Certificate, CertificateFault, daysLeft, parseCertificate, readPem } from './certificate.js'
import { SignInFailed } from './signInFailed.js'

/** How long an assertion is good for. */
const LIFETIME_SECONDS = 10 * 60
const WARNING_DAYS = 30

interface Signing {
  readonly clientId: string
  /** The address that the assertion is sent to. */
  readonly audience: string
}

/**
 * Signs an application's assertions with the key of a certificate. The file is read again for each of them, about once an hour,
 * so a certificate that replaces another one is used without a restart.
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export class CertificateSignIn {
  readonly #file: string
  readonly #log: Log | undefined
  readonly #now: () => number
  #read: { readonly text: string; readonly certificate: Certificate } | null = null
  #warned = Number.NEGATIVE_INFINITY

  constructor(file: string, { log, now }: { readonly log?: Log | undefined; readonly now: () => number }) {
    this.#file = file
    this.#log = log
    this.#now = now
  }

  /** Throws SignInFailed. */
  assertion({ clientId, audience }: Signing): Promise<string> {
    const { thumbprint, key, chain } = this.#certificate()
    const seconds = Math.floor(this.#now() / 1000)
    return new SignJWT()
      .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint, x5c: [...chain] })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt(seconds)
      .setNotBefore(seconds)
      .setExpirationTime(seconds + LIFETIME_SECONDS)
      .sign(key)
  }

  /** Logs, at most once a day, that the certificate ends soon. */
  warn(): void {
    const days = daysLeft(this.#certificate(), this.#now())
    if (days >= WARNING_DAYS || this.#now() - this.#warned < DAY_MS) return
    this.#warned = this.#now()
    const advice =
      'Create a new one, upload it in Entra, and replace the file of CERTIFICATE_FILE; no restart is needed.'
    this.#log?.warn(
      { days },
      `The certificate that the bot signs in with ${days < 0 ? 'has expired' : 'expires soon'}. ${advice}`,
    )
  }

  /** The one in the file; while the file cannot be used, for example because it is being replaced, the one read before. */
  #certificate(): Certificate {
    const read = this.#read
    try {
      const text = readPem(this.#file)
      if (text === read?.text) return read.certificate
      const certificate = parseCertificate(text)
      this.#read = { text, certificate }
      return certificate
    } catch (error) {
      if (!(error instanceof CertificateFault)) throw error
      this.#log?.warn({}, `CERTIFICATE_FILE ${error.message}`)
      if (!read) throw new SignInFailed('certificate_unusable', false, error)
      return read.certificate
    }
  }
}
