import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describe, it } from 'node:test'
import { compiled } from '../tools/program.js'

const src = (path: string) => resolve(compiled('..'), 'src', path)

/** An import of a file or a package; imports of types alone are gone at run time. */
const STATEMENT = /^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm

/** The packages that a source file and its imports load at start; imports inside functions are loaded later. */
function packagesOf(file: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const packages = new Set<string>()
  const read = (path: string): void => {
    if (seen.has(path)) return
    seen.add(path)
    const found = readFileSync(path, 'utf8').matchAll(STATEMENT)
    for (const [, name = ''] of found) {
      if (name.startsWith('.')) read(resolve(dirname(path), name.replace(/\.js$/, '.ts')))
      else if (!name.startsWith('node:')) packages.add(name)
    }
  }
  read(file)
  return packages
}

describe('loading at start', () => {
  it('of the command line leaves out what is not needed to read a log', () => {
    assert.deepEqual([...packagesOf(src('cli.ts'))].toSorted(), ['fastest-levenshtein', 'intl-messageformat', 'zod'])
  })

  it('of a command leaves out the template engine of the cards', () => {
    const packages = packagesOf(src('cli/diagnose/runDiagnose.ts'))
    assert.ok(packages.has('axios'))
    assert.ok(!packages.has('adaptivecards-templating'))
  })

  it('of the store leaves out the sign-in of a managed identity', () => {
    assert.deepEqual([...packagesOf(src('storage/table.ts'))], ['@azure/data-tables'])
  })
})
