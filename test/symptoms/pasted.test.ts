import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { classificationOf } from '../../src/cli/classify/classification.js'
import { readLog } from '../../src/symptoms/readLog.js'
import { understand } from '../../src/symptoms/understand.js'
import { pastedTexts } from '../fixtures/pasted/index.js'
import type { PastedText } from '../fixtures/pasted/pastedText.js'

/** What is told about a text, in the terms in which the fixture expects it. */
function toldOf({ text }: PastedText): PastedText {
  const { fault = null, article, direction, faults, ask } = classificationOf(readLog(text))
  const [first] = faults
  return {
    text,
    fault,
    ...(article && { article: endOf(article) }),
    ...(direction && { about: direction }),
    ...(first?.user && { user: first.user }),
    ...(first?.privileges && { privileges: first.privileges }),
    ...(first?.accessMode !== undefined && { accessMode: first.accessMode }),
    ...(ask && { ask }),
  }
}

function endOf(article: string): string {
  return article
    .split('/')
    .slice(article.endsWith('/') ? -2 : -1)
    .join('/')
}

describe('short texts that people paste', () => {
  for (const expected of pastedTexts) {
    it(`${expected.fault ?? 'nothing'}: ${expected.text.replaceAll('\n', ' / ').slice(0, 100)}`, () => {
      assert.deepEqual(toldOf(expected), expected)
    })
  }

  it('are told the same in the chat', () => {
    for (const { text, fault, about } of pastedTexts) {
      const { log } = understand(text)
      assert.equal(log?.clue?.fault ?? null, fault, text)
      if (fault) assert.equal(log?.clue?.direction, about, text)
    }
  })

  it('are read without a mistake: verdict, article and direction', () => {
    const right = (same: (expected: PastedText, told: PastedText) => boolean) =>
      pastedTexts.filter(expected => same(expected, toldOf(expected))).length
    const table = {
      fault: right((expected, told) => expected.fault === told.fault),
      article: right((expected, told) => expected.article === told.article),
      direction: right((expected, told) => expected.about === told.about),
    }
    console.table({ ...table, of: pastedTexts.length })
    assert.deepEqual(new Set(Object.values(table)), new Set([pastedTexts.length]))
  })
})
