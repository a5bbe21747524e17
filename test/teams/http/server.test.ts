import assert from 'node:assert/strict'
import { request } from 'node:http'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { createTeamsServer } from '../../../src/teams/http/server.js'
import { activity, installed, invoke, message, postActivity, postRaw } from '../activities.js'
import { type Bot, recordingLog, startBot, view } from '../harness.js'

interface Raw {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** A request whose path and headers are sent as they are; fetch would tidy them up. */
function raw(url: string, path: string, headers: Record<string, string> = {}): Promise<Raw> {
  const { port } = new URL(url)
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() })
      })
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('a request that is not an activity', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())

  it('malformed JSON, not an object, missing or wrong properties: 400 and a sentence', async () => {
    const without = (key: string) => JSON.stringify({ ...message(bot, 'hi'), [key]: undefined })
    const bodies = ['', '{', 'null', '[]', '"text"', '{}', '{"type":7}', '{"__proto__":null}', '\u0000']
    const missing = ['type', 'channelId', 'serviceUrl', 'conversation', 'from', 'recipient'].map(without)
    for (const body of [...bodies, ...missing, JSON.stringify({ ...message(bot, 'hi'), membersAdded: [null] })]) {
      const answer = await postRaw(bot.url, body)
      assert.equal(answer.status, 400, body)
      assert.match(
        (answer.body as { error: string }).error,
        /^(The body is not JSON|Not a Bot Framework activity).*\.$/,
      )
    }
    assert.match((await postRaw(bot.url, without('recipient'))).text, /recipient/)
    assert.equal(bot.calls.length, 0)
  })

  it('too large, or not JSON', async () => {
    const large = await postRaw(bot.url, JSON.stringify(message(bot, 'x'.repeat(300_000))))
    assert.equal(large.status, 413)
    const form = await postRaw(bot.url, JSON.stringify(message(bot, 'hi')), { 'Content-Type': 'text/plain' })
    assert.equal(form.status, 415)
    assert.equal(bot.calls.length, 0)
  })

  it('other paths and methods', async () => {
    assert.equal((await raw(bot.url, '/')).status, 404)
    assert.equal((await raw(bot.url, '/api/messages')).status, 405)
  })
})

describe('local mode', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())

  it('listens on 127.0.0.1 only, whatever host is configured', async () => {
    const other = await startBot({}, { host: '0.0.0.0' })
    const { port } = new URL(other.url)
    assert.equal((await raw(other.url, '/health')).status, 200)
    // Another loopback address: reached by a server that listens on all of them, not by one on 127.0.0.1.
    const outcome = await new Promise(resolve => {
      const socket = connect({ host: '127.0.0.2', port: Number(port) })
      socket.on('connect', () => resolve(socket.destroy() && 'connected'))
      socket.on('error', () => resolve('refused'))
    })
    assert.equal(outcome, 'refused')
    await other.close()
  })

  it('refuses requests that name another host, or come from a page of one', async () => {
    for (const headers of [
      { Host: 'evil.example' },
      { Host: '127.0.0.1.evil.example' },
      { Origin: 'http://evil.example' },
    ]) {
      for (const path of ['/health', '/images/senderConsent/1.png']) {
        assert.equal((await raw(bot.url, path, headers)).status, 403, JSON.stringify(headers))
      }
    }
    const answer = await postActivity(bot.url, message(bot, 'hi'), { Origin: 'https://evil.example' })
    assert.equal(answer.status, 403)
    assert.equal(
      (await raw(bot.url, '/health', { Host: 'localhost:3978', Origin: 'http://localhost:56150' })).status,
      200,
    )
  })

  it('answers no channel on another machine', async () => {
    const elsewhere = { connector: { url: 'https://evil.example/' } }
    assert.equal((await postActivity(bot.url, message(elsewhere, 'hi'))).status, 400)
    assert.equal(bot.calls.length, 0)
  })
})

