import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { LEASE_MS } from '../src/app/caseUpdates.js'
import { LIMIT_BYTES } from '../src/http/limits.js'
import { RATE } from '../src/http/personRate.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'deploymentTemplates/operations.md'), 'utf8')
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .map(file => readFileSync(join(root, 'src', file), 'utf8'))
const code = sources.join('\n')
const metrics = new Set(readFileSync(join(root, 'src/telemetry/metrics.ts'), 'utf8').match(/pending_send\.[\w.]+/g))

/** The cells of each row of the table below a heading. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = page.split(`## ${heading}\n`)
  const [text = ''] = section.split('\n## ')
  const rows = text
    .split('\n')
    .filter(line => line.startsWith('| ') && !/^\| (what you see|metric|address) /.test(line))
  return rows.map(row => row.slice(2, -2).split(' | '))
}

const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)

/** Some file of the code has this sentence as a string; `…` stands for what changes, between parts that are in one file. */
function isWritten(sentence: string): boolean {
  const parts = sentence.split('…').map(part => part.trim())
  if (parts.length > 1) return sources.some(source => parts.every(part => source.includes(part)))
  return code.includes(`'${sentence}'`)
}

const failures = rowsOf('When something fails')

describe('the runbook', () => {
  it('has eleven failures, each with its line, its metric and its cure', () => {
    assert.equal(failures.length, 11)
    for (const cells of failures) assert.equal(cells.length, 4, cells[0])
  })

  for (const [seen = '', line = '', metric = '', cure = ''] of failures) {
    it(`quotes only what the code writes: ${seen}`, () => {
      const sentences = quoted(`${line} ${cure}`).filter(text => /^[A-Z]\w* \w+/.test(text))
      assert.ok(sentences.length > 0)
      for (const sentence of sentences) assert.ok(isWritten(sentence), sentence)
    })

    it(`names a metric that there is: ${seen}`, () => {
      const named = quoted(metric).filter(text => text.startsWith('pending_send.'))
      assert.ok(named.length > 0 || metric.includes('/health'))
      for (const name of named) assert.ok(metrics.has(name), name)
    })

    it(`names fields and values that there are: ${seen}`, () => {
      const words = quoted(`${line} ${metric}`).filter(text => /^[a-z]\w*$/i.test(text) && text !== 'true')
      for (const word of words) assert.match(code, new RegExp(`\\b${word}\\b`), word)
    })
  }

  it('describes every metric, and no other', () => {
    const described = rowsOf('What to watch').flatMap(([name = '']) => quoted(name))
    assert.deepEqual(described.filter(name => name.startsWith('pending_send.')).toSorted(), [...metrics].toSorted())
  })

  it('names the limits that there are', () => {
    assert.ok(
      page.includes(`send ${RATE.each} messages and clicks a minute, a member of the helpdesk ${RATE.helpdesk};`),
    )
    assert.ok(page.includes(`An activity may have ${LIMIT_BYTES / 1024} KB.`))
    assert.ok(page.includes(`when its lease ends, within ${LEASE_MS / 1000} seconds.`))
    assert.ok(isWritten('Somebody is faster than the bot answers'))
  })

  it('quotes what the guard of the mail writes', () => {
    const [, section = ''] = /^Where there is a helpdesk(.*?)\n\n/ms.exec(page) ?? []
    const sentences = quoted(section).filter(text => /^[A-Z]\w* \w+/.test(text))
    assert.equal(sentences.length, 3)
    for (const sentence of sentences) assert.ok(isWritten(sentence), sentence)
  })

  it('tells of a newer case what the code says', () => {
    assert.ok(isWritten('A case of schema … was stored by another version of this program'))
    assert.match(page, /`A case of schema … was stored by another version of this program`/)
  })
})
