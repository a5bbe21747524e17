import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { deploy } from '../azure/template/deploy.js'
import { faultsOf } from '../azure/template/faults.js'
import { type ParameterFile, parametersIn, template } from '../azure/template/files.js'
import { type Action, folder, type Project, placeholdersIn, project, projectFaults, read } from './project.js'

const BOT_ID = '3f9c1d52-7a0e-4f6c-9f0b-2b8f0c6d1e11'
const outputs = Object.keys(template.outputs)
const filled = (path: string) =>
  placeholdersIn(read(path)).reduce(
    (text, name) => text.replace(`\${{${name}}}`, name.startsWith('ORGANIZATION') ? ofEnvironment(name) : BOT_ID),
    read(path),
  )

const ofEnvironment = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(read('env/.env.dev'))?.[1] ?? ''

const all = [...project.provision, ...project.deploy, ...project.publish]
const one = (uses: string): Action => {
  const found = all.find(action => action.uses === uses)
  assert.ok(found, uses)
  return found
}

describe('the project of the Microsoft 365 Agents Toolkit', () => {
  it('is in order', () => assert.deepEqual(projectFaults(project, outputs), []))

  it('provisions, packages, installs, deploys and publishes', () => {
    assert.deepEqual(
      [project.provision, project.deploy, project.publish].map(actions =>
        actions.map(({ name, uses }) => name ?? uses),
      ),
      [
        [
          'aadApp/create',
          'arm/deploy',
          'aadApp/update',
          'teamsApp/create',
          'package',
          'teamsApp/validateAppPackage',
          'teamsApp/update',
          'install',
        ],
        ['package', 'azureAppService/zipDeploy'],
        ['package', 'teamsApp/publishAppPackage'],
      ],
    )
  })

  it('has files and scripts where it looks for them', () => {
    const { scripts } = JSON.parse(readFileSync(join(folder, '../package.json'), 'utf8'))
    for (const { uses, with: given } of all) {
      if (uses === 'cli/runNpmCommand') {
        const [, script = ''] = /^run (\S+) -- --/.exec(String(given.args)) ?? []
        assert.ok(Object.hasOwn(scripts, script), script)
        assert.equal(given.workingDirectory, '..')
      }
      for (const path of JSON.stringify(given).match(/\.\/azure\/[\w.]+/g) ?? [])
        assert.ok(existsSync(join(folder, path)), path)
    }
  })

  it('asks for no secret, and keeps none', () => {
    assert.equal(one('aadApp/create').with.generateClientSecret, false)
    for (const { writeToEnvironmentFile = {} } of all)
      assert.doesNotMatch(Object.entries(writeToEnvironmentFile).join(), /secret|password/i)
    assert.doesNotMatch(read('env/.env.dev').replace(/#.*/g, ''), /secret|password/i)
  })

  it('deploys the template with parameters that it takes', () => {
    const given = parametersIn(JSON.parse(filled('azure/parameters.toolkit.json')) as ParameterFile)
    assert.deepEqual(faultsOf(template, given), [])
  })

  it('registers the application that the template and the steps by hand name', () => {
    const { identifierUris, signInAudience, isFallbackPublicClient, api, web, requiredResourceAccess } = JSON.parse(
      filled('azure/appRegistration.json'),
    )
    const { resources } = deploy(template, { botAppId: BOT_ID, organizations: [{}] })
    const connection = resources.find(({ type }) => type.endsWith('/connections'))
    const [scope] = api.oauth2PermissionScopes
    assert.equal(connection?.properties.scopes, `${identifierUris[0]}/${scope.value}`)
    assert.deepEqual(
      [signInAudience, isFallbackPublicClient, api.requestedAccessTokenVersion],
      ['AzureADMyOrg', false, 2],
    )
    const [, byHand = ''] = read('README.md').split('\n## Sign-in\n')
    assert.ok(byHand.includes(`\`${web.redirectUris[0]}\``))
    const [, page = ''] = read('README.md').split('\n## The web page\n')
    assert.ok(page.includes(new URL(web.redirectUris[1]).pathname))
    const clients = new Set(api.preAuthorizedApplications.map(({ appId }: { readonly appId: string }) => appId))
    for (const id of byHand.match(/`[\da-f]{8}-[\da-f-]{27}`/g) ?? []) assert.ok(clients.has(id.slice(1, -1)), id)
    // user_impersonation of Dynamics CRM: https://learn.microsoft.com/power-apps/developer/data-platform/walkthrough-register-app-azure-active-directory
    assert.equal(requiredResourceAccess[0].resourceAppId, '00000007-0000-0000-c000-000000000000')
  })
})

describe('the checks of the project', () => {
  const mutations: readonly (readonly [what: string, mutate: (changed: Project) => unknown, fault: RegExp])[] = [
    [
      'an unknown action',
      ({ provision }) => Object.assign(provision[0] ?? {}, { uses: 'aadApp/creat' }),
      /provision\/0/,
    ],
    [
      'an option that does not exist',
      ({ deploy: [, zip] }) => Object.assign(zip?.with ?? {}, { folder: 'x' }),
      /deploy\/1/,
    ],
    [
      'an option that is missing',
      ({ deploy: [, zip] }) => Reflect.deleteProperty(zip?.with ?? {}, 'resourceId'),
      /resourceId/,
    ],
    [
      'a variable that nothing sets',
      ({ deploy: [, zip] }) => Object.assign(zip?.with ?? {}, { resourceId: `\${{SITE}}` }),
      /reads SITE/,
    ],
    ['a variable that is set later', ({ provision }) => (provision as Action[]).reverse(), /reads BOT_ID/],
  ]
  for (const [what, mutate, fault] of mutations) {
    it(`find ${what}`, () => {
      const changed = structuredClone(project)
      mutate(changed)
      assert.match(projectFaults(changed, outputs).join('\n'), fault)
    })
  }

  it('find an output that the template no longer has', () =>
    assert.match(projectFaults(project, ['webAppId']).join('\n'), /reads PUBLICHOST/))
})
