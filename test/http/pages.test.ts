import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { type Bot, startBot } from '../teams/harness.js'

const file = new URL('../../../deploymentTemplates/teamsApp/manifest.json', import.meta.url)
const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
  developer: { websiteUrl: string; privacyUrl: string; termsOfUseUrl: string }
  validDomains: string[]
}
const { privacyUrl, termsOfUseUrl, websiteUrl } = manifest.developer

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
    for (const path of ['/about', '/privacy', '/terms']) {
      const answer = await fetch(new URL(path, bot.url))
      const html = await answer.text()
      const style = /<style>([^<]*)<\/style>/.exec(html)?.[1] ?? ''
      const hash = createHash('sha256').update(style).digest('base64')
      const policy = answer.headers.get('content-security-policy') ?? ''
      assert.ok(policy.startsWith(`default-src 'none'; style-src 'sha256-${hash}';`), policy)
      assert.match(policy, /frame-ancestors 'none'/)
      assert.doesNotMatch(html, /<script|style=|\son\w+=|https?:|src=/)
      for (const [, link = ''] of html.matchAll(/href="([^"]*)"/g)) {
        assert.equal((await fetch(new URL(link, bot.url))).status, 200, link)
      }
    }
  })
})
