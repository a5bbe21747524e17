import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { activity, cardOf, invoke, message, postActivity, postRaw } from './activities.js'
import { close, listen } from './connector.js'
import { type Bot, shownBy, startBot } from './harness.js'

const appId = '7c1b0e52-0d0a-4c3e-9a86-3a9d7a3f7f10'

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** A token as the channel's (Bot Connector authentication: RS256, issuer, audience, serviceurl). */
function token(key: KeyObject, claims: object): string {
  const now = Math.floor(Date.now() / 1000)
  const body = { iss: 'https://api.botframework.com', aud: appId, nbf: now - 60, exp: now + 600, ...claims }
  const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'channel-key' })}.${encode(body)}`
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`
}

/** The old trick: the public key as the secret of a symmetric signature. */
function forged(key: KeyObject, serviceurl: string): string {
  const exp = Math.floor(Date.now() / 1000) + 600
  const body = encode({ iss: 'https://api.botframework.com', aud: appId, exp, serviceurl })
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'channel-key' })}.${body}`
  const secret = key.export({ type: 'pkcs1', format: 'pem' })
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** Publishes the channel's signing key, as login.botframework.com does. */
async function publishKey(key: KeyObject): Promise<{ server: Server; url: string }> {
  const keys = [{ ...key.export({ format: 'jwk' }), kid: 'channel-key', endorsements: ['msteams'] }]
  const server = createServer((request, response) => {
    const metadata = { issuer: 'https://api.botframework.com', jwks_uri: `http://${request.headers.host}/keys` }
    response.end(JSON.stringify(request.url === '/keys' ? { keys } : metadata))
  })
  return { server, url: `http://127.0.0.1:${await listen(server)}/openid` }
}

describe('with authentication', () => {
  const channel = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
  let keys: Awaited<ReturnType<typeof publishKey>>
  let bot: Bot
  before(async () => {
    keys = await publishKey(channel.publicKey)
    const auth = { appType: 'MultiTenant', appId, appPassword: 'secret', tenantId: '', openIdMetadataUrl: keys.url }
    bot = await startBot({}, { auth, host: '127.0.0.1' })
  })
  after(async () => {
    await bot.close()
    await close(keys.server)
  })

  const bearer = (value: string) => ({ Authorization: `Bearer ${value}` })
  const good = (claims: object = {}) => bearer(token(channel.privateKey, { serviceurl: bot.connector.url, ...claims }))

  it('the channel is let in', async () => {
    const answer = await postActivity(bot.url, invoke(bot, { verb: 'start' }), good())
    assert.equal(shownBy(cardOf(answer)), 'clicked')
    assert.equal((await postActivity(bot.url, message(bot, 'hi'), good())).status, 200)
    assert.deepEqual(
      bot.calls.map(({ what }) => what),
      ['click', 'say'],
    )
  })

  it('nobody else is: 401, and the application hears nothing', async () => {
    const before = bot.calls.length
    const self = { serviceurl: bot.connector.url }
    const unsigned = `${encode({ alg: 'none', typ: 'JWT' })}.${encode({ iss: 'https://api.botframework.com', aud: appId })}.`
    // What an attacker can make without the channel's key, and what the channel meant for others.
    const refused: Record<string, Record<string, string>> = {
      'no token': {},
      'an empty header': { Authorization: '' },
      'another scheme': { Authorization: 'Basic dXNlcjpwYXNz' },
      'no token after the scheme': { Authorization: 'Bearer' },
      garbage: bearer('garbage'),
      'garbage of three parts': bearer('a.b.c'),
      'a key of its own, the right audience': bearer(token(stranger.privateKey, self)),
      'no signature': bearer(unsigned),
      'the public key as secret': bearer(forged(channel.publicKey, bot.connector.url)),
      'another audience': good({ aud: '00000000-0000-0000-0000-000000000001' }),
      'another issuer': good({ iss: 'https://evil.example' }),
      'another service': good({ serviceurl: 'https://evil.example/' }),
      expired: good({ nbf: 1, exp: 2 }),
    }
    for (const [why, headers] of Object.entries(refused)) {
      const answer = await postActivity(bot.url, message(bot, 'hi'), headers)
      assert.equal(answer.status, 401, why)
      assert.deepEqual(answer.body, { error: 'A valid token of the Bot Framework is needed.' }, why)
    }
    assert.equal(bot.calls.length, before)
  })

  it('a request without a token is not even read', async () => {
    assert.equal((await postRaw(bot.url, '{')).status, 401)
    assert.equal((await postRaw(bot.url, '{', good())).status, 400)
  })

  it('a token for one service does not vouch for an activity of another', async () => {
    const elsewhere = activity({ connector: { url: 'https://evil.example/' } }, { type: 'message', text: 'hi' })
    assert.equal((await postActivity(bot.url, elsewhere, good())).status, 401)
    assert.equal((await postActivity(bot.url, { ...elsewhere, serviceUrl: undefined }, good())).status, 400)
  })

  it('where the keys cannot be had, nobody is let in', async () => {
    const server = createServer()
    const url = `http://127.0.0.1:${await listen(server)}`
    await close(server)
    const auth = { appType: 'MultiTenant', appId, appPassword: 'secret', tenantId: '', openIdMetadataUrl: url }
    const blind = await startBot({}, { auth, host: '127.0.0.1' })
    const headers = bearer(token(channel.privateKey, { serviceurl: blind.connector.url }))
    const answer = await postActivity(blind.url, message(blind, 'hi'), headers)
    assert.equal(answer.status, 401)
    assert.doesNotMatch(answer.text, /ECONNREFUSED/)
    assert.ok(blind.lines.some(({ details }) => /ECONNREFUSED/.test(String(details.err))))
    await blind.close()
  })
})
