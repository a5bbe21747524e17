import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { HOUR_MS } from '../../src/domain/durations.js'
import { IDLE_MS, LONGEST_MS } from '../../src/web/signIn/webSessions.js'
import { type Bot, startBot } from '../teams/harness.js'

const file = new URL('../../../deploymentTemplates/teamsApp/manifest.json', import.meta.url)
const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
  developer: { websiteUrl: string; privacyUrl: string; termsOfUseUrl: string }
  validDomains: string[]
}
const { privacyUrl, termsOfUseUrl, websiteUrl } = manifest.developer

const PATHS = ['/check/about', '/check/privacy', '/check/terms']

describe('the pages that the Teams app names', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())

  for (const [address, title] of [
    [privacyUrl, 'Privacy'],
    [termsOfUseUrl, 'Terms of use'],
    [websiteUrl, 'Pending Send'],
  ] as const) {
    it(`${title} is served at its URL, on the host of the app`, async () => {
      const { pathname, hostname, protocol } = new URL(address)
      assert.equal(protocol, 'https:')
      assert.ok(manifest.validDomains.includes(hostname))
      const answer = await fetch(new URL(pathname, bot.url))
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8')
      const html = await answer.text()
      assert.match(html, new RegExp(`<h1>${title}</h1>`))
      assert.match(html, /<html lang="en">/)
      assert.match(html, /<meta name="viewport" content="width=device-width/)
      assert.match(html, /prefers-color-scheme: dark/)
    })
  }

  it('allow nothing but their own style, and link only to each other', async () => {
    for (const path of PATHS) {
      const answer = await fetch(new URL(path, bot.url))
      const html = await answer.text()
      const style = /<style>([^<]*)<\/style>/.exec(html)?.[1] ?? ''
      const hash = createHash('sha256').update(style).digest('base64')
      const policy = answer.headers.get('content-security-policy') ?? ''
      assert.ok(policy.startsWith(`default-src 'none'; style-src 'sha256-${hash}';`), policy)
      assert.match(policy, /frame-ancestors 'none'/)
      assert.doesNotMatch(html, /<script|style=|\son\w+=|https?:|src=/)
      assert.equal(answer.headers.get('set-cookie'), null)
      for (const [, link = ''] of html.matchAll(/href="([^"]*)"/g)) {
        assert.equal((await fetch(new URL(link, bot.url))).status, 200, link)
      }
    }
  })

  it('link to each other, each to both of the others', async () => {
    for (const path of PATHS) {
      const html = await (await fetch(new URL(path, bot.url))).text()
      const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => link)
      assert.deepEqual(
        links.toSorted(),
        PATHS.filter(other => other !== path),
      )
    }
  })

  it('are found for good by those that still look where they were, whatever the request says', async () => {
    for (const path of PATHS) {
      const before = path.replace('/check', '')
      for (const address of [before, `${before}?to=//evil.example`]) {
        const headers = { 'X-Forwarded-Host': 'evil.example' }
        const answer = await fetch(new URL(address, bot.url), { redirect: 'manual', headers })
        assert.equal(answer.status, 308)
        assert.equal(answer.headers.get('location'), path)
        assert.equal(await answer.text(), '')
      }
      const followed = await fetch(new URL(before, bot.url))
      assert.deepEqual([followed.status, new URL(followed.url).pathname], [200, path])
    }
  })

  it('say of the web page what is kept and for how long, and which cookies it sets', async () => {
    const [about = '', privacy = '', terms = ''] = await Promise.all(
      PATHS.map(async path => (await (await fetch(new URL(path, bot.url))).text()).replace(/\s+/g, ' ')),
    )
    for (const html of [about, privacy, terms]) assert.match(html, /web page/)
    assert.match(privacy, /<h2>Cookies<\/h2> <p>In Teams, [^<]* The web page sets two kinds, [^<]* nobody is tracked/)
    assert.match(privacy, /Your session on the web page/)
    assert.match(privacy, /done nothing for eight hours, and at most twelve hours after you signed in/)
    assert.deepEqual([IDLE_MS, LONGEST_MS], [8 * HOUR_MS, 12 * HOUR_MS])
    assert.match(terms, /sign out on a device that others use/)
  })
})
