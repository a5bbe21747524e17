import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, beforeEach, describe, it } from 'node:test'
import { personToken } from '../../simulator/api/callers.js'
import type { Entry } from '../../simulator/graph/directory.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { guid } from '../../simulator/rows/rows.js'
import { provisioningRuns, resetDirectory } from './provisioningRuns.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())
beforeEach(() => resetDirectory(simulator))

const web = { webOrigin: 'https://bot.contoso.com' }
const run = () => provisioningRuns(simulator, web).run()
const check = () => provisioningRuns(simulator, web).check()
const one = (kind: string) => simulator.graph.directory.all(kind, 'newest')[0] ?? {}
const change = (kind: string, changes: (entry: Entry) => Entry) => {
  const entry = one(kind)
  simulator.graph.directory.update(String(entry.id), changes(entry))
}
const inApi = (changes: object) => change('application', ({ api }) => ({ api: { ...(api as object), ...changes } }))
const accessOf = ({ requiredResourceAccess }: Entry) => requiredResourceAccess as { resourceAccess: object[] }[]
const scopes = () => (one('application').api as { oauth2PermissionScopes: object[] }).oauth2PermissionScopes

const OF_THE_BOT = 'https://token.botframework.com/.auth/web/redirect'

interface Damage {
  readonly what: string
  readonly damage: () => void
  readonly told: RegExp
  /** false: it is only reported, because a person has to decide. */
  readonly mended?: false
}

const damages: readonly Damage[] = [
  {
    what: 'another application ID URI',
    damage: () => change('application', () => ({ identifierUris: [] })),
    told: /^missing: The application ID URI api:\/\/botid-/,
  },
  {
    what: 'tokens of version 1',
    damage: () => inApi({ requestedAccessTokenVersion: null }),
    told: /^wrong: Tokens for the application do not have version 2/,
  },
  {
    what: 'a disabled scope',
    damage: () => inApi({ oauth2PermissionScopes: scopes().map(scope => ({ ...scope, isEnabled: false })) }),
    told: /^wrong: The scope access_as_user is disabled/,
  },
  {
    what: 'no redirect URI',
    damage: () => change('application', () => ({ web: { redirectUris: ['https://bot.contoso.com/check/signed-in'] } })),
    told: /^missing: The web redirect URI https:\/\/token\.botframework\.com/,
  },
  {
    what: 'no redirect URI of the web page',
    damage: () => change('application', () => ({ web: { redirectUris: [OF_THE_BOT, 'https://bot.contoso.com/'] } })),
    told: /^missing: The web redirect URI https:\/\/bot\.contoso\.com\/check\/signed-in\.$/,
  },
  {
    what: 'no permission for Dynamics',
    damage: () => change('application', entry => ({ requiredResourceAccess: accessOf(entry).slice(1) })),
    told: /^missing: The delegated permission user_impersonation/,
  },
  {
    what: 'a permission of the sign-in too few',
    damage: () =>
      change('application', entry => ({
        requiredResourceAccess: accessOf(entry).map(one => ({
          ...one,
          resourceAccess: one.resourceAccess.slice(0, 2),
        })),
      })),
    told: /^missing: The delegated permissions openid, profile, offline_access of Microsoft Graph\.$/,
  },
  {
    what: 'public client flows',
    damage: () => change('application', () => ({ isFallbackPublicClient: true })),
    told: /^wrong: Public client flows are allowed: anybody can get tokens/,
  },
  {
    what: 'a client that is not trusted',
    damage: () => {
      const { api } = one('application') as { api: { preAuthorizedApplications: object[] } }
      inApi({ preAuthorizedApplications: api.preAuthorizedApplications.slice(1) })
    },
    told: /^missing: Teams desktop and mobile \(1fec8e78-[^)]+\), trusted with access_as_user\.$/,
  },
  {
    what: 'accounts of other tenants',
    damage: () => change('application', () => ({ signInAudience: 'AzureADMultipleOrgs' })),
    told: /^wrong: It takes accounts of other tenants \(AzureADMultipleOrgs\)/,
    mended: false,
  },
  {
    what: 'a client secret',
    damage: () => change('application', () => ({ passwordCredentials: [{ displayName: 'old' }] })),
    told: /^note: It has a client secret: delete it/,
    mended: false,
  },
  {
    what: 'no service principal',
    damage: () => {
      const { directory } = simulator.graph
      const principal = directory.find('servicePrincipal', 'appId', one('application').appId)
      directory.remove(String(one('grant').id))
      directory.remove(String(principal?.id))
    },
    told: /^missing: The service principal of the application\.\nmissing: The administrators' consent/,
  },
  {
    what: 'a credential of an identity that was replaced',
    damage: () => change('credential', () => ({ subject: guid('the identity before') })),
    told: /^missing: The federated credential for the managed identity/,
  },
  {
    what: 'no consent',
    damage: () => simulator.graph.directory.remove(String(one('grant').id)),
    told: /^missing: The administrators' consent to user_impersonation/,
  },
  {
    what: 'a consent to something else',
    damage: () => change('grant', () => ({ scope: 'other' })),
    told: /^missing: The administrators' consent to user_impersonation/,
  },
]

