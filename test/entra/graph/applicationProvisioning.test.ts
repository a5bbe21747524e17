import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { DYNAMICS } from '../../simulator/graph/graph.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import { addGraph, IDENTITY, provisioningRuns, resetDirectory, SIGN_IN_ID } from './provisioningRuns.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  simulator.graph.roles.set(objectIdOf('nora'), 'developer')
  simulator.graph.roles.set(objectIdOf('sara'), 'guest')
})
after(() => simulator.close())
beforeEach(() => resetDirectory(simulator))

const run = (person?: string) => provisioningRuns(simulator).run(person)
const check = () => provisioningRuns(simulator).check()
const all = (kind: string) => simulator.graph.directory.all(kind, 'newest')
const writes = () => simulator.graph.written.map(({ method, path }) => `${method} ${path.replace(/'[^']*'/g, "''")}`)
const counts = () => ['application', 'servicePrincipal', 'credential', 'grant'].map(kind => all(kind).length)
/** Those two that were there before are not counted as created. */
const WHOLE = [1, 3, 2, 1]

describe('provisioning the app registration', () => {
  it('creates it, with one write for each thing, and nothing is left to be done', async () => {
    const { left, deviations, said } = await run()
    assert.deepEqual([left, deviations, said.length], [[], [], 7])
    assert.deepEqual(writes(), [
      "PATCH /v1.0/applications(uniqueName='')",
      "PATCH /v1.0/applications(appId='')",
      "PATCH /v1.0/applications(appId='')",
      "PATCH /v1.0/servicePrincipals(appId='')",
      "PATCH /v1.0/applications(appId='')/federatedIdentityCredentials(name='')",
      "PATCH /v1.0/applications(appId='')/federatedIdentityCredentials(name='')",
      'POST /v1.0/oauth2PermissionGrants',
    ])
    assert.deepEqual(counts(), WHOLE)
  })

  it('sets what Teams, the Azure Bot and Dynamics need', async () => {
    await run()
    const [application] = all('application')
    const { appId, api, web } = application as unknown as Registered
    assert.deepEqual(application?.identifierUris, [`api://botid-${appId}`])
    assert.deepEqual([application?.signInAudience, application?.isFallbackPublicClient], ['AzureADMyOrg', false])
    assert.deepEqual(web.redirectUris, ['https://token.botframework.com/.auth/web/redirect'])
    const [scope] = api.oauth2PermissionScopes
    assert.deepEqual([scope?.value, scope?.isEnabled, api.requestedAccessTokenVersion], ['access_as_user', true, 2])
    const trusted = api.preAuthorizedApplications
    assert.ok(trusted.every(({ delegatedPermissionIds: ids }) => ids.length === 1 && ids[0] === scope?.id))
    const clients = trusted.map(one => one.appId)
    for (const teams of ['1fec8e78-bce4-4aaf-ab1b-5451cc387264', '5e3ce6c0-2b1f-4285-8d4b-75ee78787346'])
      assert.ok(clients.includes(teams), teams)
    const access = [{ id: '78ce3f0f-a1ce-49c2-8cde-64b5c0896db4', type: 'Scope' }]
    assert.deepEqual(application?.requiredResourceAccess, [{ resourceAppId: DYNAMICS, resourceAccess: access }])
  })

  it('has people come back to the web page, where one is known, and forgets it in no later run', async () => {
    const webOrigin = 'https://bot.contoso.com'
    const redirects = () => (all('application')[0] as unknown as Registered).web.redirectUris
    const both = ['https://token.botframework.com/.auth/web/redirect', `${webOrigin}/check/signed-in`]
    await run()
    assert.deepEqual(redirects(), both.slice(0, 1))
    const { said, deviations } = await provisioningRuns(simulator, { webOrigin }).run()
    assert.deepEqual([said.length, deviations, redirects()], [1, [], both])
    assert.deepEqual((await run()).said, [])
    assert.deepEqual([redirects(), (await provisioningRuns(simulator, { webOrigin }).run()).said], [both, []])
  })

  it('consents for everybody to what a sign-in on the web page asks for', async () => {
    const graphId = addGraph(simulator)
    const withPage = provisioningRuns(simulator, { webOrigin: 'https://bot.contoso.com' })
    const { left, deviations, said } = await withPage.run()
    assert.deepEqual([left, deviations, said.length], [[], [], 8])
    const grants = all('grant').map(({ consentType, resourceId, scope }) => [
      consentType,
      resourceId === graphId,
      scope,
    ])
    assert.deepEqual(grants, [
      ['AllPrincipals', false, 'user_impersonation'],
      ['AllPrincipals', true, 'openid profile offline_access'],
    ])
    const access = all('application')[0]?.requiredResourceAccess as { resourceAccess: { type: string }[] }[]
    assert.deepEqual(
      access.map(({ resourceAccess }) => resourceAccess.map(({ type }) => type)),
      [['Scope'], ['Scope', 'Scope', 'Scope']],
    )
    assert.deepEqual((await withPage.run()).said, [])
    // Of an administrator who has consented to less, and to something else.
    simulator.graph.directory.update(String(all('grant')[1]?.id), { scope: 'email openid' })
    const [told] = await withPage.check()
    assert.match(
      told?.text ?? '',
      /consent to openid, profile, offline_access of Microsoft Graph: .+ on the web page\.$/,
    )
    await withPage.run()
    assert.equal(all('grant')[1]?.scope, 'email openid profile offline_access')
  })

  it('trusts the managed identity and the sign-in of the Azure Bot, instead of a secret', async () => {
    await run()
    const [ofIdentity, ofSignIn] = all('credential')
    const identity = simulator.graph.directory.find('servicePrincipal', 'appId', IDENTITY)
    const issuer = `https://login.microsoftonline.com/${simulator.tenantId}/v2.0`
    for (const credential of [ofIdentity, ofSignIn]) {
      assert.equal(credential?.issuer, issuer)
      assert.deepEqual(credential?.audiences, ['api://AzureADTokenExchange'])
    }
    assert.equal(ofIdentity?.subject, identity?.id)
    const tenant = String(ofSignIn?.subject).split('/')[5] ?? ''
    const bytes = Buffer.from(tenant, 'base64url').toString('hex')
    const [a = '', b = '', c = '', ...rest] = simulator.tenantId.split('-')
    const turned = [a, b, c].map(part => part.match(/../g)?.reverse().join('')).join('')
    assert.equal(bytes, turned + rest.join(''))
    assert.equal(ofSignIn?.subject, `/eid1/c/pub/t/${tenant}/a/9ExAW52n_ky4ZiS_jhpJIQ/${SIGN_IN_ID}`)
  })

  it('writes nothing the second time', async () => {
    await run()
    simulator.graph.written.length = 0
    assert.deepEqual((await run()).said, [])
    assert.deepEqual(simulator.graph.written, [])
  })

  it('waits until the directory has seen what it wrote, and writes nothing twice', async () => {
    for (const [lag, more] of [
      [1, 0],
      [3, 0],
      [6, 0],
      [1, 12],
    ] as const) {
      resetDirectory(simulator)
      simulator.graph.directory.lag = lag
      simulator.graph.directory.moreLagOfWrites = more
      assert.deepEqual((await run()).deviations, [], `${lag} and ${more} behind`)
      assert.deepEqual(counts(), WHOLE, `${lag} and ${more} behind`)
    }
  })

  it('goes on where an earlier run was killed, after any of its writes', async () => {
    for (let stop = 1; stop <= 7; stop++) {
      resetDirectory(simulator)
      simulator.graph.directory.lag = 2
      const target = await provisioningRuns(simulator).targetAs('admin')
      await target.read()
      for (let i = 0; i < stop; i++) {
        const next = target.steps().find(({ ready }) => ready)
        if (next) await target.take(next)
      }
      assert.deepEqual((await run()).deviations, [], `after ${stop}`)
      assert.deepEqual(counts(), WHOLE, `after ${stop}`)
      assert.equal(simulator.graph.written.length, 7, `after ${stop}`)
    }
  })

  it('creates one of everything when two run at once', async () => {
    simulator.graph.directory.lag = 4
    for (const { left } of await Promise.all([run(), run()])) assert.deepEqual(left, [])
    assert.deepEqual([await check(), counts()], [[], WHOLE])
  })

  it('gives up on a directory that stays behind, and the next run completes it', async () => {
    simulator.graph.directory.lag = 1
    simulator.graph.directory.moreLagOfWrites = 1000
    await assert.rejects(run(), /^GraphError: The directory does not see what "set its URI, .+" needs: run it again/)
    simulator.graph.directory.moreLagOfWrites = 0
    assert.deepEqual([(await run()).deviations, counts()], [[], WHOLE])
  })

  it('goes on when Graph asks it to wait', async () => {
    simulator.graph.throttle(3)
    assert.deepEqual((await run()).deviations, [])
    assert.deepEqual(counts(), WHOLE)
  })
})

