import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { checks } from '../../src/checks/index.js'
import { sheet, synchronized } from '../fixtures/facts.js'

/** This file runs below dist/test/checks. */
const README = readFileSync(new URL('../../../src/checks/README.md', import.meta.url), 'utf8')
const ROWS = [...README.matchAll(/^\| `(\w+)` \| (\d?) ?\| ([RS ]+) \|/gm)].map(([, id, gate, channels]) => [
  id,
  gate,
  channels,
])

/** The channels in which a check looks at anything. */
function channelsOf(id: string): string {
  const applies = (facts: Parameters<typeof sheet>[0]) => {
    const outcome = checks.find(check => check.id === id)?.judge(sheet(facts))
    return outcome?.outcome !== 'notApplicable' || !/\.(synchronizes|usesRouter)$/.test(outcome.because.key)
  }
  return [applies({}) ? 'R' : '', applies(synchronized) ? 'S' : ''].filter(Boolean).join(' ')
}

describe('the table of causes', () => {
  it('lists every cause in the order of explanation, with its gate and its channels', () => {
    assert.deepEqual(
      ROWS,
      checks.map(({ id, gate }) => [id, gate === undefined ? '' : String(gate), channelsOf(id)]),
    )
  })
})
