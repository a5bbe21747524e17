import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigurationError } from '../../src/config/configurationError.js'
import { readConfig } from '../../src/config.js'

const GUID = '11111111-1111-4111-8111-111111111111'
const OTHER = '22222222-2222-4222-8222-222222222222'
const common = {
  AZURE_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
  ORGANIZATIONS: '[{"name":"Contoso","url":"https://contoso.crm4.dynamics.com/"}]',
}
const local = { ...common, DATAVERSE_TENANT_ID: GUID, DATAVERSE_CLIENT_ID: GUID, DATAVERSE_CLIENT_SECRET: 'the-secret' }
const hosted = {
  ...common,
  ...{ MicrosoftAppId: GUID, MicrosoftAppTenantId: GUID, MANAGED_IDENTITY_CLIENT_ID: OTHER },
  PUBLIC_URL: 'https://bot.example',
}
const { MANAGED_IDENTITY_CLIENT_ID: _, ...identity } = { ...hosted, MicrosoftAppType: 'UserAssignedMSI' }
const ON = { WEB_SIGN_IN: 'on' }

function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return []
}

describe('the settings of the web page', () => {
  it('leave it out unless it is switched on', () => {
    for (const env of [local, hosted, { ...hosted, WEB_SIGN_IN: ' off ' }, { ...local, WEB_SIGN_IN: '' }])
      assert.equal(readConfig(env).web, null)
    for (const env of [local, hosted, { ...hosted, MicrosoftAppType: 'SingleTenant' }])
      assert.deepEqual(readConfig({ ...env, ...ON }).web, { frameAncestors: [] })
    for (const WEB_SIGN_IN of ['yes', 'ON', 'true', 'the-secret'])
      assert.deepEqual(faultsOf({ ...hosted, WEB_SIGN_IN }), ['WEB_SIGN_IN must be on or off; leave it out for off'])
  })

  it('let nobody show it in a frame, apart from the sites that are named', () => {
    const ancestors = (WEB_FRAME_ANCESTORS: string) =>
      readConfig({ ...hosted, ...ON, WEB_FRAME_ANCESTORS }).web?.frameAncestors
    assert.deepEqual(ancestors(' '), [])
    const [intranet, portal] = ['https://intranet.contoso.com', 'https://portal.contoso.com:8443']
    for (const between of [' ', ',', ', ', '\n']) {
      assert.deepEqual(ancestors(`${intranet}${between}${portal}`), [intranet, portal])
    }
    assert.deepEqual(ancestors('https://INTRANET.contoso.com/ https://intranet.contoso.com:443'), [intranet])
  })

  const WRONG = [
    ...['*', 'https://*', 'https://*.contoso.com', 'https:', 'https://', 'http://intranet.contoso.com'],
    ...['https://intranet.contoso.com/sites/it', 'https://intranet.contoso.com?a', 'https://intranet.contoso.com#a'],
    ...["'self'", "'none'", 'https://a.example;script-src', '"https://a.example"', 'https://u:p@a.example', 'data:'],
    ...[
      'https://a.example:99999',
      'https://a.example:*',
      'intranet.contoso.com',
      'https://a.example\u0000',
      '//a.example',
    ],
    'https://a.example\\b',
  ]
  for (const wrong of WRONG) {
    it(`refuse as such a site: ${JSON.stringify(wrong)}`, () => {
      const faults = faultsOf({ ...hosted, ...ON, WEB_FRAME_ANCESTORS: `https://intranet.contoso.com ${wrong}` })
      assert.equal(faults.length, 1)
      assert.match(
        faults[0] ?? '',
        /^WEB_FRAME_ANCESTORS must be the https origins .+ https:\/\/intranet\.contoso\.com$/,
      )
    })
  }

  it('name such sites for nothing when there is no page', () => {
    const [fault, ...others] = faultsOf({ ...hosted, WEB_FRAME_ANCESTORS: 'https://intranet.contoso.com' })
    assert.match(fault ?? '', /^WEB_FRAME_ANCESTORS needs WEB_SIGN_IN=on: .+, or remove WEB_FRAME_ANCESTORS$/)
    assert.deepEqual(others, [])
  })

  it('need an application that people can sign in to, which a managed identity is not', () => {
    const fault = /^WEB_SIGN_IN=on needs an application that people can sign in to, .+ or set WEB_SIGN_IN to off$/
    const itself = { ...local, MANAGED_IDENTITY_CLIENT_ID: GUID.toUpperCase(), DATAVERSE_CLIENT_SECRET: '' }
    for (const env of [identity, itself]) {
      assert.deepEqual(faultsOf(env), [])
      const [first, ...others] = faultsOf({ ...env, ...ON })
      assert.match(first ?? '', fault)
      assert.deepEqual(others, [])
    }
    const apart = { ...identity, DATAVERSE_CLIENT_ID: OTHER, DATAVERSE_CLIENT_SECRET: 'the-secret' }
    assert.deepEqual(readConfig({ ...apart, ...ON }).web, { frameAncestors: [] })
  })

  it('need people of the tenant of that application to be served', () => {
    const on = { ...hosted, ...ON }
    const fault = /^ALLOWED_TENANTS must have the tenant of DATAVERSE_TENANT_ID/
    for (const env of [
      { ...on, ALLOWED_TENANTS: OTHER },
      { ...on, DATAVERSE_TENANT_ID: OTHER },
    ]) {
      const [first, ...others] = faultsOf(env)
      assert.match(first ?? '', fault)
      assert.deepEqual([others, faultsOf({ ...env, WEB_SIGN_IN: 'off' })], [[], []])
    }
    for (const env of [
      { ...on, ALLOWED_TENANTS: `${OTHER}, ${GUID.toUpperCase()}` },
      { ...on, DATAVERSE_TENANT_ID: OTHER, ALLOWED_TENANTS: OTHER },
      { ...on, DATAVERSE_TENANT_ID: 'contoso.onmicrosoft.com' },
      { ...local, ...ON, ALLOWED_TENANTS: OTHER },
    ])
      assert.deepEqual(faultsOf(env), [])
  })

  it('need a host of its own, and an address at which a cookie is safe', () => {
    const faultsAt = (env: Readonly<Record<string, string>>, PUBLIC_URL: string) => faultsOf({ ...env, PUBLIC_URL })
    const hostedOn = { ...hosted, ...ON }
    assert.match(faultsAt(hostedOn, 'https://bot.example/pending').join(), /^PUBLIC_URL must have no path where WEB_/)
    assert.deepEqual(faultsAt(hosted, 'https://bot.example/pending'), [])
    const localOn = { ...local, ...ON }
    for (const fine of ['http://127.0.0.1:3978/', 'http://localhost:3978', 'https://dev.contoso.com'])
      assert.deepEqual(faultsAt(localOn, fine), [])
    assert.match(faultsAt(localOn, 'http://dev.contoso.com').join(), /^PUBLIC_URL must be an https address, or one on /)
    for (const wrong of ['', 'http://bot.example', 'https://u:the-secret@bot.example']) {
      const faults = faultsAt(hostedOn, wrong)
      assert.equal(faults.length, 1, wrong)
      assert.doesNotMatch(faults.join(), /the-secret/)
    }
  })

  it('have their faults told together with all others', () => {
    const faults = faultsOf({
      ...identity,
      ...ON,
      PORT: 'x',
      PUBLIC_URL: 'https://a.example/b',
      WEB_FRAME_ANCESTORS: '*',
    })
    assert.deepEqual(
      faults.map(fault => fault.split(' ')[0]),
      ['PORT', 'WEB_SIGN_IN=on', 'PUBLIC_URL', 'WEB_FRAME_ANCESTORS'],
    )
  })
})
