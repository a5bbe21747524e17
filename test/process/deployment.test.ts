import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { before, describe, it } from 'node:test'
import { unzipSync } from 'fflate'
import { deploy } from '../deploymentTemplates/azure/template/deploy.js'
import { template } from '../deploymentTemplates/azure/template/files.js'
import {
  type Copy,
  copiesOf,
  last,
  type Stage,
  stagesOf,
  wordsOf,
} from '../deploymentTemplates/container/dockerfile.js'
import { inFolder } from '../tools/folder.js'
import { compiled, runProgram } from '../tools/program.js'
import { whileHosted } from './hosting.js'

const root = compiled('..')
const azure = { botAppId: '7c1b0e52-0d0a-4c3e-9a86-3a9d7a3f7f10', organizations: [{}] }

async function pack(): Promise<Readonly<Record<string, Uint8Array>>> {
  return inFolder(async folder => {
    const zip = join(folder, 'bot.zip')
    const { code, stderr } = await runProgram([compiled('deploymentTemplates/package/azure.js'), '--out', zip])
    assert.deepEqual([code, stderr], [0, ''])
    return unzipSync(readFileSync(zip))
  })
}

function unpack(files: Readonly<Record<string, Uint8Array>>, folder: string): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

/** Does what the stages of the Dockerfile do, each in a folder of its own; installing is done already. */
async function build(stages: readonly Stage[], folder: string): Promise<readonly string[]> {
  const places = stages.map((_, i) => join(folder, String(i)))
  for (const [i, stage] of stages.entries()) {
    const place = places[i] ?? ''
    mkdirSync(place)
    for (const copy of copiesOf(stage)) copyInto(place, copy, placeOf(copy))
    for (const { rest } of stage.instructions.filter(({ name }) => name === 'RUN')) await run(rest, place)
  }
  return places

  function placeOf({ from }: Copy): string {
    return from === null ? root : (places[stages.findIndex(({ name }) => name === from)] ?? '')
  }
}

function copyInto(place: string, { sources, target }: Copy, source: string): void {
  for (const path of sources) {
    // In another stage, a path begins with that stage's folder.
    const inside = path.replace(/^\/project\//, '')
    const file = target === './' ? join(place, inside) : join(place, target)
    cpSync(join(source, inside), file, { recursive: true })
  }
}

async function run(line: string, place: string): Promise<void> {
  if (line.startsWith('npm ci ')) {
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'))
    return
  }
  assert.match(line, /^node \S+$/)
  const { code, stderr } = await runProgram([line.replace('node ', '')], { cwd: place })
  assert.deepEqual([code, stderr], [0, ''])
}

const LISTENS = /"msg":"Pending Send listens on every address"/
const STOPS = /"signal":"SIGTERM","msg":"Stopping"/

describe('what is deployed', { timeout: 180_000 }, () => {
  let files: Readonly<Record<string, Uint8Array>>
  before(async () => {
    files = await pack()
  })

  it('as a zip starts with npm start in an empty folder, without any package, and answers /health', () =>
    inFolder(async folder => {
      const empty = join(folder, 'wwwroot')
      unpack(files, empty)
      assert.deepEqual(readdirSync(empty).toSorted(), ['cards', 'dist', 'package.json'])
      const said = await whileHosted({ command: ['npm', 'start'], cwd: empty })
      assert.match(said, LISTENS)
      assert.match(said, STOPS)
    }))

  it('as a zip starts with the command of the template in a shell, and gets the signal to stop that the shell gets', () =>
    inFolder(async folder => {
      const site = join(folder, 'wwwroot')
      unpack(files, site)
      const webApp = deploy(template, azure).resources.find(({ type }) => type === 'Microsoft.Web/sites')
      assert.ok(webApp)
      const { appCommandLine } = webApp.properties.siteConfig as { readonly appCommandLine: string }
      const script = join(folder, 'startup.sh')
      writeFileSync(script, `#!/bin/sh\ncd ${site}\nPATH="$PATH:${site}" && ${appCommandLine}\n`)
      assert.match(await whileHosted({ command: ['sh', script], cwd: folder, alone: true }), STOPS)
    }))

  it('as a container holds what it needs, and its health check knows whether it runs', () =>
    inFolder(async folder => {
      const stages = stagesOf(readFileSync(join(root, 'deploymentTemplates/container/Dockerfile'), 'utf8'))
      const [image, final] = [(await build(stages, folder)).at(-1), stages.at(-1)]
      assert.ok(image && final)
      assert.deepEqual(readdirSync(image).toSorted(), ['cards', 'dist', 'package.json'])
      const [, check = ''] = /(CMD .*)$/.exec(last(final, 'HEALTHCHECK')?.rest ?? '') ?? []
      const healthy = (env: Readonly<Record<string, string>>) => runProgram(wordsOf(check).slice(1), { env })
      let port = ''
      const said = await whileHosted(
        { command: wordsOf(last(final, 'CMD')?.rest ?? ''), cwd: image, alone: true },
        async ({ PORT }) => {
          port = PORT
          assert.equal((await healthy({ PORT })).code, 0)
        },
      )
      assert.match(said, LISTENS)
      assert.match(said, STOPS)
      assert.equal((await healthy({ PORT: port })).code, 1)
    }))
})