describe('checking the app registration', () => {
  for (const { what, damage, told, mended = true } of damages) {
    it(`tells ${what}, and the next run ${mended ? 'mends it with as little as it takes' : 'leaves it alone'}`, async () => {
      await run()
      damage()
      const before = (await check()).map(({ kind, text }) => `${kind}: ${text}`)
      assert.match(before.join('\n'), told)
      simulator.graph.written.length = 0
      const { deviations } = await run()
      assert.deepEqual([deviations.length, simulator.graph.written.length], mended ? [0, before.length] : [1, 0])
    })
  }

  it('tells an identity that is not there', async () => {
    await run()
    const told = await provisioningRuns(simulator, { identity: guid('nobody') }).check()
    assert.match(told[0]?.text ?? '', /^No managed identity here has the client id /)
  })

  it('tells a tenant without Dynamics', async () => {
    await run()
    const { directory } = simulator.graph
    directory.remove(String(directory.find('servicePrincipal', 'appId', '00000007-0000-0000-c000-000000000000')?.id))
    assert.deepEqual(await check(), [{ kind: 'wrong', text: 'This tenant has no Dynamics 365.' }])
  })
})

/** The words of a command, as bash reads them. */
function wordsOf(command: string): string[] {
  const { stdout } = spawnSync('bash', ['-c', `az() { printf '%s\\0' "$@"; }; ${command}`], { encoding: 'utf8' })
  return stdout.split('\0').slice(0, -1)
}

describe('the commands for somebody else', () => {
  it('do the same as the program, one after the other', async () => {
    const { left } = await provisioningRuns(simulator, web).run('omar')
    const token = await personToken(simulator, 'admin', simulator.graph)
    for (const { step } of left) {
      const [command = ''] = step.byHand
      const words = wordsOf(command.replaceAll('APP-ID', String(one('application').appId)))
      if (words[0] === 'rest') await send(words, token)
      else assert.match(words.join(' '), /^ad (sp create|app permission admin-consent) --id [\da-f-]{36}$/)
    }
    const rest = (await check()).map(({ text }) => text.slice(0, 30))
    assert.deepEqual(rest, ['The service principal of the a', "The administrators' consent to"])
  })
})

async function send(words: readonly string[], token: string): Promise<void> {
  const after = (name: string) => words[words.indexOf(name) + 1] ?? ''
  const headers = words.slice(words.indexOf('--headers') + 1, words.indexOf('--body')).map(one => one.split('='))
  const url = after('--url').replace('https://graph.microsoft.com', simulator.graph.url)
  const { status } = await fetch(url, {
    method: after('--method').toUpperCase(),
    headers: { Authorization: `Bearer ${token}`, ...Object.fromEntries(headers) },
    body: after('--body'),
  })
  assert.ok(status === 201 || status === 204, `${status} for ${words.join(' ')}`)
}
