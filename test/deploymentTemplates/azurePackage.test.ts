import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { unzipSync } from 'fflate'
import { azurePackage } from '../../deploymentTemplates/package/azurePackage.js'
import { inFolder } from '../tools/folder.js'
import { compiled, runProgram, startProgram } from '../tools/program.js'

const root = compiled('..')
const run = (args: readonly string[], cwd = root) =>
  runProgram([compiled('deploymentTemplates/package/azure.js'), ...args], { cwd })

const text = (file: Uint8Array | undefined) => Buffer.from(file ?? []).toString()

describe('npm run package:azure', () => {
  let zip: Uint8Array
  let files: Readonly<Record<string, Uint8Array>>
  before(() =>
    inFolder(async folder => {
      const out = join(folder, 'new/bot.zip')
      const { code, stdout, stderr } = await run(['--out', out], folder)
      assert.deepEqual([code, stderr], [0, ''])
      assert.match(stdout, /new\/bot\.zip is written\. Deploy it as (\S+) says/)
      const [, page = ''] = /as (\S+) says/.exec(stdout) ?? []
      assert.match(readFileSync(join(root, page), 'utf8'), /az webapp deploy/)
      zip = readFileSync(out)
      files = unzipSync(zip)
    }),
  )

  it('packs package.json, the cards and the bundle, and nothing else', () => {
    const names = Object.keys(files)
    const cards = readdirSync(join(root, 'cards'), { recursive: true, withFileTypes: true }).filter(file =>
      file.isFile(),
    )
    assert.equal(names.filter(name => name.startsWith('cards/')).length, cards.length)
    for (const name of ['page.js', 'page.css', 'icon.svg', 'adaptivecards.js'])
      assert.ok(files[`dist/src/page/${name}`], name)
    for (const name of ['index', 'cli', 'fileProcess', 'rangeProcess'])
      assert.ok(files[`dist/src/${name}.js`] && files[`dist/src/${name}.js.map`], name)
    assert.ok(names.every(name => /^(package\.json|cards\/.+|dist\/src\/(page\/)?[^/]+)$/.test(name)))
    assert.deepEqual(files['cards/strings/en.json'], new Uint8Array(readFileSync(join(root, 'cards/strings/en.json'))))
  })

  it('leaves out what else lies among the cards on the machine of whoever packs', () =>
    inFolder(async project => {
      const bundle = join(project, 'bundle')
      mkdirSync(bundle)
      mkdirSync(join(project, 'cards/.cache'), { recursive: true })
      writeFileSync(join(project, 'package.json'), readFileSync(join(root, 'package.json')))
      for (const name of ['.env', '.secrets.json', 'key.pem', 'intake.json~', '.cache/a.json', 'intake.json'])
        writeFileSync(join(project, 'cards', name), '{}')
      assert.deepEqual([...azurePackage({ project, bundle }).keys()], ['package.json', 'cards/intake.json'])
    }))

  it('has nothing to install and nothing to compile, and starts as the repository does', () => {
    const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const packed = JSON.parse(text(files['package.json']))
    assert.deepEqual(packed.scripts, { start: own.scripts.start })
    assert.ok(!('dependencies' in packed || 'devDependencies' in packed))
    assert.deepEqual([packed.version, packed.type, packed.engines], [own.version, own.type, own.engines])
  })

  it('leads from the bundle to our sources, as if it had been made in dist/src', () => {
    const { sources } = JSON.parse(text(files['dist/src/index.js.map']))
    const ours = (sources as readonly string[]).filter(source => source !== '')
    assert.ok(ours.includes('../../src/index.ts'))
    for (const source of ours) assert.match(source, /^\.\.\/\.\.\/(src|node_modules)\//)
  })

  it('makes the same zip again, and leaves nothing behind', () =>
    inFolder(async folder => {
      const out = join(folder, 'again.zip')
      const program = startProgram([compiled('deploymentTemplates/package/azure.js'), '--out', out], { cwd: root })
      await program.ended
      assert.ok(Buffer.from(zip).equals(readFileSync(out)))
      assert.deepEqual(
        readdirSync(join(root, 'dist')).filter(name => name.startsWith(`azure-${program.child.pid}-`)),
        [],
      )
    }))

  it('writes the same files unpacked, and nothing that was there before', async () => {
    const folder = join(root, 'dist/azure')
    mkdirSync(join(folder, 'dist/src'), { recursive: true })
    writeFileSync(join(folder, 'dist/src/old-12345678.js'), '')
    const { code, stdout } = await run(['--unpacked'])
    assert.deepEqual([code, stdout], [0, 'dist/azure is written.\n'])
    const written = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(file => file.isFile())
    assert.equal(written.length, Object.keys(files).length)
    for (const [name, content] of Object.entries(files))
      assert.ok(Buffer.from(content).equals(readFileSync(join(folder, name))), name)
  })

  it('says what is wrong with an option, and writes nothing', () =>
    inFolder(async folder => {
      const { code, stderr } = await run(['--host', 'x'], folder)
      assert.equal(code, 64)
      assert.match(stderr, /'--host'[\s\S]*Usage: npm run package:azure/)
      assert.equal(existsSync(join(folder, 'dist')), false)
      const { stdout } = await run(['--help'], folder)
      assert.match(stdout, /^Usage: npm run package:azure/)
    }))
})
