import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const page = read('.github/DEPENDENCIES.md')
const declared = JSON.parse(read('package.json'))

interface Locked {
  readonly dev?: true
  readonly devOptional?: true
  readonly link?: true
  readonly resolved?: string
  readonly integrity?: string
  readonly license?: string
  readonly hasInstallScript?: true
}

const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> }
const locked = Object.entries(packages).filter(([path]) => path !== '')
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** The first two cells of each row below a heading. */
function rowsBelow(heading: string): ReadonlyMap<string, string> {
  const [, section = ''] = page.split(`## ${heading}\n`)
  const [rows = ''] = section.split('\n## ')
  return new Map([...rows.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, name = '', why = '']) => [name, why]))
}

/** https://opensource.org/licenses: those that ask for no more than to be named. */
const PERMISSIVE = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense', 'BlueOak-1.0.0']

function isPermissive(license: string): boolean {
  return license
    .replace(/[()]/g, '')
    .split(' OR ')
    .some(one => PERMISSIVE.includes(one))
}

describe('the review of dependencies', () => {
  for (const [group, heading] of Object.entries({ dependencies: 'Shipped', devDependencies: 'Development only' })) {
    it(`has each of them, in order, and says why: ${heading}`, () => {
      const rows = rowsBelow(heading)
      assert.deepEqual([...rows.keys()], Object.keys(declared[group]))
      for (const [name, why] of rows) assert.ok(why.length >= 7, name)
    })
  }

  it('has every package from the registry, with a checksum', () => {
    assert.ok(locked.length > 100)
    for (const [path, { link, resolved = 'https://', integrity = '' }] of locked) {
      assert.ok(!link && resolved.startsWith('https://'), path)
      assert.match(integrity, /^sha512-/, path)
    }
  })

  it('knows every script that runs on installation', () => {
    const reviewed = rowsBelow('Scripts that run when a package is installed')
    const running = new Set(locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path)))
    for (const name of running) assert.ok(reviewed.has(name), name)
  })

  it('ships nothing whose license asks for more than to be named', () => {
    const reviewed = rowsBelow('Without a license in the lock')
    for (const [path, { dev, devOptional, license }] of locked) {
      if (dev || devOptional) continue
      if (license === undefined) assert.ok(reviewed.has(nameOf(path)), path)
      else assert.ok(isPermissive(license), `${path}: ${license}`)
    }
  })
})
