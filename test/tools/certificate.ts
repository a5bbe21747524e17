import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A certificate that its own key has signed, and that key, as PEM. */
export interface SelfSigned {
  readonly certificate: string
  readonly privateKey: string
  /** Both in one text, as CERTIFICATE_FILE wants them. */
  readonly pem: string
}

export interface Validity {
  readonly from: Date
  readonly to: Date
}

const SEQUENCE = 0x30
const SET = 0x31
const COMMON_NAME = Buffer.from('0603550403', 'hex')
/** sha256WithRSAEncryption, without parameters. */
const ALGORITHM = der(SEQUENCE, Buffer.from('06092a864886f70d01010b0500', 'hex'))

/** Node reads certificates, but makes none: https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
export function selfSigned({ from, to }: Validity, keys = rsaKeys()): SelfSigned {
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from('pending-send')))))
  const validity = der(SEQUENCE, time(from), time(to))
  const key = keys.publicKey.export({ type: 'spki', format: 'der' })
  const version = der(0xa0, der(0x02, Buffer.from([2])))
  const serial = der(0x02, Buffer.from([1]))
  const body = der(SEQUENCE, version, serial, ALGORITHM, name, validity, name, key)
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, keys.privateKey))
  const base64 = der(SEQUENCE, body, ALGORITHM, signature).toString('base64').replace(/.{64}/g, '$&\n')
  const certificate = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`
  const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { certificate, privateKey, pem: `${privateKey}${certificate}` }
}

function rsaKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

function time(at: Date): Buffer {
  return der(0x18, Buffer.from(at.toISOString().replace(/[-:T]|\.\d+/g, '')))
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...bytes]), content])
}
