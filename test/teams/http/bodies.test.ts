import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { LIMIT_BYTES, LINGER_BYTES, MOST_REQUESTS, MOST_REQUESTS_OF_ONE } from '../../../src/http/limits.js'
import { message, postActivity } from '../activities.js'
import { authAt, jwkOf, type Publisher, publishKeys, rsaKeys, tokenOf } from '../channel.js'
import { type Bot, startBot } from '../harness.js'

const channel = rsaKeys()
const PATIENCE_MS = 300

let keys: Publisher
let bot: Bot
before(async () => {
  keys = await publishKeys(jwkOf(channel.publicKey))
  bot = await startBot({}, { auth: authAt(keys.url), host: '127.0.0.1', patience: PATIENCE_MS })
})
after(() => Promise.all([bot.close(), keys.close()]))

interface Talk {
  readonly socket: Socket
  /** Everything received, once the bot has ended the connection. */
  readonly ended: Promise<string>
  /** Resolves as soon as the data received so far matches. */
  came(what: RegExp): Promise<void>
}

/** A connection to the bot, with these lines of a request on it. */
function talk(head: readonly string[], body = ''): Talk {
  const { port } = new URL(bot.url)
  const socket = connect(Number(port), '127.0.0.1')
  let got = ''
  const watchers = new Set<() => void>()
  socket.setEncoding('utf8').on('data', text => {
    got += text
    for (const look of watchers) look()
  })
  // A write in progress fails when the bot ends the connection.
  socket.on('error', () => {})
  const ended = new Promise<string>(resolve => socket.on('close', () => resolve(got)))
  socket.write(`${[...head, 'Host: 127.0.0.1', '', ''].join('\r\n')}${body}`)
  const came = (what: RegExp) =>
    new Promise<void>(resolve => {
      const look = () => what.test(got) && resolve()
      watchers.add(look)
      look()
    })
  return { socket, ended, came }
}

const post = (...headers: readonly string[]) => [
  'POST /api/messages HTTP/1.1',
  'Content-Type: application/json',
  ...headers,
]
const authorized = () =>
  `Authorization: Bearer ${tokenOf({ key: channel.privateKey }, { serviceurl: bot.connector.url })}`
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])

/** Writes endlessly, as fast as it is read; resolves to the number of bytes sent. */
async function flood({ socket, ended }: Talk, chunk: string): Promise<number> {
  let open = true
  void ended.then(() => {
    open = false
  })
  while (open && socket.writable) {
    if (!socket.write(chunk)) {
      await Promise.race([ended, new Promise<void>(resolve => socket.once('drain', resolve))])
    }
  }
  return socket.bytesWritten
}

describe('a body that is too large', () => {
  it('is refused for its declared length, before any of it has arrived', async () => {
    for (const token of [authorized(), 'X-None: 1']) {
      const asked = talk(post(token, 'Content-Length: 1000000000'))
      const answer = await asked.ended
      assert.equal(statusOf(answer), token === 'X-None: 1' ? 401 : 413)
      assert.match(answer, /\r\nConnection: close\r\n/i)
    }
  })

  it('is not read beyond the limit, however it is sent; then the connection ends', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    for (const [token, status] of [
      [authorized(), 413],
      ['X-None: 1', 401],
    ] as const) {
      const asked = talk(post(token, 'Transfer-Encoding: chunked'))
      const written = await flood(asked, chunk)
      assert.equal(statusOf(await asked.ended), status)
      // The rest is in the buffers of the connection.
      assert.ok(written < LIMIT_BYTES + LINGER_BYTES + 16_000_000, `${written} bytes went out`)
    }
    assert.equal(bot.calls.length, 0)
  })

  it('to a route that reads no body ends the connection with the answer', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    for (const [line, status] of [
      ['GET /health HTTP/1.1', 200],
      ['GET /images/none.png HTTP/1.1', 404],
      ['GET /check/privacy HTTP/1.1', 200],
      ['GET /privacy HTTP/1.1', 308],
      ['POST /elsewhere HTTP/1.1', 404],
      ['PUT /api/messages HTTP/1.1', 405],
    ] as const) {
      const asked = talk([line, 'Transfer-Encoding: chunked'])
      assert.ok((await flood(asked, chunk)) < 16_000_000, line)
      const answer = await asked.ended
      assert.ok(answer === '' || statusOf(answer) === status, `${line}: ${answer.slice(0, 40)}`)
    }
  })
})

