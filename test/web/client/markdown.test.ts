import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { htmlOf } from '../../../src/web/client/card/markdown.js'
import { view } from '../../fixtures/library.js'
import { HOSTILE, screens, surfaces } from '../../fixtures/screens.js'
import { nodesOf } from '../../view/nodes.js'

/** Every tag that may be put out, with its attributes. */
const TAGS =
  /<\/?(?:p|strong|em|ul|ol|li)>|<p aria-hidden="true">|<br>|<a href="(?:https?:\/\/|mailto:)[^"<>\s]*" rel="noopener noreferrer">|<\/a>/gi
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** What a browser shows; fails on anything that is neither text nor one of our tags. */
function shownIn(html: string): string {
  const text = html.replace(TAGS, '')
  assert.doesNotMatch(text, /[<>"']/, html)
  assert.doesNotMatch(text.replace(/&(?:amp|lt|gt|quot|#39);/g, ''), /&/, html)
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, entity => ENTITIES[entity] ?? '')
}

describe('the Markdown of cards', () => {
  for (const [markdown, html] of [
    ['plain', '<p>plain</p>'],
    ['●●○○', '<p aria-hidden="true">●●○○</p>'],
    ['●●○○ 2 of 4', '<p>●●○○ 2 of 4</p>'],
    ['', ''],
    [
      '**bold** and *italic* and __bold__ and _italic_',
      '<p><strong>bold</strong> and <em>italic</em> and <strong>bold</strong> and <em>italic</em></p>',
    ],
    ['**bold _both_**', '<p><strong>bold <em>both</em></strong></p>'],
    ['one\ntwo', '<p>one<br>two</p>'],
    ['one\r\n\r\ntwo', '<p>one</p><p>two</p>'],
    ['- one\n- two', '<ul><li>one</li><li>two</li></ul>'],
    ['Steps:\n1. one\n2. **two**\nEnd', '<p>Steps:</p><ol><li>one</li><li><strong>two</strong></li></ol><p>End</p>'],
    ['- one\n1. first', '<ul><li>one</li></ul><ol><li>first</li></ol>'],
    [
      '[Open](https://contoso.crm.dynamics.com/main.aspx?a=1&b=2)',
      '<p><a href="https://contoso.crm.dynamics.com/main.aspx?a=1&amp;b=2" rel="noopener noreferrer">Open</a></p>',
    ],
    [
      '[**Write**](mailto:help@contoso.com)',
      '<p><a href="mailto:help@contoso.com" rel="noopener noreferrer"><strong>Write</strong></a></p>',
    ],
    [
      '\\*\\*no\\*\\* \\[no\\](https://a.example) a\\_b \\`c\\` \\~d\\~',
      '<p>**no** [no](https://a.example) a_b `c` ~d~</p>',
    ],
    ['snake_case_name and 2 * 3 * 4', '<p>snake_case_name and 2 * 3 * 4</p>'],
    ['**open', '<p>**open</p>'],
    ['****', '<p>****</p>'],
    ['C:\\logs\\router.log', '<p>C:\\logs\\router.log</p>'],
    ['ends with \\', '<p>ends with \\</p>'],
    ['# no heading', '<p># no heading</p>'],
    ['-no item', '<p>-no item</p>'],
  ] as const) {
    it(`draws ${JSON.stringify(markdown)}`, () => assert.equal(htmlOf(markdown), html))
  }

  for (const hostile of [
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JAVASCRIPT:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](https://a.example/" onmouseover="alert(1))',
    '[x](https://a.example/ onmouseover=alert(1))',
    "[x](https://a.example/'><script>alert(1)</script>)",
    '[x](//evil.example)',
    '[x](vbscript:x)',
    '[x](https:\\\\evil.example)',
    '[a [b](https://b.example) c](https://c.example)',
    '![x](https://a.example/x.png)',
    '<a href="javascript:alert(1)">**x**</a>',
    '**<b onclick=alert(1)>**',
    '&lt;script&gt;',
    '- <script>\n1. </li><script>',
    '\u0000<\u0000script>',
  ]) {
    it(`lets nothing through in ${JSON.stringify(hostile)}`, () => {
      const html = htmlOf(hostile)
      shownIn(html)
      for (const [, address = ''] of html.matchAll(/href="([^"]*)"/g)) assert.match(address, /^(https?:\/\/|mailto:)/)
      assert.doesNotMatch(html, /href="[^"]*(javascript|data:)/i)
    })
  }

  it('puts out nothing but its own tags and the text, whatever comes in', () => {
    const pieces = fc.constantFrom(
      '*',
      '_',
      '**',
      '[',
      '](',
      ')',
      '\\',
      '<',
      '>',
      '"',
      "'",
      '&',
      '\n',
      '- ',
      '1. ',
      'https://',
      'javascript:',
      'a',
      ' ',
      'é',
    )
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }),
        parts => void shownIn(htmlOf(parts.join(''))),
      ),
    )
  })

  it('leaves a very long line as it is', () => {
    const marks = ['*', '_', '[', '**a', '[a](', '\\', '*_'].map(mark => mark.repeat(20_000))
    for (const text of marks) assert.equal(shownIn(htmlOf(text)).length, text.length)
  })

  it('shows every text of every card as it is meant: without a backslash, and with links into Dynamics 365 alone', async () => {
    const cards = Object.values(await screens()).map(screen => view.card(screen, surfaces['Action.Execute']))
    const texts = nodesOf(cards).flatMap(({ type, text }) =>
      type === 'TextBlock' && typeof text === 'string' ? [text] : [],
    )
    assert.ok(texts.length > 1_000)
    const links = new Set<string>()
    for (const text of texts) {
      const html = htmlOf(text)
      const plain = text.replace(/\\([!-/:-@[-`{-~])/g, '$1').trim()
      for (const [, address = ''] of html.matchAll(/href="([^"]*)"/g)) links.add(new URL(address).hostname)
      if (!/<(ul|ol|a|br)\b/.test(html)) assert.equal(shownIn(html).trim(), plain)
      assert.doesNotMatch(html, /<(strong|em)\b/, text)
    }
    assert.deepEqual([...links], ['contoso.crm4.dynamics.com'])
  })

  it('shows hostile texts', () => {
    for (const text of HOSTILE) assert.ok(shownIn(htmlOf(text)).length > 0)
  })
})
