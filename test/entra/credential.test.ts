import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ConfigurationError } from '../../src/config/configurationError.js'
import { readConfig, readDataverseConfig } from '../../src/config.js'
import { DAY_MS } from '../../src/domain/durations.js'
import { selfSigned } from '../tools/certificate.js'

const GUID = '11111111-1111-4111-8111-111111111111'
const IDENTITY = '22222222-2222-4222-8222-222222222222'
const OTHER = '33333333-3333-4333-8333-333333333333'
const hosted = {
  AZURE_STORAGE_ACCOUNT: 'pendingsend',
  ORGANIZATIONS: '[{"name":"Contoso","url":"https://contoso.crm4.dynamics.com/"}]',
  MicrosoftAppId: GUID,
  MicrosoftAppTenantId: GUID,
  PUBLIC_URL: 'https://bot.example/',
}
const identity = { MANAGED_IDENTITY_CLIENT_ID: IDENTITY }
const secret = { MicrosoftAppPassword: 'the-secret' }

let folder: string
let certificate: { CERTIFICATE_FILE: string }
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'pending-send-'))
  certificate = { CERTIFICATE_FILE: fileFrom(-1, 90) }
})
after(() => rmSync(folder, { recursive: true, force: true }))

/** A file with a certificate that is good from and to these days from now. */
function fileFrom(from: number, to: number): string {
  const file = join(folder, `${from}-${to}.pem`)
  const at = (days: number) => new Date(Date.now() + days * DAY_MS)
  writeFileSync(file, selfSigned({ from: at(from), to: at(to) }).pem)
  return file
}

function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig({ ...hosted, ...env })
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return []
}

describe('the credential of the bot', () => {
  it('is one of three, for Teams and for Dataverse', () => {
    for (const [env, credential] of [
      [identity, { kind: 'managedIdentity', clientId: IDENTITY }],
      [certificate, { kind: 'certificate', file: certificate.CERTIFICATE_FILE }],
      [secret, { kind: 'secret', secret: 'the-secret' }],
    ] as const) {
      const { bot, dataverse } = readConfig({ ...hosted, ...env })
      assert.deepEqual(bot?.credential, credential)
      assert.equal(dataverse.credential, bot.credential)
      assert.equal(dataverse.clientId, bot.appId)
    }
  })

  it('is demanded in production, in one sentence that names all three', () => {
    for (const env of [{}, { MicrosoftAppPassword: ' ' }]) {
      const [fault = '', ...others] = faultsOf(env)
      assert.match(fault, /^MANAGED_IDENTITY_CLIENT_ID is missing.*CERTIFICATE_FILE or MicrosoftAppPassword instead$/)
      assert.deepEqual(others, [])
    }
  })

  it('may be no more than one', () => {
    assert.deepEqual(faultsOf({ ...identity, ...secret }), [
      'MicrosoftAppPassword is one credential too many: remove it, or remove MANAGED_IDENTITY_CLIENT_ID; the bot signs in with exactly one',
    ])
    const names = faultsOf({ ...identity, ...certificate, ...secret }).map(fault => fault.split(' ')[0])
    assert.deepEqual(names, ['CERTIFICATE_FILE', 'MicrosoftAppPassword'])
    assert.match(faultsOf({ ...certificate, ...secret }).join(), /^MicrosoftAppPassword.*or remove CERTIFICATE_FILE/)
  })

  it('is checked before the bot starts', () => {
    assert.match(faultsOf({ MANAGED_IDENTITY_CLIENT_ID: 'my-identity' }).join(), /is not a GUID: copy "Client ID"/)
    const at = (file: string) => faultsOf({ CERTIFICATE_FILE: file }).join()
    assert.match(at(join(folder, 'none.pem')), /^CERTIFICATE_FILE names a file that cannot be read \(ENOENT\)/)
    assert.match(at(fileFrom(-20, -1)), /^CERTIFICATE_FILE holds a certificate that has expired/)
    const empty = join(folder, 'empty.pem')
    writeFileSync(empty, '')
    assert.match(at(empty), /^CERTIFICATE_FILE holds no private key/)
  })

  it('appears in no message', () => {
    const faults = faultsOf({ ...identity, ...secret, DATAVERSE_CLIENT_SECRET: 'another-secret', PORT: 'x' })
    assert.equal(faults.length, 3)
    assert.doesNotMatch(faults.join(), /the-secret|another-secret/)
  })

  it('is the bot itself if that is a managed identity', () => {
    const { bot, dataverse } = readConfig({ ...hosted, MicrosoftAppType: 'UserAssignedMSI' })
    assert.deepEqual(bot?.credential, { kind: 'managedIdentity', clientId: GUID })
    assert.equal(dataverse.credential, bot.credential)
  })
})

describe('the credential for Dataverse', () => {
  it('is a secret of another application, where that is named', () => {
    const other = { DATAVERSE_CLIENT_ID: OTHER, DATAVERSE_CLIENT_SECRET: 'another-secret' }
    const { bot, dataverse } = readConfig({ ...hosted, ...identity, ...other })
    assert.equal(bot?.credential.kind, 'managedIdentity')
    assert.deepEqual(dataverse.credential, { kind: 'secret', secret: 'another-secret' })
  })

  it('is no secret beside a credential that the same application has already', () => {
    const left = { DATAVERSE_CLIENT_SECRET: 'another-secret' }
    for (const env of [identity, certificate, { ...identity, DATAVERSE_CLIENT_ID: GUID }]) {
      assert.match(faultsOf({ ...env, ...left }).join(), /^DATAVERSE_CLIENT_SECRET is one credential too many/)
    }
    assert.deepEqual(faultsOf({ ...secret, ...left }), [])
  })

  it('is on the command line the same, and needs no bot', () => {
    const { ORGANIZATIONS } = hosted
    const env = { ORGANIZATIONS, DATAVERSE_TENANT_ID: GUID, DATAVERSE_CLIENT_ID: GUID }
    assert.equal(readDataverseConfig({ ...env, ...certificate }).credential.kind, 'certificate')
    assert.throws(() => readDataverseConfig(env), /DATAVERSE_CLIENT_SECRET is missing.*or CERTIFICATE_FILE/)
    assert.doesNotThrow(() => readDataverseConfig({ ...env, CLI_CLIENT_ID: OTHER }, { asPerson: true }))
  })
})

describe('the case store', () => {
  it('is reached as the managed identity that is named', () => {
    assert.deepEqual(readConfig({ ...hosted, ...identity }).storage, {
      account: 'pendingsend',
      identityClientId: IDENTITY,
    })
    assert.deepEqual(readConfig({ ...hosted, ...secret }).storage, { account: 'pendingsend', identityClientId: null })
  })
})
