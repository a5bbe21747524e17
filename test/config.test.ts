import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ConfigurationError } from '../src/config/configurationError.js'
import { helpdeskOf } from '../src/config/membership.js'
import { readConfig, readDataverseConfig, readOutput } from '../src/config.js'

const GUID = '11111111-1111-4111-8111-111111111111'
const organizations =
  '[{"name":"Contoso","url":"https://contoso.crm4.dynamics.com/","routerAccount":"router@contoso.com"}]'
const local = {
  AZURE_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
  ORGANIZATIONS: organizations,
  DATAVERSE_TENANT_ID: GUID,
  DATAVERSE_CLIENT_ID: GUID,
  DATAVERSE_CLIENT_SECRET: 'the-secret',
}
const hosted = {
  AZURE_STORAGE_ACCOUNT: 'pendingsend',
  ORGANIZATIONS: organizations,
  MicrosoftAppId: GUID,
  MicrosoftAppPassword: 'the-secret',
  MicrosoftAppTenantId: GUID,
  PUBLIC_URL: 'https://bot.example/',
}

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return []
}

describe('readConfig', () => {
  it('is local mode without MicrosoftAppId', () => {
    const config = readConfig(local)
    assert.equal(config.bot, null)
    assert.equal(config.port, 3978)
    assert.equal(config.publicUrl, 'http://127.0.0.1:3978')
    assert.equal(config.dataverse.organizations[0]?.url, 'https://contoso.crm4.dynamics.com')
  })

  it('reads Dataverse as the bot itself by default', () => {
    const config = readConfig(hosted)
    assert.equal(config.bot?.authority, GUID)
    assert.deepEqual(
      [config.dataverse.clientId, config.dataverse.credential],
      [GUID, { kind: 'secret', secret: 'the-secret' }],
    )
    assert.equal(config.publicUrl, 'https://bot.example')
  })

  it('looks at the mail of each organization every five minutes, or as often as it is told, or never', () => {
    const minutes = (PULSE_MINUTES?: string) =>
      readConfig({ ...local, ...(PULSE_MINUTES !== undefined && { PULSE_MINUTES }) })
    assert.deepEqual(
      [undefined, '', '0', '1', ' 60 '].map(given => minutes(given).pulseMinutes),
      [5, 5, 0, 1, 60],
    )
    for (const wrong of ['-1', '61', '1.5', 'never']) {
      assert.deepEqual(faultsOf({ ...local, PULSE_MINUTES: wrong }), [
        'PULSE_MINUTES must be a whole number from 0 to 60; leave it out for 5',
      ])
    }
  })

  it('reports all faults at once, and names the variable of each', () => {
    const faults = faultsOf({ PORT: 'x', HELPDESK_MEMBERS: 'helen' })
    for (const name of [
      'PORT',
      'HELPDESK_MEMBERS',
      'ORGANIZATIONS',
      'DATAVERSE_CLIENT_ID',
      'AZURE_STORAGE_CONNECTION_STRING',
    ]) {
      assert.equal(faults.filter(fault => fault.startsWith(name)).length, 1, name)
    }
  })

  it('takes a channel for triage in place of the one chosen in Teams, for a bot that can write there by itself', () => {
    const HELPDESK_CONVERSATION = '19:abc_DEF-1.2=@thread.tacv2'
    const { helpdeskChannel } = readConfig({ ...hosted, HELPDESK_MEMBERS: GUID, HELPDESK_CONVERSATION })
    assert.equal(helpdeskChannel?.conversationId, HELPDESK_CONVERSATION)
    assert.equal(helpdeskChannel.botId, `28:${GUID}`)
    assert.equal(readConfig(hosted).helpdeskChannel, null)
    const thread = `${HELPDESK_CONVERSATION};messageid=1`
    for (const wrong of ['a channel', '19:abc', thread, 'https://teams.microsoft.com/l/channel/19%3aabc']) {
      assert.match(faultsOf({ ...hosted, HELPDESK_CONVERSATION: wrong }).join(), /^HELPDESK_CONVERSATION is no channel/)
    }
    assert.match(faultsOf({ ...local, HELPDESK_CONVERSATION }).join(), /^HELPDESK_CONVERSATION needs MicrosoftAppId/)
    assert.match(faultsOf({ ...hosted, HELPDESK_CONVERSATION }).join(), /^HELPDESK_CONVERSATION needs HELPDESK_MEMBERS/)
  })

  it('keeps cases for 90 days unless it is told otherwise, and never for ever or not at all', () => {
    assert.equal(readConfig(local).retentionDays, 90)
    assert.equal(readConfig({ ...local, CASE_RETENTION_DAYS: ' 7 ' }).retentionDays, 7)
    for (const CASE_RETENTION_DAYS of ['0', '-1', '3651', '90.5', 'ninety', 'Infinity', '1e9']) {
      assert.deepEqual(
        faultsOf({ ...local, CASE_RETENTION_DAYS }),
        ['CASE_RETENTION_DAYS must be a whole number from 1 to 3650; leave it out for 90'],
        CASE_RETENTION_DAYS,
      )
    }
  })

  it('shows nobody a password in the address that cards, and the command line, fetch pictures from', () => {
    const secrets = [
      'https://u:the-secret@bot.example',
      'https://the-secret@bot.example',
      'https://bot.example/?k=the-secret',
      'https://bot.example/#the-secret',
    ]
    for (const PUBLIC_URL of secrets) {
      const faults = faultsOf({ ...hosted, PUBLIC_URL })
      assert.equal(faults.length, 1, PUBLIC_URL)
      assert.match(faults[0] ?? '', /^PUBLIC_URL must be the https address .+, without a password, /)
      assert.ok(!faults.join().includes('the-secret'))
      assert.equal(readOutput({ PUBLIC_URL }).publicUrl, '')
    }
    assert.equal(readOutput({ PUBLIC_URL: 'https://bot.example/' }).publicUrl, 'https://bot.example')
  })

  it('puts no secret into a message', () => {
    const faults = faultsOf({
      ...hosted,
      MicrosoftAppId: 'no guid',
      PORT: '-1',
      ORGANIZATIONS: '{"secret": "the-secret"}',
    })
    assert.ok(faults.length >= 3)
    assert.doesNotMatch(faults.join('\n'), /the-secret/)
  })

  it('accepts a connection string in the forms that Azure hands out, and nothing else', () => {
    const faultsWith = (text: string) => faultsOf({ ...local, AZURE_STORAGE_CONNECTION_STRING: text })
    const account =
      'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=the-secret==;EndpointSuffix=core.windows.net'
    const signature = 'TableEndpoint=https://a.table.core.windows.net/;SharedAccessSignature=sv=2024&sig=the-secret'
    for (const text of [account, `${account};`, signature, 'UseDevelopmentStorage=true']) {
      assert.deepEqual(faultsWith(text), [], text)
    }
    for (const text of ['a', 'AccountKey=the-secret', `${account};a`, 'AccountName=;AccountKey=the-secret']) {
      assert.match(faultsWith(text).join(), /^AZURE_STORAGE_CONNECTION_STRING is no connection string/, text)
      assert.doesNotMatch(faultsWith(text).join(), /the-secret/)
    }
  })

  it('refuses a level that the log does not have', () => {
    assert.match(faultsOf({ ...local, LOG_LEVEL: 'loud' }).join(), /^LOG_LEVEL must be one of trace, debug/)
    assert.equal(readConfig({ ...local, LOG_LEVEL: 'debug' }).logLevel, 'debug')
  })

  it('refuses organizations on this machine outside local mode, and without TLS elsewhere', () => {
    const at = (url: string) => JSON.stringify([{ name: 'Contoso', url }])
    assert.equal(faultsOf({ ...local, ORGANIZATIONS: at('http://127.0.0.1:4000') }).length, 0)
    for (const url of ['http://127.0.0.1:4000', 'https://localhost', 'http://[::1]:4000']) {
      assert.match(faultsOf({ ...hosted, ORGANIZATIONS: at(url) }).join(), /ORGANIZATIONS, url of "Contoso"/, url)
    }
    for (const url of [
      'http://contoso.crm4.dynamics.com',
      'https://user:pass@contoso.crm4.dynamics.com',
      'contoso',
      'file:///etc',
    ]) {
      assert.match(faultsOf({ ...local, ORGANIZATIONS: at(url) }).join(), /ORGANIZATIONS, url of "Contoso"/, url)
    }
  })

  it('sends tokens nowhere but to Microsoft outside local mode', () => {
    assert.match(faultsOf({ ...hosted, ENTRA_URL: 'http://127.0.0.1:1' }).join(), /ENTRA_URL/)
    assert.match(faultsOf({ ...local, ENTRA_URL: 'https://evil.example' }).join(), /ENTRA_URL/)
    assert.equal(readConfig({ ...local, ENTRA_URL: 'http://127.0.0.1:1/' }).dataverse.entraUrl, 'http://127.0.0.1:1')
  })

  it('reads how people sign in, which nobody can without a connection', () => {
    assert.equal(readConfig(local).signIn, null)
    const connection = { SIGN_IN_CONNECTION: ' dynamics ' }
    assert.deepEqual(readConfig({ ...hosted, ...connection }).signIn, { connection: 'dynamics', tokenServiceUrl: null })
    const env = { ...connection, TOKEN_SERVICE_URL: 'http://127.0.0.1:2/' }
    const tokenServiceUrl = 'http://127.0.0.1:2'
    assert.deepEqual(readConfig({ ...local, ...env }).signIn, { connection: 'dynamics', tokenServiceUrl })
  })

  it('takes tokens of people only from the Bot Framework outside local mode', () => {
    const connection = { SIGN_IN_CONNECTION: 'dynamics' }
    const at = (TOKEN_SERVICE_URL: string) => ({ ...connection, TOKEN_SERVICE_URL })
    assert.match(
      faultsOf({ ...hosted, ...at('http://127.0.0.1:2') }).join(),
      /^TOKEN_SERVICE_URL is for local mode only/,
    )
    for (const url of ['https://evil.example', 'http://127.0.0.1.evil.example', 'nothing']) {
      assert.match(faultsOf({ ...local, ...at(url) }).join(), /^TOKEN_SERVICE_URL is for local mode only/, url)
    }
    const alone = { TOKEN_SERVICE_URL: 'http://127.0.0.1:2' }
    assert.match(faultsOf({ ...local, ...alone }).join(), /^SIGN_IN_CONNECTION is missing/)
  })

  it('reads the organizations from a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'organizations.json')
    writeFileSync(file, organizations)
    assert.equal(readDataverseConfig({ ...local, ORGANIZATIONS: `@${file}` }).organizations[0]?.name, 'Contoso')
    assert.match(faultsOf({ ...local, ORGANIZATIONS: '@/does/not/exist' }).join(), /ORGANIZATIONS is neither JSON/)
  })

  it('says of organizations that are no JSON that they are none', () => {
    const faults = faultsOf({ ...local, ORGANIZATIONS: "[{name: 'Contoso'}]" })
    assert.equal(faults.length, 1)
    assert.match(faults.join(), /^ORGANIZATIONS is neither JSON nor .*: write it like this: \[\{"name"/)
  })

  it('refuses the same name or url twice, and two defaults', () => {
    const twice = [1, 2].map(() => ({ name: 'Contoso', url: 'https://contoso.crm4.dynamics.com', default: true }))
    assert.equal(faultsOf({ ...local, ORGANIZATIONS: JSON.stringify(twice) }).length, 2)
  })
})

describe('the tenants whose people may talk to the bot', () => {
  const OTHER = '22222222-2222-4222-8222-222222222222'

  it('are its own tenant, or the ones that are listed', () => {
    assert.deepEqual([...(readConfig(hosted).bot?.allowedTenants ?? [])], [GUID])
    const config = readConfig({ ...hosted, ALLOWED_TENANTS: ` ${OTHER.toUpperCase()} , ${GUID},` })
    assert.deepEqual([...(config.bot?.allowedTenants ?? [])], [OTHER, GUID])
    assert.deepEqual([...(readConfig({ ...hosted, ALLOWED_TENANTS: OTHER }).bot?.allowedTenants ?? [])], [OTHER])
  })

  it('have to be listed if the bot has no tenant of its own', () => {
    const many = { ...hosted, MicrosoftAppType: 'MultiTenant', MicrosoftAppTenantId: '', DATAVERSE_TENANT_ID: GUID }
    const [fault, ...others] = faultsOf(many)
    assert.match(fault ?? '', /^ALLOWED_TENANTS is missing: name the Entra tenants .+ or set MicrosoftAppTenantId/)
    assert.deepEqual(others, [])
    assert.deepEqual([...(readConfig({ ...many, ALLOWED_TENANTS: OTHER }).bot?.allowedTenants ?? [])], [OTHER])
    assert.deepEqual([...(readConfig({ ...many, MicrosoftAppTenantId: GUID }).bot?.allowedTenants ?? [])], [GUID])
  })

  it('are given by id, since no activity carries a tenant name', () => {
    assert.match(faultsOf({ ...hosted, ALLOWED_TENANTS: 'contoso.com' }).join(), /^ALLOWED_TENANTS must be .+GUIDs/)
    assert.match(
      faultsOf({ ...hosted, MicrosoftAppTenantId: 'contoso.onmicrosoft.com' }).join(),
      /^MicrosoftAppTenantId is missing or not a GUID/,
    )
  })

  it('have a helpdesk only in the tenant of the bot', () => {
    const isHelpdesk = helpdeskOf(new Set([GUID]), OTHER.toUpperCase())
    assert.ok(isHelpdesk({ tenantId: OTHER, aadObjectId: GUID.toUpperCase() }))
    for (const [tenantId, aadObjectId] of [
      [GUID, GUID],
      [null, GUID],
      [OTHER, null],
      [OTHER, OTHER],
    ] as const) {
      assert.ok(!isHelpdesk({ tenantId, aadObjectId }), `${tenantId} ${aadObjectId}`)
    }
  })
})
