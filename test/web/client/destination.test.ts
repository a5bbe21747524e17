import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { destinationAfter, destinationOf, openingOf, signInLink } from '../../../src/web/client/destination.js'

describe('where a click leads', () => {
  for (const [what, click, caseId, path] of [
    ['a case of a list', { verb: 'show', data: { case: 'a b/c' } }, null, '/check/case/a%20b%2Fc'],
    ['a line of the board', { verb: 'showLine', data: { value: 'two' } }, null, '/check/case/two'],
    ['another case', { verb: 'show', data: { case: 'two' } }, 'one', '/check/case/two'],
    ['the case that is there', { verb: 'show', data: { case: 'one' } }, 'one', null],
    ['a new check', { verb: 'start', data: {} }, 'one', '/check'],
    ['a start that belongs to a case', { verb: 'start', data: { case: 'one' } }, 'one', null],
    ['starting over, which makes a case first', { verb: 'startOver', data: { case: 'one' } }, 'one', null],
    ['an answer', { verb: 'answer', data: { case: 'one', value: 'two' } }, 'one', null],
    ['a line without a value', { verb: 'showLine', data: { value: 3 } }, null, null],
  ] as const) {
    it(what, () => assert.equal(destinationOf(click, caseId), path))
  }

  it('is the case that the answer is about, if that is another one', () => {
    const answer = { type: 'x', value: 'y', summary: '', case: { id: 'two', tag: '1' } }
    assert.equal(destinationAfter(answer, 'one'), '/check/case/two')
    assert.equal(destinationAfter(answer, null), '/check/case/two')
    assert.equal(destinationAfter(answer, 'two'), null)
    assert.equal(destinationAfter({ type: 'x', value: 'y', summary: '' }, 'one'), null)
  })
})

describe('how a link is opened', () => {
  const page = { href: 'https://bot.example/check/case/one', isFramed: false }
  for (const [link, where] of [
    ['https://bot.example/check/sign-in?case=one', 'here'],
    ['/check/sign-in?case=one', 'here'],
    ['https://contoso.crm.dynamics.com/main.aspx', 'apart'],
    ['http://bot.example/check', 'apart'],
    ['https://bot.example.evil.example/check', 'apart'],
    ['mailto:admin@contoso.com', 'apart'],
    ['msteams://teams.microsoft.com/l/chat', 'apart'],
  ] as const) {
    it(link, () => assert.equal(openingOf(link, page)?.where, where))
  }

  for (const link of [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'http://[',
  ]) {
    it(`not at all: ${link}`, () => assert.equal(openingOf(link, page), null))
  }

  it('in a window of its own from within a frame', () => {
    assert.equal(openingOf('/check/sign-in?case=one', { ...page, isFramed: true })?.where, 'apart')
  })
})

describe('the link to sign in again', () => {
  it('is the one that the server names, if it leads to signing in here', () => {
    assert.equal(signInLink('/check/sign-in?to=%2Fcheck', '/x'), '/check/sign-in?to=%2Fcheck')
  })

  for (const suggested of [null, '//evil.example/', 'https://evil.example/check/sign-in?to=', 'javascript:alert(1)']) {
    it(`leads back here if the server says ${suggested}`, () => {
      assert.equal(
        signInLink(suggested, '/check?org=A&symptom=b'),
        '/check/sign-in?to=%2Fcheck%3Forg%3DA%26symptom%3Db',
      )
    })
  }
})
