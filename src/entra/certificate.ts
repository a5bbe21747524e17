import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { DAY_MS } from '../domain/durations.js'

export interface Certificate {
  /** SHA-256 of its DER form, in base64url: how Entra finds it among those of an application. */
  readonly thumbprint: string
  readonly key: KeyObject
  /** In base64, its own first, then those of its issuers. */
  readonly chain: readonly string[]
  /** Its end, in milliseconds since 1970. */
  readonly until: number
}

/** The file cannot be used. The message completes a sentence that begins with the name of the variable, and shows nothing of the key. */
export class CertificateFault extends Error {
  override name = 'CertificateFault'
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----[^-]*-----END \1-----/g

/** Reads a PEM file that holds a certificate, its private key and, optionally, the certificates of its issuers. Throws CertificateFault. */
export function readCertificate(file: string): Certificate {
  return parseCertificate(readPem(file))
}

/** The text of the file. Throws CertificateFault. */
export function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new CertificateFault(`names a file that cannot be read (${code})`, { cause })
  }
}

export function parseCertificate(text: string): Certificate {
  const blocks = [...text.matchAll(BLOCK)].map(([pem, kind = '']) => ({ pem, kind }))
  const key = keyIn(blocks, /ENCRYPTED/.test(text))
  const certificates = blocks.filter(({ kind }) => kind.endsWith('CERTIFICATE')).map(({ pem }) => certificateIn(pem))
  if (certificates.length === 0) {
    throw new CertificateFault('holds no certificate: add it, as PEM (BEGIN CERTIFICATE), beside the private key')
  }
  const own = certificates.find(certificate => certificate.checkPrivateKey(key))
  if (!own) throw new CertificateFault('holds a private key that does not belong to its certificate')
  return {
    thumbprint: Buffer.from(own.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
    key,
    chain: [own, ...certificates.filter(other => other !== own)].map(({ raw }) => raw.toString('base64')),
    until: Date.parse(own.validTo),
  }
}

interface PemBlock {
  readonly kind: string
  readonly pem: string
}

function keyIn(blocks: readonly PemBlock[], isEncrypted: boolean): KeyObject {
  if (isEncrypted) {
    throw new CertificateFault('holds a private key with a passphrase: remove that, and let only the bot read the file')
  }
  const block = blocks.find(({ kind }) => kind.endsWith('PRIVATE KEY'))
  if (!block) {
    throw new CertificateFault('holds no private key. It belongs, as PEM (BEGIN PRIVATE KEY), beside the certificate')
  }
  const key = parsed('holds a private key that cannot be read', () => createPrivateKey(block.pem))
  if (key.asymmetricKeyType !== 'rsa') throw new CertificateFault('holds a key that is not RSA, which Entra needs')
  return key
}

function certificateIn(pem: string): X509Certificate {
  return parsed('holds a certificate that cannot be read', () => new X509Certificate(pem))
}

/** The original error is left out: it may quote what was read. */
function parsed<T>(problem: string, parse: () => T): T {
  try {
    return parse()
  } catch {
    throw new CertificateFault(problem)
  }
}

/** Whole days; negative: it has expired. */
export function daysLeft({ until }: Certificate, now: number): number {
  return Math.floor((until - now) / DAY_MS)
}
