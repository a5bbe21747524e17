import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { hostConfig } from '../../../src/web/client/card/hostConfig.js'
import { compiled } from '../../tools/program.js'

const sheet = readFileSync(join(compiled('..'), 'src/web/client/page.css'), 'utf8')

function variablesAfter(start: string): ReadonlyMap<string, string> {
  const from = sheet.indexOf(start)
  assert.ok(from >= 0, start)
  const block = sheet.slice(sheet.indexOf(':root {', from), sheet.indexOf('}', sheet.indexOf(':root {', from)))
  return new Map([...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', color = '']) => [name, color]))
}

const light = variablesAfter(':root {')
const themes = {
  light,
  dark: new Map([...light, ...variablesAfter('@media (prefers-color-scheme: dark)')]),
  print: new Map([...light, ...variablesAfter('@media print')]),
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (bright + 0.05) / (dim + 0.05)
}

const variable = (value: string) => /^var\((--[\w-]+)\)$/.exec(value)?.[1] ?? ''

/** On which backgrounds which texts may be. */
const pairs = new Map<string, readonly string[]>()
for (const { backgroundColor, foregroundColors } of Object.values(hostConfig.containerStyles)) {
  const texts = Object.values(foregroundColors).flatMap(({ default: plain, subtle }) => [plain, subtle])
  pairs.set(variable(backgroundColor), [...new Set(texts.map(variable))])
}
const FRAME: readonly (readonly [back: string, texts: readonly string[]])[] = [
  ['--back', ['--text', '--subtle']],
  ['--surface', ['--text', '--subtle', '--accent', '--accent-strong', '--attention']],
  ['--emphasis', ['--text', '--accent']],
  ['--warning-back', ['--text', '--accent']],
  ['--accent-back', ['--text']],
  ['--accent', ['--on-accent']],
  ['--accent-strong', ['--on-accent']],
  ['--attention', ['--on-attention']],
  ['--attention-strong', ['--on-attention']],
]

/** https://www.w3.org/TR/WCAG22/#contrast-minimum and #non-text-contrast */
const TEXT = 4.5
const EDGE = 3

for (const [theme, colors] of Object.entries(themes)) {
  describe(`the colors of the page: ${theme}`, () => {
    const of = (name: string) => {
      const color = colors.get(name)
      assert.ok(color, name)
      return color
    }
    for (const [back, texts] of [...pairs, ...FRAME]) {
      it(`can be read on ${back}`, () => {
        assert.ok(texts.length > 0)
        // No button is printed.
        if (theme === 'print' && texts.some(text => text.startsWith('--on-'))) return
        for (const text of texts) {
          const ratio = contrast(of(back), of(text))
          assert.ok(ratio >= TEXT, `${text} on ${back}: ${ratio.toFixed(2)}`)
        }
      })
    }

    it('show where a field, a button and the focus are', () => {
      for (const back of ['--surface', '--back', '--emphasis']) {
        for (const edge of ['--edge', '--accent']) assert.ok(contrast(of(back), of(edge)) >= EDGE, `${edge} on ${back}`)
      }
    })
  })
}

it('the contrast is computed as the guideline says', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21)
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
})