describe('a slow body', () => {
  it('is waited for no longer than its patience: 1,000 of them leave no connection open', async () => {
    const token = authorized()
    const head = post(token, 'Content-Length: 1000')
    const slow = Array.from({ length: 1000 }, () => talk(head, '{"type":'))
    const answers = await Promise.all(slow.map(({ ended }) => ended))
    assert.deepEqual(new Set(answers.map(statusOf)), new Set([408]))
    assert.equal((await postActivity(bot.url, message(bot, 'hi'), headersOf(token))).status, 200)
  })

  it('is not waited for at all without a token', async () => {
    const slow = Array.from({ length: 100 }, () => talk(post('Content-Length: 1000'), '{"type":'))
    const answers = await Promise.all(slow.map(({ ended }) => ended))
    assert.deepEqual(new Set(answers.map(statusOf)), new Set([401]))
  })

  it('is accepted if it is complete in time', async () => {
    const text = JSON.stringify(message(bot, 'in two parts'))
    const asked = talk(post(authorized(), `Content-Length: ${Buffer.byteLength(text)}`), text.slice(0, 20))
    asked.socket.write(text.slice(20))
    await asked.came(/^HTTP\/1\.1 200/)
    asked.socket.destroy()
    assert.equal(bot.calls.at(-1)?.text, 'in two parts')
  })

  it('that breaks off is not an activity', async () => {
    const before = bot.calls.length
    const asked = talk(post(authorized(), 'Content-Length: 1000'), '{"type":')
    asked.socket.end()
    await asked.ended
    assert.equal(bot.calls.length, before)
  })
})

describe('activities in progress', () => {
  for (const [whose, most] of [
    ['all together', MOST_REQUESTS],
    ['one person', MOST_REQUESTS_OF_ONE],
  ] as const) {
    const isOne = most === MOST_REQUESTS_OF_ONE
    it(`of ${whose} are at most ${most}: one more is told to retry, and the others are served`, () =>
      assertMost(most, isOne ? () => '29:alex' : n => `29:person-${n}`))
  }
})

/** `idOf`: the person who sends the n-th activity. */
async function assertMost(most: number, idOf: (n: number) => string): Promise<void> {
  let begun = 0
  let go = () => {}
  const going = new Promise<void>(resolve => {
    go = resolve
  })
  let all = () => {}
  const allBegun = new Promise<void>(resolve => {
    all = resolve
  })
  const busy = await startBot({
    say: async () => {
      begun += 1
      if (begun === most) all()
      await going
    },
  })
  const from = (n: number) => ({ ...message(busy, 'hi'), from: { id: idOf(n), name: 'Alex' } })
  const answers = Array.from({ length: most }, (_, n) => postActivity(busy.url, from(n)))
  await allBegun
  const refused = await postActivity(busy.url, from(most))
  assert.deepEqual([refused.status, begun], [503, most])
  if (most < MOST_REQUESTS) answers.push(postActivity(busy.url, { ...from(most), from: { id: '29:megan' } }))
  go()
  assert.deepEqual(new Set((await Promise.all(answers)).map(({ status }) => status)), new Set([200]))
  assert.equal((await postActivity(busy.url, message(busy, 'later'))).status, 200)
  await busy.close()
}

describe('a client that sends Expect: 100-continue', () => {
  it('is told to continue if its token is valid, and only then', async () => {
    const text = JSON.stringify(message(bot, 'asked first'))
    const length = `Content-Length: ${Buffer.byteLength(text)}`
    const asked = talk(post(authorized(), length, 'Expect: 100-continue'))
    await asked.came(/^HTTP\/1\.1 100 Continue/)
    asked.socket.write(text)
    await asked.came(/HTTP\/1\.1 200/)
    asked.socket.destroy()
    const refused = await talk(post(length, 'Expect: 100-continue')).ended
    assert.equal(statusOf(refused), 401)
  })

  it('for another protocol gets neither that protocol nor a connection', async () => {
    for (const line of ['GET /health HTTP/1.1', 'POST /api/messages HTTP/1.1']) {
      assert.equal(await talk([line, 'Connection: Upgrade', 'Upgrade: websocket']).ended, '')
    }
  })
})

function headersOf(line: string): Record<string, string> {
  const [name = '', value = ''] = line.split(': ')
  return { [name]: value }
}
