import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describe, it } from 'node:test'
import { compiled } from '../tools/program.js'

const src = (path: string) => resolve(compiled('..'), 'src', path)

/** One that names a file or a package; what is of types alone is gone when it runs. */
const STATEMENT = /^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm

/** Packages that a source file loads at once, with all that it imports; what it imports in a function is loaded later. */
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

describe('what is loaded at once', () => {
  it('by the command line is not what a log can be read without', () => {
    assert.deepEqual([...packagesOf(src('cli.ts'))].toSorted(), ['fastest-levenshtein', 'intl-messageformat', 'zod'])
  })

  it('by a command is no template engine of cards', () => {
    const packages = packagesOf(src('cli/diagnose/runDiagnose.ts'))
    assert.ok(packages.has('axios'))
    assert.ok(!packages.has('adaptivecards-templating'))
  })

  it('by the store is not the sign-in of a managed identity', () => {
    assert.deepEqual([...packagesOf(src('storage/table.ts'))], ['@azure/data-tables'])
  })
})
