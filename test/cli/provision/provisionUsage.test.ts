import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { UsageError } from '../../../src/cli/exit.js'
import { organizationOrigin } from '../../../src/cli/provision/organizationHost.js'
import { readProvisionOptions } from '../../../src/cli/provision/provisionOptions.js'
import { webOriginOf } from '../../../src/cli/provision/webOrigin.js'
import { guid } from '../../simulator/rows/rows.js'

const refused = (message: RegExp) => (error: unknown) => error instanceof UsageError && message.test(error.message)
const HOSTED = 'https://contoso.crm4.dynamics.com'

describe('the address of an organization', () => {
  it('is one of Dynamics, with or without a path', () => {
    for (const typed of [HOSTED, `${HOSTED}/main.aspx?appid=1`, 'https://CONTOSO.crm4.dynamics.com/'])
      assert.equal(organizationOrigin(typed, false), HOSTED)
    for (const host of ['contoso.crm.dynamics.com', 'contoso.api.crm22.dynamics.com'])
      assert.equal(organizationOrigin(`https://${host}`, false), `https://${host}`)
  })

  it('is refused at any other host, so that no token goes there', () => {
    const hosts = [
      'https://contoso.crm4.dynamics.com.evil.example',
      'https://evil.example/contoso.crm4.dynamics.com',
      'https://contoso.crm4.dynamics.com@evil.example',
      'https://user:password@contoso.crm4.dynamics.com',
      'https://contoso.crm4.dynamics.com:8443',
      'https://crm4.dynamics.com',
      'https://a.b.crm4.dynamics.com',
      'https://contosocrm4.dynamics.com',
      'http://contoso.crm4.dynamics.com',
      'https://contoso.crm.dynamics.cn',
      'https://contoso.crm4.dynamics.com\u200b.evil.example',
      'http://127.0.0.1:4000',
      'contoso',
    ]
    for (const typed of hosts)
      assert.throws(
        () => organizationOrigin(typed, false),
        refused(/is not the address of a Dynamics 365 organization/),
        typed,
      )
  })

  it('is on this machine in local mode only', () => {
    assert.equal(organizationOrigin('http://127.0.0.1:4000/x', true), 'http://127.0.0.1:4000')
    assert.throws(() => organizationOrigin('http://192.168.0.1:4000', true), refused(/is not the address/))
  })
})

describe('the address of the web page', () => {
  it('is that of its host', () => {
    assert.equal(webOriginOf(undefined, false), undefined)
    for (const typed of ['https://bot.contoso.com', 'https://BOT.contoso.com/', 'https://bot.contoso.com:443'])
      assert.equal(webOriginOf(typed, false), 'https://bot.contoso.com')
    assert.equal(webOriginOf('http://127.0.0.1:3978/', true), 'http://127.0.0.1:3978')
  })

  it('is refused where no sign-in may lead', () => {
    const typed = [
      ...['bot.contoso.com', 'http://bot.contoso.com', 'http://127.0.0.1:3978', 'https://bot.contoso.com/check', ''],
      ...['https://u:p@bot.contoso.com', 'https://bot.contoso.com/?a', "https://bot'.contoso.com", 'ftp://a.example'],
    ]
    for (const one of typed)
      assert.throws(() => webOriginOf(one, false), refused(/is not where the web page can be/), one)
    assert.throws(() => webOriginOf('http://bot.contoso.com', true), refused(/is not where the web page can be/))
  })
})

describe('the options of provision', () => {
  const WRONG: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[], /^Say what: azure or dataverse\.$/],
    [['dynamics'], /^"dynamics" is neither azure nor dataverse\.$/],
    [['azure', 'dataverse'], /^"dataverse" is one word too many\.$/],
    [['dataverse'], /^Name the organization: --org URL\.$/],
    [['dataverse', '--org', HOSTED, '--identity', guid('x')], /^--identity does not go with dataverse\.$/],
    [['dataverse', '--org', HOSTED, '--web', 'https://bot.example'], /^--web does not go with dataverse\.$/],
    [['azure', '--org', HOSTED], /^--org does not go with azure\.$/],
    [['azure', '--list'], /^--list does not go with azure\.$/],
    [['azure', '--check', '--dry-run'], /^Give --check or --dry-run, not both\.$/],
    [['azure', '--tenant', 'contoso.com'], /^--tenant has to be a GUID/],
    [['azure', '--app-id', "x' or 1"], /^--app-id has to be a GUID/],
    [['azure', '--sign-in-id', "a'; rm -rf /"], /^--sign-in-id has to be letters/],
    [['azure', '--dry-rum'], /^Unknown option '--dry-rum'\. Did you mean --dry-run\?$/],
  ]
  for (const [args, message] of WRONG)
    it(`are refused: ${args.join(' ') || 'none'}`, () => {
      assert.throws(() => readProvisionOptions([...args]), refused(message))
    })

  it('say what to do', () => {
    const options = readProvisionOptions(['azure', '--app-id', guid('App').toUpperCase(), '--check'])
    const expected = { what: 'azure', appId: guid('App'), mode: 'check', deviceCode: false }
    assert.deepEqual(options, {
      ...expected,
      tenantId: undefined,
      identity: undefined,
      signInId: undefined,
      web: undefined,
    })
    assert.deepEqual(readProvisionOptions(['dataverse', '--list']), { what: 'list' })
  })
})