interface Registered {
  readonly appId: string
  readonly web: { readonly redirectUris: readonly string[] }
  readonly api: {
    readonly requestedAccessTokenVersion: number
    readonly oauth2PermissionScopes: readonly { id: string; value: string; isEnabled: boolean }[]
    readonly preAuthorizedApplications: readonly { appId: string; delegatedPermissionIds: readonly string[] }[]
  }
}

describe('an application that exists', () => {
  it('is found by its id, keeps what else it has, and no other one is created', async () => {
    const target = provisioningRuns(simulator)
    await target.run()
    const [made] = all('application')
    const { id = '', appId } = made as { id?: string; appId: string }
    const { api } = made as { api: { oauth2PermissionScopes: object[] } }
    const other = { id: 'c7f1c7a2-0000-4000-8000-000000000001', value: 'read', isEnabled: true }
    simulator.graph.directory.update(id, {
      uniqueName: null,
      identifierUris: ['api://contoso/another'],
      api: { ...api, oauth2PermissionScopes: [other], preAuthorizedApplications: [] },
      web: { redirectUris: ['https://contoso.com/callback'] },
    })
    const { deviations } = await provisioningRuns(simulator, { appId }).run()
    assert.deepEqual([deviations, all('application').length], [[], 1])
    const changed = all('application')[0] as unknown as Registered & { identifierUris: string[] }
    assert.deepEqual(changed.identifierUris, ['api://contoso/another', `api://botid-${appId}`])
    assert.deepEqual(changed.web.redirectUris[0], 'https://contoso.com/callback')
    assert.deepEqual(
      changed.api.oauth2PermissionScopes.map(({ value }) => value),
      ['read', 'access_as_user'],
    )
  })

  it('is told to be missing, and none is created, when its id is wrong', async () => {
    const { deviations, said } = await provisioningRuns(simulator, { appId: IDENTITY }).run()
    assert.deepEqual(said, [])
    assert.deepEqual(deviations, [{ kind: 'missing', text: `The application ${IDENTITY}.` }])
    assert.deepEqual(all('application'), [])
  })

  it('trusts an identity under whatever name the credential has, also on the second page', async () => {
    await run()
    const [application] = all('application')
    const [own] = all('credential')
    const more = ['a', 'b', 'c'].map(name => ({ ...own, name, subject: name, applicationId: application?.id }))
    for (const { id: _id, ...values } of more as { id?: string }[])
      simulator.graph.directory.create('credential', values)
    simulator.graph.directory.update(String(own?.id), { name: 'made by hand' })
    const told = await check()
    assert.deepEqual(
      told.map(({ kind, text }) => `${kind}: ${text.split(' lets')[0]}`),
      ['a', 'b', 'c'].map(name => `too much: The federated credential "${name}"`),
    )
    simulator.graph.written.length = 0
    assert.deepEqual((await run()).said, [])
  })
})

