import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, '.github/SECURITY.md'), 'utf8')
const [, section = ''] = page.split('## Threats, and the tests that hold them off\n')
const threats = [...section.matchAll(/^\| (.+) \| (.+) \| (.+) \|$/gm)].filter(([, threat]) => threat !== 'threat')

/** `FILE`: *NAME*, or `FILE` alone. */
function testsIn(cell: string): readonly { readonly file: string; readonly name: string }[] {
  return [...cell.matchAll(/`([\w/]+)`(?:: \*([^*]+)\*)?/g)].map(([, file = '', name = '']) => ({ file, name }))
}

/** As a test or a group of them is declared. */
function declares(source: string, name: string): boolean {
  const text = source.replace(/\s+/g, ' ')
  return ["'", '`'].some(quote =>
    [`it(${quote}`, `describe(${quote}`].some(start => text.includes(start + name + quote)),
  )
}

describe('the threat model', () => {
  it('names threats', () => assert.ok(threats.length >= 15))

  for (const [, threat = '', measure = '', cell = ''] of threats) {
    it(`has tests that there are: ${threat}`, () => {
      const named = testsIn(cell)
      assert.ok(named.length > 0 && measure !== '')
      for (const { file, name } of named) {
        const path = join(root, 'test', `${file}.test.ts`)
        assert.ok(existsSync(path), file)
        if (name) assert.ok(declares(readFileSync(path, 'utf8'), name), `${file}: ${name}`)
      }
    })
  }
})
