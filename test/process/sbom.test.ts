import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { inFolder } from '../tools/folder.js'
import { compiled } from '../tools/program.js'

const root = compiled('..')

interface Component {
  readonly name: string
  readonly version: string
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: true }>>
}

describe('npm run sbom', () => {
  it('names what is shipped, with its versions, and needs no installation', () =>
    inFolder(async folder => {
      for (const name of ['.sbom.mjs', 'package.json', 'package-lock.json'])
        await copyFile(join(root, name), join(folder, name))
      const { stdout } = await promisify(execFile)('npm', ['run', '-s', 'sbom'], { cwd: folder, maxBuffer: 2 ** 26 })
      const { bomFormat, components } = JSON.parse(stdout) as { bomFormat: string; components: Component[] }
      const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock
      const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev)
      const named = new Set(components.map(({ name, version }) => `${name} ${version}`))
      assert.equal(bomFormat, 'CycloneDX')
      const wanted = shipped.map(([path, { version }]) => `${path.split('node_modules/').at(-1)} ${version}`)
      assert.deepEqual([...named].toSorted(), [...new Set(wanted)].toSorted())
    }))
})
