import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createDrafts, type DraftStorage } from '../../../src/web/client/drafts.js'

function storage(): DraftStorage & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: key => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: key => void kept.delete(key),
  }
}

describe('what was typed', () => {
  it('is there again after a reload, on its own page alone', () => {
    const all = storage()
    createDrafts(() => all, '/check/case/a').set('value|Sender', 'sara@contoso.com')
    assert.equal(createDrafts(() => all, '/check/case/a').get('value|Sender'), 'sara@contoso.com')
    assert.equal(createDrafts(() => all, '/check/case/b').get('value|Sender'), null)
  })

  it('leaves nothing behind once it was sent', () => {
    const all = storage()
    const drafts = createDrafts(() => all, '/check')
    drafts.set('text', 'secret')
    drafts.set('other', 'x')
    drafts.remove('text')
    assert.doesNotMatch([...all.kept.values()].join(''), /secret/)
    drafts.remove('other')
    assert.equal(all.kept.size, 0)
  })

  it('is forgotten for good by whoever signs out, although a field still has it', () => {
    const all = storage()
    const drafts = createDrafts(() => all, '/check')
    drafts.set('text', 'typed')
    drafts.forget()
    assert.equal(all.kept.size, 0)
    drafts.set('text', 'typed')
    assert.equal(all.kept.size, 0)
  })

  it('is kept for as long as the page is open where the browser stores nothing', () => {
    const refusing = () => {
      throw new Error('Access is denied')
    }
    const drafts = createDrafts(refusing, '/check')
    drafts.set('text', 'typed')
    assert.equal(drafts.get('text'), 'typed')
    drafts.remove('text')
    assert.equal(drafts.get('text'), null)
  })

  for (const strange of ['{', 'null', '3', '[["a"]]', '[["a",1]]', '{"a":"b"}']) {
    it(`is nothing where the browser has ${strange}`, () => {
      const all = storage()
      all.kept.set('pending-send:/check', strange)
      const drafts = createDrafts(() => all, '/check')
      assert.equal(drafts.get('a'), null)
    })
  }
})