describe('an application that somebody else put where this one would be', () => {
  /** Nora may create applications, and hopes that an administrator gives hers the rights of the bot. */
  const trap = async () => {
    const target = await provisioningRuns(simulator).targetAs('nora')
    await target.read()
    const [create] = target.steps()
    assert.ok(create)
    await target.take(create)
    simulator.graph.written.length = 0
    return String(all('application')[0]?.id)
  }
  const refused = async () => {
    const { said, deviations } = await run()
    assert.deepEqual([said, simulator.graph.written], [[], []])
    assert.match(
      deviations[0]?.text ?? '',
      /^The application "Pending Send" was there already, and others own it or .+: --app-id [\da-f-]{36}\.$/,
    )
    assert.deepEqual([deviations.length, deviations[0]?.kind], [1, 'wrong'])
  }

  it('gets nothing until it is named, and then its owner is told', async () => {
    await trap()
    await refused()
    const appId = String(all('application')[0]?.appId)
    const { left, deviations } = await provisioningRuns(simulator, { appId }).run()
    const told = `${objectIdOf('nora')} owns the application, and can add a secret to it to sign in as the bot: remove owners that it does not need.`
    assert.deepEqual([left, deviations], [[], [{ kind: 'note', text: told }]])
  })

  it('gets nothing either where its owner has given it away, but kept a key of it', async () => {
    for (const keys of [{ passwordCredentials: [{}] }, { passwordCredentials: [], keyCredentials: [{}] }]) {
      resetDirectory(simulator)
      const id = await trap()
      for (const owner of [objectIdOf('admin'), undefined]) {
        simulator.graph.directory.update(id, { owner, ...keys })
        await refused()
      }
    }
  })

  it('is completed where nobody owns it and it has no key, as after a run that was killed', async () => {
    simulator.graph.directory.update(await trap(), { owner: undefined })
    assert.deepEqual((await run()).deviations, [])
  })
})

describe('somebody who may not', () => {
  it('changes nothing, and is told what somebody else has to run', async () => {
    const { left, deviations } = await run('omar')
    assert.deepEqual(counts(), [0, 2, 0, 0])
    assert.deepEqual(
      left.map(({ step }) => step.id),
      ['application', 'settings', 'clients', 'principal', 'identity', 'signIn', 'consent'],
    )
    assert.equal(left[0]?.why, 'Authorization_RequestDenied')
    assert.ok(left.every(({ step }) => step.byHand.length > 0))
    assert.ok(deviations.length > 0)
  })

  it('does what they may: a developer everything but the consent', async () => {
    const { left, deviations } = await run('nora')
    assert.deepEqual(
      left.map(({ step }) => step.byHand),
      [[`az ad app permission admin-consent --id ${all('application')[0]?.appId}`]],
    )
    assert.equal(deviations.length, 1)
  })

  it('is refused when they may not even read', async () => {
    await assert.rejects(run('sara'), { name: 'GraphError', status: 403, code: 'Authorization_RequestDenied' })
  })
})
