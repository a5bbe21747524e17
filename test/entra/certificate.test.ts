import assert from 'node:assert/strict'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test'
import { inspect } from 'node:util'
import { DAY_MS, HOUR_MS } from '../../src/domain/durations.js'
import { Application } from '../../src/entra/application.js'
import { CertificateFault, parseCertificate, readCertificate } from '../../src/entra/certificate.js'
import { onBehalfOf } from '../../src/entra/onBehalfOf.js'
import { SignInFailed } from '../../src/entra/signInFailed.js'
import { CHANNEL, objectIdOf, type Simulator, startSimulator } from '../simulator/index.js'
import { recordingLog } from '../teams/harness.js'
import { type SelfSigned, selfSigned } from '../tools/certificate.js'

const SCOPE = `${CHANNEL}/.default`

let simulator: Simulator
let folder: string
let file: string
let current: SelfSigned
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0, now: () => new Date() })
  folder = mkdtempSync(join(tmpdir(), 'pending-send-'))
  file = join(folder, 'bot.pem')
})
after(async () => {
  await simulator.close()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(() => {
  mock.timers.enable({ apis: ['Date'], now: Date.now() })
  current = made(90)
  simulator.entra.credentials.certificates.length = 0
  simulator.entra.credentials.accepted.length = 0
  register(current)
  writeFileSync(file, current.pem)
})
afterEach(() => mock.timers.reset())

const pass = (milliseconds: number) => mock.timers.setTime(Date.now() + milliseconds)
const made = (days: number) =>
  selfSigned({ from: new Date(Date.now() - DAY_MS), to: new Date(Date.now() + days * DAY_MS) })
const register = ({ certificate }: SelfSigned) =>
  simulator.entra.credentials.certificates.push(new X509Certificate(certificate))

function applicationOf() {
  const { log, lines } = recordingLog()
  const { tenantId, clientId, entraUrl } = simulator
  const application = new Application({
    ...{ tenantId, clientId, entraUrl, log },
    credential: { kind: 'certificate', file },
  })
  return { application, lines }
}

const refused = (code: string) => (error: unknown) =>
  error instanceof SignInFailed && error.code === code && !error.unreachable

describe('an application with a certificate', () => {
  it('signs in for itself and on behalf of people', async () => {
    const { application, lines } = applicationOf()
    const { entra, contoso } = simulator
    assert.equal(entra.verify(await application.token(SCOPE))?.aud, CHANNEL)
    const person = await onBehalfOf(application, entra.issueUserToken(objectIdOf('nora')), contoso.url)
    assert.equal(person.oid, objectIdOf('nora'))
    assert.deepEqual(lines, [])
  })

  it('signs each assertion anew, so that none is used past its end', async () => {
    const { application } = applicationOf()
    const { accepted } = simulator.entra.credentials
    for (let hours = 0; hours < 48; hours += 6) {
      assert.ok(simulator.entra.verify(await application.token(SCOPE)), `hour ${hours}`)
      pass(6 * HOUR_MS)
    }
    assert.equal(new Set(accepted).size, 8)
  })

  it('is refused if the certificate is not registered, and the log says once what to do', async () => {
    simulator.entra.credentials.certificates.length = 0
    const { application, lines } = applicationOf()
    for (const _ of [1, 2]) await assert.rejects(application.token(SCOPE), refused('AADSTS700027'))
    assert.equal(lines.length, 1)
    assert.match(lines[0]?.message ?? '', /CERTIFICATE_FILE is not registered/)
  })

  it('uses a new certificate without a restart', async () => {
    const { application } = applicationOf()
    await application.token(SCOPE)
    const next = made(400)
    register(next)
    writeFileSync(file, next.pem)
    pass(89 * DAY_MS)
    simulator.entra.credentials.certificates.shift()
    assert.ok(await application.token(SCOPE))
  })

  it('uses the one that it has while the file cannot be read, and says so', async () => {
    const { application, lines } = applicationOf()
    await application.token(SCOPE)
    writeFileSync(file, current.pem.slice(0, 300))
    pass(2 * HOUR_MS)
    assert.ok(await application.token(SCOPE))
    assert.match(lines[0]?.message ?? '', /^CERTIFICATE_FILE holds no/)
  })
})

describe('a certificate near its end', () => {
  it('is warned of at the start, and then once a day while it is used', async () => {
    writeFileSync(file, made(29.5).pem)
    const { application, lines } = applicationOf()
    assert.deepEqual(
      lines.map(({ level, details }) => [level, details]),
      [['warn', { days: 29 }]],
    )
    assert.match(lines[0]?.message ?? '', /expires soon\. Create a new one, upload it in Entra/)
    const askIn = async (milliseconds: number) => {
      pass(milliseconds)
      await application.token(SCOPE).catch(() => null)
      return lines.filter(({ level }) => level === 'warn').length
    }
    assert.equal(await askIn(2 * HOUR_MS), 1)
    assert.equal(await askIn(23 * HOUR_MS), 2)
    assert.equal(await askIn(30 * DAY_MS), 3)
    assert.match(lines.at(-1)?.message ?? '', /has expired/)
  })

  it('is not warned of earlier', () => {
    writeFileSync(file, made(31).pem)
    assert.deepEqual(applicationOf().lines, [])
  })

  it('is refused past it', async () => {
    const { application, lines } = applicationOf()
    pass(91 * DAY_MS)
    await assert.rejects(application.token(SCOPE), refused('AADSTS1000502'))
    assert.ok(
      lines.some(({ message }) =>
        /Check the credentials: the certificate of CERTIFICATE_FILE has expired/.test(message),
      ),
    )
  })
})

describe('a file with a certificate', () => {
  const encrypted = () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'the-passphrase' })
      .toString()
  const elliptic = () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

  it('may have them in any order, with the issuers and other text between them', () => {
    const { certificate, privateKey } = current
    const issuer = made(1000).certificate
    const { chain, key } = parseCertificate(`Bag Attributes\n${issuer}\n# a comment\n${certificate}\n${privateKey}`)
    assert.equal(chain.length, 2)
    assert.equal(chain[0], new X509Certificate(certificate).raw.toString('base64'))
    assert.equal(key.asymmetricKeyType, 'rsa')
  })

  for (const [what, text, says] of [
    ['nothing', () => '', /no private key/],
    ['a certificate alone', () => current.certificate, /no private key/],
    ['a key alone', () => current.privateKey, /no certificate/],
    ['another key', () => current.certificate + made(1).privateKey, /does not belong/],
    ['a key with a passphrase', () => current.certificate + encrypted(), /passphrase/],
    ['a key that is not RSA', () => current.certificate + elliptic(), /not RSA/],
    [
      'a broken certificate',
      () => current.pem.replace(/CERTIFICATE-----\n.{64}/, 'CERTIFICATE-----\n'),
      /cannot be read/,
    ],
    ['a broken key', () => current.pem.replace(/PRIVATE KEY-----\n.{64}/, 'PRIVATE KEY-----\n'), /cannot be read/],
  ] as const) {
    it(`is refused with ${what}, and nothing of it is told`, () => {
      assert.throws(
        () => parseCertificate(text()),
        (error: unknown) => {
          assert.ok(error instanceof CertificateFault)
          assert.match(error.message, says)
          assert.doesNotMatch(inspect(error, { depth: 10 }), /MII|the-passphrase/)
          return true
        },
      )
    })
  }

  it('is refused if it is not there', () => {
    assert.throws(() => readCertificate(join(folder, 'another.pem')), /cannot be read \(ENOENT\)/)
  })
})
