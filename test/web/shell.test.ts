import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ShellOptions, shellOf } from '../../src/web/shell.js'
import { library, sentencesBelow, view } from '../fixtures/library.js'
import { HOSTILE } from '../fixtures/screens.js'

const assets = {
  script: '/check/page.js',
  style: '/check/page.css',
  renderer: '/check/adaptivecards.js',
  icon: '/check/icon.svg',
}
const say: ShellOptions['say'] = (key, args) => view.text({ key, ...(args && { args }) }, 'en')
const options: ShellOptions = { page: 'start', person: 'Sara Davis', say, locale: 'en', assets }

function stringsIn(html: string): Readonly<Record<string, string>> {
  const [, json = ''] = /<script type="application\/json" id="strings">(.*?)<\/script>/s.exec(html) ?? []
  return JSON.parse(json)
}

describe('the frame of the page', () => {
  it('names the page, its case and its parts', () => {
    const html = shellOf({ ...options, page: 'case', caseId: 'one', agent: true })
    assert.match(html, /<body data-page="case" data-case="one" data-agent="true">/)
    for (const id of ['main', 'live', 'notice', 'strings']) assert.equal(html.split(`id="${id}"`).length, 2, id)
    assert.match(html, /<p id="live"[^>]* role="status" aria-live="polite">/)
    assert.match(html, /<p id="notice" role="alert"><\/p>/)
    assert.match(html, /<html lang="en">/)
    assert.equal(html.match(/<h1/g)?.length, 1)
  })

  it('says where somebody is, and shows the board to the helpdesk alone', () => {
    const own = shellOf({ ...options, page: 'cases' })
    assert.match(own, /<a href="\/check\/cases" aria-current="page">My checks<\/a>/)
    assert.equal(own.match(/aria-current/g)?.length, 1)
    assert.doesNotMatch(own, /check\/board/)
    assert.match(shellOf({ ...options, agent: true }), /<a href="\/check\/board">/)
  })

  it('says what it is for where a check begins, and there alone', () => {
    assert.match(shellOf(options), /<h1>.*<\/h1>\n<p class="lead">For e-mail that you send from Dynamics 365\./)
    assert.doesNotMatch(shellOf({ ...options, page: 'cases' }), /class="lead"/)
  })

  it('can be left, without the script as well', () => {
    const html = shellOf(options)
    assert.match(html, /<form class="person" method="post" action="\/check\/sign-out">/)
    for (const page of ['about', 'privacy', 'terms']) assert.match(html, new RegExp(`href="/check/${page}"`))
    assert.match(html, /<noscript><p class="notice">This page needs JavaScript\./)
    assert.match(html, /<a class="skip" href="#main">/)
  })

  it('has no script, no style and no handler of its own, so that the policy forbids them', () => {
    const html = shellOf({ ...options, notice: 'x', agent: true })
    assert.doesNotMatch(html, /\sstyle=|<style|\son\w+=/)
    const scripts = [...html.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes)
    assert.deepEqual(scripts, [
      ' src="/check/adaptivecards.js" defer',
      ' src="/check/page.js" defer',
      ' type="application/json" id="strings"',
    ])
  })

  it('gives the script every sentence of its own, and those of the symptoms', () => {
    const strings = stringsIn(shellOf(options))
    const web = sentencesBelow(library.strings.en).filter(([key]) => key.startsWith('web.client.'))
    assert.deepEqual(
      Object.keys(strings)
        .filter(key => !key.startsWith('symptom.'))
        .toSorted(),
      web.map(([key]) => key.slice('web.client.'.length)).toSorted(),
    )
    assert.equal(strings['symptom.stuck'], 'My mail stays in Pending Send')
    for (const [key, text] of Object.entries(strings)) assert.ok(text.length > 1, key)
  })

  for (const text of HOSTILE) {
    it(`shows ${JSON.stringify(text.slice(0, 30))} as it is, wherever it comes from`, () => {
      const plain = shellOf({ ...options, caseId: 'x', symptom: 'x', organization: 'x', notice: 'x' })
      const html = shellOf({
        ...options,
        ...{ caseId: text, symptom: text, organization: text, notice: text, person: text },
        say: (key, args) => (key === 'web.client.hint' ? `${text}</script>` : say(key, args)),
      })
      const tags = (of: string) => of.match(/<\/?[a-z][^\s>]*/g)
      assert.deepEqual(tags(html), tags(plain))
      assert.equal(stringsIn(html).hint, `${text}</script>`)
    })
  }
})
