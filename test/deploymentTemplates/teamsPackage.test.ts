import assert from 'node:assert/strict'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { unzipSync } from 'fflate'
import { teamsPackage } from '../../deploymentTemplates/package/teamsPackage.js'
import { inFolder } from '../tools/folder.js'
import { compiled, runProgram } from '../tools/program.js'

const APP_ID = '3f9c1d52-7a0e-4f6c-9f0b-2b8f0c6d1e11'
const OTHER_ID = '7b1d4d0a-5f1a-4c1e-9a55-0c6f2f1b0a20'
const HOST = 'pending-send-contoso.azurewebsites.net'
const APP = { appId: APP_ID, host: HOST, version: '1.2.0' }
const FOLDER = new URL('../../../deploymentTemplates/teamsApp/', import.meta.url)

const run = (args: readonly string[], cwd: string) =>
  runProgram([compiled('deploymentTemplates/package/teams.js'), ...args], { cwd })

function read(zip: Uint8Array, name = 'manifest.json') {
  const file = unzipSync(zip)[name]
  assert.ok(file, name)
  return JSON.parse(Buffer.from(file).toString())
}

describe('the package of the Teams app', () => {
  it('has the files that the manifest names, and no others', () => {
    const names = Object.keys(unzipSync(teamsPackage(FOLDER, APP)))
    assert.deepEqual(names.toSorted(), ['color.png', 'localization/en.json', 'manifest.json', 'outline.png'])
  })

  it("has the operator's ids and hosts everywhere, and none of the examples", () => {
    const manifest = read(teamsPackage(FOLDER, APP))
    assert.doesNotMatch(JSON.stringify(manifest), /00000000-0000|pending-send\.example/)
    assert.deepEqual(
      [manifest.id, manifest.bots[0].botId, manifest.composeExtensions[0].botId],
      [APP_ID, APP_ID, APP_ID],
    )
    assert.deepEqual(manifest.webApplicationInfo, { id: APP_ID, resource: `api://botid-${APP_ID}` })
    assert.deepEqual(manifest.validDomains, [HOST, 'token.botframework.com'])
    assert.equal(manifest.developer.privacyUrl, `https://${HOST}/check/privacy`)
    assert.equal(manifest.version, '1.2.0')
  })

  it('can have an id of its own in Teams, and another name in every language', () => {
    const zip = teamsPackage(FOLDER, { ...APP, teamsAppId: OTHER_ID, name: 'Pending Send (test)' })
    const manifest = read(zip)
    assert.deepEqual([manifest.id, manifest.bots[0].botId], [OTHER_ID, APP_ID])
    assert.equal(manifest.name.short, 'Pending Send (test)')
    assert.equal(read(zip, 'localization/en.json')['name.short'], 'Pending Send (test)')
  })

  it('has the same bytes whenever it is made', () => {
    assert.deepEqual(teamsPackage(FOLDER, APP), teamsPackage(FOLDER, APP))
  })

  it('names a language as soon as there is a file for it', () =>
    inFolder(async folder => {
      cpSync(FOLDER, folder, { recursive: true })
      cpSync(join(folder, 'localization/en.json'), join(folder, 'localization/de.json'))
      const zip = teamsPackage(pathToFileURL(`${folder}/`), APP)
      const { localizationInfo } = read(zip)
      assert.deepEqual(localizationInfo.additionalLanguages, [{ languageTag: 'de', file: 'localization/de.json' }])
      assert.ok(unzipSync(zip)['localization/de.json'])
    }))
})

describe('npm run package:teams', () => {
  it('writes the package, and says what to do with it', () =>
    inFolder(async folder => {
      const { code, stdout } = await run(['--app-id', APP_ID, '--host', HOST, '--version', '1.2.0'], folder)
      assert.equal(code, 0)
      assert.match(stdout, /^dist\/pending-send-teams\.zip is written\. Upload it/)
      const written = readFileSync(join(folder, 'dist/pending-send-teams.zip'))
      assert.deepEqual(new Uint8Array(written), teamsPackage(FOLDER, APP))
    }))

  it('says what is wrong with an option, and writes nothing', () =>
    inFolder(async folder => {
      const id = ['--app-id', APP_ID]
      const host = ['--host', HOST]
      writeFileSync(join(folder, 'before'), '')
      for (const [args, sentence] of [
        [host, /--app-id is missing/],
        [['--app-id', '00000000-0000-0000-0000-000000000000', ...host], /--app-id has to be a GUID/],
        [id, /--host has to be the name of a host/],
        ...[
          'https://a.example',
          'a.example/path',
          'a.example:443',
          '10.0.0.1',
          'localhost',
          'a_b.example',
          'a-.example',
        ].map(typed => [[...id, '--host', typed], /--host has to be the name of a host/] as const),
        [[...id, ...host, '--version', '1.2'], /--version has to be three numbers/],
        [[...id, ...host, '--name', 'x'.repeat(31)], /--name has to have 1 to 30 visible characters/],
        [[...id, ...host, '--name', 'Pending\u202edneS'], /--name has to have 1 to 30 visible characters/],
        [[...id, '--host', `${'a.'.repeat(130)}com`], /--host has to be the name of a host/],
        [[...id, ...host, '--teams-app-id', 'mine'], /--teams-app-id has to be a GUID/],
        [[...id, ...host, '--hots', 'a'], /Unknown option '--hots'/],
      ] as const) {
        const { code, stderr } = await run(args, folder)
        assert.equal(code, 64, args.join(' '))
        assert.match(stderr, sentence)
        assert.match(stderr, /Usage: npm run package:teams/)
      }
      assert.equal(existsSync(join(folder, 'dist')), false)
    }))
})
