import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigurationError } from '../../src/config/configurationError.js'
import { readSecrets, readWebhookConfig } from '../../src/config.js'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const url = 'https://tickets.contoso.com/hooks/pending-send'
const hosted = { MicrosoftAppId: '11111111-1111-4111-8111-111111111111' }
const set = { ...hosted, TRIAGE_WEBHOOK: url, TRIAGE_WEBHOOK_SECRET: SECRET }

function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readWebhookConfig(env)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return []
}

const keysOf = (secret: string) =>
  readWebhookConfig({ ...set, TRIAGE_WEBHOOK_SECRET: secret }).keys.map(key => Buffer.from(key).toString('base64'))

describe('the ticket system', () => {
  it('is reached at an https address, with a key behind a prefix or in plain text', () => {
    assert.equal(readWebhookConfig({ ...set, TRIAGE_WEBHOOK: ` ${url} ` }).url, url)
    assert.deepEqual(keysOf(SECRET), ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])
    const text = 'twenty-four-bytes-ünïcode'
    assert.deepEqual(keysOf(text), [Buffer.from(text).toString('base64')])
  })

  it('may have two keys while one replaces the other', () => {
    for (const between of [' ', ',', ', ', '\n']) {
      assert.equal(keysOf(`${SECRET}${between}the-old-one-in-plain-text`).length, 2, between)
    }
    assert.equal(keysOf(` ${SECRET} `).length, 1)
  })

  const FAULTS: Readonly<Record<string, readonly [changes: Readonly<Record<string, string>>, fault: RegExp]>> = {
    'no TLS': [
      { TRIAGE_WEBHOOK: 'http://tickets.contoso.com/the-secret' },
      /^TRIAGE_WEBHOOK must be the https address/,
    ],
    'no address': [{ TRIAGE_WEBHOOK: 'the-secret' }, /^TRIAGE_WEBHOOK must be the https address/],
    'a file': [{ TRIAGE_WEBHOOK: 'file:///the-secret' }, /^TRIAGE_WEBHOOK must be the https address/],
    'this machine, without TLS': [
      { TRIAGE_WEBHOOK: 'http://127.0.0.1:1/' },
      /^TRIAGE_WEBHOOK must be the https address/,
    ],
    'a user': [
      { TRIAGE_WEBHOOK: 'https://the-secret@tickets.contoso.com' },
      /^TRIAGE_WEBHOOK must not have a user name/,
    ],
    'a password': [{ TRIAGE_WEBHOOK: 'https://u:the-secret@contoso.com' }, /^TRIAGE_WEBHOOK must not have a user name/],
    'no key': [{ TRIAGE_WEBHOOK_SECRET: ' ' }, /^TRIAGE_WEBHOOK_SECRET is missing, .+: node -p /],
    'a short key': [
      { TRIAGE_WEBHOOK_SECRET: 'the-secret' },
      /^TRIAGE_WEBHOOK_SECRET is shorter than 24 bytes: .+ node -p/,
    ],
    'a short key behind the prefix': [
      { TRIAGE_WEBHOOK_SECRET: `whsec_${Buffer.from('the-secret').toString('base64')}` },
      /^TRIAGE_WEBHOOK_SECRET is shorter than 24 bytes/,
    ],
    'a short old key': [{ TRIAGE_WEBHOOK_SECRET: `${SECRET} the-secret` }, /^TRIAGE_WEBHOOK_SECRET is shorter than 24/],
    'a key that is not base64': [
      { TRIAGE_WEBHOOK_SECRET: 'whsec_the-secret-of-more-than-24-bytes' },
      /^TRIAGE_WEBHOOK_SECRET begins with whsec_, and what follows is not base64/,
    ],
    'three keys': [{ TRIAGE_WEBHOOK_SECRET: `${SECRET} ${SECRET} ${SECRET}` }, /has more than two secrets/],
    'a reference that was not followed': [
      { TRIAGE_WEBHOOK_SECRET: '@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/the-secret)' },
      /^TRIAGE_WEBHOOK_SECRET is a reference that App Service could not follow: .+ Key Vault Secrets User/,
    ],
    'a key alone': [{ TRIAGE_WEBHOOK: '' }, /^TRIAGE_WEBHOOK is missing: .+, or remove TRIAGE_WEBHOOK_SECRET$/],
  }
  for (const [what, [changes, fault]] of Object.entries(FAULTS)) {
    it(`is refused with ${what}, in one sentence without the secret`, () => {
      const faults = faultsOf({ ...set, ...changes })
      assert.equal(faults.length, 1)
      assert.match(faults[0] ?? '', fault)
      assert.doesNotMatch(faults.join(), /the-secret|MfKQ9r8/)
    })
  }

  it('may be on this machine in local mode', () => {
    const local = { TRIAGE_WEBHOOK: 'http://127.0.0.1:8080/hooks', TRIAGE_WEBHOOK_SECRET: SECRET }
    assert.equal(readWebhookConfig(local).url, 'http://127.0.0.1:8080/hooks')
    assert.equal(faultsOf({ ...local, TRIAGE_WEBHOOK: 'http://127.0.0.1.evil.example/' }).length, 1)
  })

  it('is needed by the command that calls it', () => {
    assert.deepEqual(
      faultsOf({}).map(fault => fault.slice(0, 26)),
      ['TRIAGE_WEBHOOK is missing:'],
    )
  })

  it('keeps its secrets out of everything that is written: keys, and what may be one in the address', () => {
    const address =
      'https://prod-1.logic.azure.com/workflows/0123456789abcdef01234567/paths?api-version=2016-10-01&sig=a-signature'
    const secrets = readSecrets({ TRIAGE_WEBHOOK: address, TRIAGE_WEBHOOK_SECRET: `${SECRET},another one` })
    for (const secret of [SECRET, SECRET.slice(6), '0123456789abcdef01234567', 'a-signature'])
      assert.ok(secrets.includes(secret), secret)
    assert.ok(!secrets.includes('workflows'))
  })
})
