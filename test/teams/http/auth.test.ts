import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { ChannelKeys } from '../../../src/teams/http/channelKeys.js'
import { ChannelTokens, Unauthorized } from '../../../src/teams/http/channelTokens.js'
import { isOfChannel, isSameService } from '../../../src/teams/http/hosts.js'
import { activity, cardOf, invoke, message, postActivity, postRaw, TENANT } from '../activities.js'
import {
  APP_ID,
  authAt,
  bearer,
  forgedToken,
  hmacWith,
  ISSUER,
  jwkOf,
  type Publisher,
  publishKeys,
  rsaKeys,
  tokenOf,
} from '../channel.js'
import { type Bot, shownBy, startBot } from '../harness.js'

const channel = rsaKeys()
const stranger = rsaKeys()
const UNAUTHORIZED = { error: 'A valid token of the Bot Framework is needed.' }

describe('with authentication', () => {
  let keys: Publisher
  let bot: Bot
  before(async () => {
    const webchat = jwkOf(stranger.publicKey, { kid: 'webchat-key', endorsements: ['webchat'] })
    const unendorsed = jwkOf(stranger.publicKey, { kid: 'bare-key', endorsements: undefined })
    keys = await publishKeys(jwkOf(channel.publicKey), webchat, unendorsed)
    bot = await startBot({}, { auth: authAt(keys.url), host: '127.0.0.1' })
  })
  after(() => Promise.all([bot.close(), keys.close()]))

  const good = (claims: object = {}) =>
    bearer(tokenOf({ key: channel.privateKey }, { serviceurl: bot.connector.url, ...claims }))

  it('the channel is let in', async () => {
    const answer = await postActivity(bot.url, invoke(bot, { verb: 'start' }), good())
    assert.equal(shownBy(cardOf(answer)), 'clicked')
    assert.equal((await postActivity(bot.url, message(bot, 'hi'), good())).status, 200)
    // A slash at the end does not make it another service, and a clock may be slightly off.
    const bare = { serviceurl: bot.connector.url.replace(/\/$/, '') }
    assert.equal((await postActivity(bot.url, message(bot, 'hi'), good(bare))).status, 200)
    const justOver = Math.floor(Date.now() / 1000) - 200
    assert.equal((await postActivity(bot.url, message(bot, 'hi'), good({ exp: justOver }))).status, 200)
    assert.deepEqual(
      bot.calls.map(({ what }) => what),
      ['click', 'say', 'say', 'say'],
    )
    assert.deepEqual(keys.asked, ['/openid', '/keys'], 'keys are fetched once')
  })

  it('nobody else is: 401, and the application is not called', async ({ mock }) => {
    const before = bot.calls.length
    // The SDK would write errors with their stacks, and keys, there.
    const written = (['error', 'warn', 'info', 'log'] as const).map(name => mock.method(console, name, () => {}))
    const self = { serviceurl: bot.connector.url }
    const now = Math.floor(Date.now() / 1000)
    const entra = {
      ...self,
      iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      azp: APP_ID,
      ver: '2.0',
      tid: TENANT,
    }
    // Tokens that an attacker can make without the channel's key, and tokens of the channel for others.
    const refused: Record<string, Record<string, string>> = {
      'no token': {},
      'an empty header': { Authorization: '' },
      'another scheme': { Authorization: 'Basic dXNlcjpwYXNz' },
      'no token after the scheme': { Authorization: 'Bearer' },
      garbage: bearer('garbage'),
      'garbage of three parts': bearer('a.b.c'),
      'a token of Entra, for the bot and from it': good(entra),
      'a token of Entra, signed by a key of its own': bearer(
        tokenOf({ key: stranger.privateKey, kid: 'entra' }, entra),
      ),
      'a token of the emulator': good({
        ...self,
        iss: 'https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/',
        appid: APP_ID,
        ver: '1.0',
      }),
      'a token of a skill': good({ ...entra, aud: APP_ID, azp: '00000000-0000-0000-0000-000000000001' }),
      'a key of its own, the right audience': bearer(tokenOf({ key: stranger.privateKey }, self)),
      'no signature': bearer(forgedToken('none', self, () => '')),
      'no signature, with something in its place': bearer(forgedToken('none', self, () => 'AAAA')),
      'the public key as secret': bearer(forgedToken('HS256', self, hmacWith(channel.publicKey))),
      'the public key as secret, told as RSA': bearer(forgedToken('RS256', self, hmacWith(channel.publicKey))),
      'another audience': good({ aud: '00000000-0000-0000-0000-000000000001' }),
      'several audiences': good({ aud: [APP_ID, '00000000-0000-0000-0000-000000000001'] }),
      'another issuer': good({ iss: 'https://evil.example' }),
      'an issuer that begins alike': good({ iss: `${ISSUER}.evil.example` }),
      'another service': good({ serviceurl: 'https://evil.example/' }),
      'the same host, another path': good({ serviceurl: `${bot.connector.url}emea/` }),
      'no service': good({ serviceurl: undefined }),
      'a service that is no text': good({ serviceurl: [bot.connector.url] }),
      expired: good({ nbf: 1, exp: 2 }),
      'expired six minutes ago': good({ exp: now - 360 }),
      'without an end': good({ exp: undefined }),
      'not yet good': good({ nbf: now + 360, exp: now + 720 }),
      'an unknown key': bearer(tokenOf({ key: stranger.privateKey, kid: 'unknown' }, self)),
      'a key of another channel': bearer(tokenOf({ key: stranger.privateKey, kid: 'webchat-key' }, self)),
      'a key of no channel': bearer(tokenOf({ key: stranger.privateKey, kid: 'bare-key' }, self)),
    }
    for (const [why, headers] of Object.entries(refused)) {
      const answer = await postActivity(bot.url, message(bot, 'hi'), headers)
      assert.equal(answer.status, 401, why)
      assert.deepEqual(answer.body, UNAUTHORIZED, why)
    }
    assert.equal(bot.calls.length, before)
    assert.equal(bot.connector.calls.length, 0, 'nothing was written to the service that was named')
    assert.deepEqual(keys.asked, ['/openid', '/keys'], 'and no key was looked for')
    assert.deepEqual(
      written.flatMap(({ mock: { calls } }) => calls),
      [],
    )
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

  it('and even a token of the channel does not turn another host into a service', async () => {
    const before = bot.calls.length
    for (const url of ['https://evil.example/', 'https://smba.trafficmanager.net.evil.example/', 'http://10.0.0.1/']) {
      const answer = await postActivity(bot.url, message({ connector: { url } }, 'hi'), good({ serviceurl: url }))
      assert.equal(answer.status, 401, url)
    }
    assert.equal(bot.calls.length, before)
    const surface = { ...bot.calls[0]!.incoming.surface, serviceUrl: 'https://evil.example/' }
    const sent = bot.connector.calls.length
    const delivery = await bot.server.messenger.send(surface, { kind: 'welcome' })
    assert.notEqual(delivery.result, 'done')
    assert.equal(bot.connector.calls.length, sent)
  })

  it('the log says why, but nothing of the token', async () => {
    const other = await startBot({}, { auth: authAt(keys.url), host: '127.0.0.1' })
    const token = tokenOf({ key: stranger.privateKey }, { serviceurl: other.connector.url, name: 'Mallory' })
    await postActivity(other.url, message(other, 'hi'), bearer(token))
    await other.close()
    const { lines } = other
    assert.deepEqual(
      lines.map(({ level, message: text }) => [level, text]),
      [['warn', 'Refused a request without a valid token']],
    )
    const said = JSON.stringify(lines)
    assert.match(said, /ERR_JWS_SIGNATURE_VERIFICATION_FAILED/)
    assert.ok(!token.split('.').some(part => said.includes(part)))
    assert.doesNotMatch(said, /Mallory|stack/)
  })
})

describe('people of other tenants', () => {
  const OTHER = '9e2d5b5c-1f7c-4c9e-8a33-0d6f6a5b7c21'
  let keys: Publisher
  let bot: Bot
  before(async () => {
    keys = await publishKeys(jwkOf(channel.publicKey, { endorsements: ['msteams', 'directline', 'webchat'] }))
    bot = await startBot({}, { auth: authAt(keys.url), host: '127.0.0.1' })
  })
  after(() => Promise.all([bot.close(), keys.close()]))

  const post = (body: object) =>
    postActivity(bot.url, body, bearer(tokenOf({ key: channel.privateKey }, { serviceurl: bot.connector.url })))

  it('are refused before the application hears of them, with one line in the log and no name', async () => {
    const from = bot.lines.length
    const answer = await post(message({ ...bot, tenantId: OTHER }, 'stuck'))
    assert.deepEqual([answer.status, answer.body], [403, { error: 'This bot serves people of other organizations.' }])
    const lines = bot.lines.slice(from)
    assert.equal(lines.length, 1)
    assert.match(lines[0]?.message ?? '', /ALLOWED_TENANTS/)
    assert.doesNotMatch(JSON.stringify(lines), /Alex/)
    assert.equal((await post(invoke({ ...bot, tenantId: OTHER }, { verb: 'start' }))).status, 403)
    assert.deepEqual(bot.calls, [])
  })

  it('as is anybody on a channel that gives no tenant, whatever they claim', async () => {
    const claims = { channelData: { tenant: { id: TENANT } } }
    for (const channelId of ['directline', 'webchat']) {
      const claiming = { ...message({ ...bot, channelId }, 'stuck', claims) }
      const conversation = { id: 'conversation', tenantId: TENANT }
      assert.equal((await post({ ...claiming, conversation })).status, 403)
    }
    assert.equal((await post({ ...message(bot, 'hi'), channelData: {}, conversation: { id: 'c' } })).status, 403)
    assert.deepEqual(bot.calls, [])
  })

  it('as is an activity that names two tenants', async () => {
    const two = { channelData: { tenant: { id: OTHER } } }
    const answer = await post(message(bot, 'hi', two))
    assert.equal(answer.status, 400)
    assert.match(answer.text, /conversation\.tenantId/)
    const shouted = { channelData: { tenant: { id: TENANT.toUpperCase() } } }
    assert.equal((await post(message(bot, 'hi', shouted))).status, 200, 'the same one, written in capitals')
    assert.equal(bot.calls.at(-1)?.incoming.by.tenantId, TENANT)
  })
})

describe('the keys of the channel', () => {
  const serviceurl = 'https://smba.trafficmanager.net/emea/'
  const MINUTE = 60_000
  const open: Publisher[] = []
  after(() => Promise.all(open.map(one => one.close())))

  async function reading(...published: object[]) {
    const keys = await publishKeys(...published)
    open.push(keys)
    const clock = { now: 0 }
    const tokens = new ChannelTokens(APP_ID, new ChannelKeys({ metadataUrl: keys.url, now: () => clock.now }))
    const read = (kid: string, key = channel.privateKey) =>
      tokens.read(`Bearer ${tokenOf({ key, kid }, { serviceurl })}`)
    return { keys, clock, tokens, read }
  }

  it('are fetched once for concurrent requests', async () => {
    const { keys, read } = await reading(jwkOf(channel.publicKey))
    await Promise.all(Array.from({ length: 20 }, () => read('channel-key')))
    assert.deepEqual(keys.asked, ['/openid', '/keys'])
  })

  it('are fetched again for an unknown key id at most once in five minutes, and once a day', async () => {
    const { keys, clock, read } = await reading(jwkOf(channel.publicKey))
    await read('channel-key')
    for (let n = 0; n < 50; n += 1) await assert.rejects(read(randomUUID()), Unauthorized)
    assert.equal(keys.asked.length, 2)
    clock.now += 5 * MINUTE
    keys.keys.push(jwkOf(stranger.publicKey, { kid: 'new-key' }))
    await read('new-key', stranger.privateKey)
    for (let n = 0; n < 50; n += 1) await assert.rejects(read(randomUUID()), Unauthorized)
    assert.equal(keys.asked.length, 4)
    clock.now += 24 * 60 * MINUTE
    await read('channel-key')
    await read('channel-key')
    assert.equal(keys.asked.length, 6)
  })

  it('are no longer valid when they are no longer published', async () => {
    const { keys, clock, read } = await reading(jwkOf(channel.publicKey))
    await read('channel-key')
    keys.keys = [jwkOf(stranger.publicKey, { kid: 'other' })]
    clock.now += 24 * 60 * MINUTE
    await assert.rejects(read('channel-key'), Unauthorized)
  })

  it('are an outage if they cannot be fetched, and fetched again later; known ones stay valid', async () => {
    const { keys, clock, read } = await reading(jwkOf(channel.publicKey))
    keys.outage = 503
    for (let n = 0; n < 20; n += 1) await assert.rejects(read('channel-key'), { name: 'KeysUnavailable' })
    assert.equal(keys.asked.length, 1)
    clock.now += MINUTE
    keys.outage = null
    await read('channel-key')
    keys.outage = 500
    clock.now += 2 * 24 * 60 * MINUTE
    await read('channel-key')
    await assert.rejects(read('unknown'), { name: 'KeysUnavailable' })
    clock.now += 4 * 24 * 60 * MINUTE
    await assert.rejects(read('channel-key'), { name: 'KeysUnavailable' }, 'after five days no more')
  })

  it('are taken only from the host of the metadata, and only if they are usable', async () => {
    const weak = { kty: 'RSA', kid: 'weak', n: 'AQAB', e: 'AQAB' }
    const secret = { kty: 'oct', kid: 'secret', k: 'c2VjcmV0' }
    const { read } = await reading(weak, secret, null as never, jwkOf(channel.publicKey))
    await read('channel-key')
    for (const kid of ['weak', 'secret']) await assert.rejects(read(kid), Unauthorized)
    const elsewhere = await reading(jwkOf(channel.publicKey))
    const moved = new ChannelKeys({ metadataUrl: elsewhere.keys.url.replace('127.0.0.1', 'localhost') })
    // The metadata names 127.0.0.1 only when it is asked there.
    assert.ok(await moved.find('channel-key'))
    await assert.rejects(new ChannelKeys({ metadataUrl: 'http://keys.example/openid' }).find('channel-key'), {
      name: 'KeysUnavailable',
    })
  })

  it('are needed to let anybody in: without them 503, logged as an outage', async () => {
    const { keys } = await reading(jwkOf(channel.publicKey))
    keys.outage = 500
    const bot = await startBot({}, { auth: authAt(keys.url), host: '127.0.0.1' })
    const headers = bearer(tokenOf({ key: channel.privateKey }, { serviceurl: bot.connector.url }))
    const answer = await postActivity(bot.url, message(bot, 'hi'), headers)
    assert.equal(answer.status, 503)
    assert.match(answer.text, /keys of the Bot Framework cannot be had/)
    assert.doesNotMatch(answer.text, /HTTP 500|127\.0\.0\.1/)
    assert.ok(bot.lines.some(({ details }) => /HTTP 500/.test(String(details.err?.cause))))
    // A request that would be refused anyway gets that answer.
    assert.equal((await postActivity(bot.url, message(bot, 'hi'), bearer('garbage'))).status, 401)
    assert.deepEqual(bot.calls, [])
    await bot.close()
  })
})

describe('3,000 junk tokens', () => {
  it('cost no request and leave nothing behind', async () => {
    const keys = await publishKeys(jwkOf(channel.publicKey))
    const bot = await startBot({}, { auth: authAt(keys.url), host: '127.0.0.1' })
    const self = { serviceurl: bot.connector.url }
    const junk = (n: number) => {
      const tid = `${n}-${'x'.repeat(8_000)}`
      const iss = `https://login.microsoftonline.com/${tid}/v2.0`
      // Tokens of Entra, of nobody, and of a key that the channel does not have.
      const kinds = [
        { claims: { ...self, iss, azp: APP_ID, ver: '2.0' } },
        { claims: { ...self, iss: `https://sts.windows.net/${tid}/`, appid: APP_ID, ver: '1.0' } },
        { claims: { ...self, tid }, kid: `key-${n}` },
      ]
      const { claims, kid = 'channel-key' } = kinds[n % kinds.length]!
      return forged(claims, kid)
    }
    const forged = (claims: object, kid: string) => {
      const header = Buffer.from(JSON.stringify({ alg: 'RS256', typ: 'JWT', kid })).toString('base64url')
      const exp = Math.floor(Date.now() / 1000) + 600
      const body = Buffer.from(JSON.stringify({ iss: ISSUER, aud: APP_ID, exp, ...claims })).toString('base64url')
      return `${header}.${body}.AAAA`
    }
    const post = async (from: number, to: number) => {
      for (let n = from; n < to; n += 1) {
        const { status } = await postActivity(bot.url, message(bot, 'hi'), bearer(junk(n)))
        assert.equal(status, 401)
        told += bot.lines.length
        bot.lines.length = 0
      }
    }
    let told = 0
    const begun = performance.now()
    try {
      // Until the server and the client have reached their own sizes.
      await post(0, 1_000)
      const before = heap()
      await post(1_000, 4_000)
      const grown = heap() - before
      // Together they are 32 MB; keeping one in ten would be 3 MB.
      assert.ok(grown < 3_000_000, `${grown} bytes stay`)
      assert.ok(told <= 1 + (performance.now() - begun) / 1000, 'a line a second')
      assert.deepEqual(keys.asked, ['/openid', '/keys'])
      assert.deepEqual(bot.calls, [])
    } finally {
      await Promise.all([bot.close(), keys.close()])
    }
  })
})

function heap(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  for (let n = 0; n < 3; n += 1) collect()
  return process.memoryUsage().heapUsed
}

describe('a service of the channel', () => {
  it('is one that Microsoft documents, over https, and nothing that looks like one', () => {
    for (const url of [
      'https://smba.trafficmanager.net/emea/',
      'https://SMBA.trafficmanager.net/teams',
      'https://smba.infra.gcc.teams.microsoft.com/teams',
      'https://smba.infra.gov.teams.microsoft.us/teams',
      'https://smba.infra.dod.teams.microsoft.us/teams',
      'https://webchat.botframework.com/',
    ]) {
      assert.ok(isOfChannel(url), url)
    }
    for (const url of [
      'http://smba.trafficmanager.net/emea/',
      'https://smba.trafficmanager.net:8443/',
      'https://user:pass@smba.trafficmanager.net/',
      'https://smba.trafficmanager.net@evil.example/',
      'https://smba.trafficmanager.net.evil.example/',
      'https://evil.trafficmanager.net/',
      'https://evilbotframework.com/',
      'https://botframework.com.evil.example/',
      'https://127.0.0.1/',
      'https://10.0.0.1/',
      'https://[::1]/',
      'https://169.254.169.254/',
      'nothing',
    ]) {
      assert.ok(!isOfChannel(url), url)
    }
  })

  it('is the same one regardless of the case of its host and a slash at its end', () => {
    assert.ok(isSameService('https://SMBA.trafficmanager.net/emea', 'https://smba.trafficmanager.net:443/emea/'))
    for (const [one, other] of [
      ['https://smba.trafficmanager.net/emea/', 'https://smba.trafficmanager.net/amer/'],
      ['https://smba.trafficmanager.net/', 'http://smba.trafficmanager.net/'],
      ['https://smba.trafficmanager.net/', 'https://smba.trafficmanager.net/?a=b'],
      ['nothing', 'nothing'],
    ] as const) {
      assert.ok(!isSameService(one, other), `${one} ${other}`)
    }
  })
})