describe('pictures', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot()
  })
  after(() => bot.close())

  it('a PNG of the folder, cacheable', async () => {
    const answer = await raw(bot.url, '/images/senderConsent/1.png')
    assert.deepEqual([answer.status, answer.text], [200, 'a picture'])
    assert.equal(answer.headers['content-type'], 'image/png')
    assert.match(String(answer.headers['cache-control']), /max-age/)
    const again = await raw(bot.url, '/images/senderConsent/1.png', { 'If-None-Match': String(answer.headers.etag) })
    assert.deepEqual([again.status, again.text], [304, ''])
  })

  it('nothing else, whatever the path says', async () => {
    const up = ['../', '..%2f', '%2e%2e/', '..\\', '..%5c', '%252e%252e%252f']
    const paths = up.flatMap(step => [`${step.repeat(6)}etc/passwd`, `senderConsent/${step}notes.txt`])
    const others = [
      'notes.txt',
      'senderConsent',
      'senderConsent/',
      '',
      '%',
      '%00',
      'senderConsent/1.png%00',
      '//etc/passwd',
    ]
    for (const path of [...paths, ...others, 'toString', '__proto__']) {
      const { status, text } = await raw(bot.url, `/images/${path}`)
      assert.ok(status === 404 || status === 400, `${path}: ${status}`)
      assert.doesNotMatch(text, /root:|not a picture/)
    }
  })
})

describe('health', () => {
  it('200 when well, 503 when not, without the text of an error', async () => {
    const told = async (health: () => { ok: boolean }) => {
      const bot = await startBot({}, { health })
      const { status, text } = await raw(bot.url, '/health')
      await bot.close()
      return [status, text]
    }
    const fail = () => {
      throw new Error('AccountKey=secret')
    }
    assert.deepEqual(await told(() => ({ ok: true })), [200, '{"ok":true}'])
    assert.deepEqual(await told(() => ({ ok: false })), [503, '{"ok":false}'])
    assert.deepEqual(await told(fail), [503, '{"ok":false}'])
  })

  it('is not checked again for every request', async () => {
    let looks = 0
    const bot = await startBot({}, { health: () => ({ ok: ++looks === 1 }) })
    const answers = await Promise.all(Array.from({ length: 50 }, () => raw(bot.url, '/health')))
    assert.deepEqual([looks, new Set(answers.map(({ status }) => status))], [1, new Set([200])])
    await bot.close()
  })
})

describe('lifecycle', () => {
  it('without an application no activity is accepted, and the bot is unhealthy', async () => {
    const folder = import.meta.dirname
    const { log } = recordingLog()
    const server = createTeamsServer({
      auth: null,
      port: 0,
      view,
      log,
      images: { folder },
      health: () => ({ ok: true }),
    })
    const url = `http://127.0.0.1:${(await server.listen()).port}`
    const answer = await postActivity(url, message({ connector: { url } }, 'hi'))
    assert.deepEqual([answer.status, (await raw(url, '/health')).status], [503, 503])
    await server.close()
  })

  it('an unexpected failure is a 500 without its text', async () => {
    const failing = {
      card: () => {
        throw new Error('a secret path')
      },
      summary: () => '',
      text: () => '',
    }
    const bot = await startBot({}, { view: failing })
    const answer = await postActivity(bot.url, invoke(bot, {}))
    assert.equal(answer.status, 500)
    assert.doesNotMatch(answer.text, /secret/)
    assert.ok(bot.lines.some(({ level, details }) => level === 'error' && details.err?.message === 'a secret path'))
    await bot.close()
  })

  it('closing waits for a turn in progress', async () => {
    let finish = () => {}
    let begun = () => {}
    const beginning = new Promise<void>(resolve => {
      begun = resolve
    })
    const work = new Promise<void>(resolve => {
      finish = resolve
    })
    const order: string[] = []
    const bot = await startBot({
      greet: async () => {
        begun()
        await work
        order.push('turn ended')
      },
    })
    const answered = postActivity(bot.url, installed(bot))
    await beginning
    const closed = bot.server.close().then(() => order.push('closed'))
    finish()
    assert.equal((await answered).status, 200)
    await closed
    assert.deepEqual(order, ['turn ended', 'closed'])
    await assert.rejects(postActivity(bot.url, activity(bot, { type: 'typing' })))
    await bot.close()
  })

  it('a port in use is an error with its own code', async () => {
    const bot = await startBot()
    await assert.rejects(startBot({}, { port: Number(new URL(bot.url).port) }), { code: 'EADDRINUSE' })
    await bot.close()
  })
})
