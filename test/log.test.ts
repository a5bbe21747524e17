import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RestError } from '@azure/data-tables'
import axios from 'axios'
import fc from 'fast-check'
import { secretsIn, without } from '../src/config/variables.js'
import { createLog } from '../src/log.js'
import { serve } from './simulator/http.js'

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJodHRwczovL2NvbnRvc28ifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ'
const PASSWORD = 'pa55-w0rd~Q'
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq=='
const CONNECTION = `DefaultEndpointsProtocol=https;AccountName=pendingsend;AccountKey=${KEY};EndpointSuffix=core.windows.net`
const ADDRESS = "aine.o'brien@contoso.com"
const HIDDEN = [TOKEN, PASSWORD, KEY, CONNECTION, ADDRESS, 'brien@contoso', 'eyJhdWQi']

function write(fields: object, message = 'A message'): Record<string, unknown> {
  const lines: string[] = []
  createLog({ level: 'info' }, { write: line => lines.push(line) }).error(fields, message)
  assert.equal(lines.length, 1)
  for (const hidden of HIDDEN) {
    assert.ok(!lines[0]?.includes(hidden) && !lines[0]?.includes(JSON.stringify(hidden).slice(1, -1)), lines[0])
  }
  return JSON.parse(lines[0] ?? '')
}

/** One of each kind, in the middle of a sentence. */
const SENTENCES = [
  `Authorization: Bearer ${TOKEN} was refused`,
  `the token ${TOKEN}`,
  `authorization "Basic ${Buffer.from(`user:${PASSWORD}`).toString('base64')}"`,
  `client_id=x&client_secret=${PASSWORD}&scope=y`,
  `{"client_secret":"${PASSWORD}","password": "${PASSWORD}"}`,
  `Password=${PASSWORD};Timeout=30`,
  `cannot connect to ${CONNECTION}`,
  `https://user:${PASSWORD}@contoso.crm4.dynamics.com/`,
  `SharedAccessSignature=${PASSWORD}`,
  `no user has ${ADDRESS}`,
  `<${ADDRESS}>, '${ADDRESS}', "${ADDRESS}"; (${ADDRESS})`,
  `GET /systemusers?$filter=internalemailaddress eq '${ADDRESS}'`,
  `GET /systemusers?x=${encodeURIComponent(ADDRESS)}`,
]

describe('a log line', () => {
  for (const sentence of SENTENCES) {
    it(`masks the secret or address in: ${sentence.slice(0, 40)}…`, () => {
      const nested = new Error('outer', { cause: new TypeError('middle', { cause: new Error(sentence) }) })
      write({ err: new Error(sentence) })
      write({ err: nested })
      write({ reason: nested, list: [{ deep: { error: new Error(sentence) } }] })
      write({ err: new AggregateError([new Error(sentence)], sentence) })
      write({ err: sentence })
      write({ err: { message: sentence } })
      write({}, sentence)
    })
  }

  it('leaves out the secrets that the process was started with, in whatever words and form they come back', () => {
    const secrets = secretsIn({
      MicrosoftAppPassword: 'a"q~8\\unmarked value',
      DATAVERSE_CLIENT_SECRET: 'of-the-reader',
      IDENTITY_HEADER: '4b9c0d7e-0000-4000-8000-000000000001',
      MSI_SECRET: 'short',
      AZURE_STORAGE_CONNECTION_STRING: 'TableEndpoint=https://a.example/;SharedAccessSignature=sv=1&sig=abc%2Bdef',
    })
    assert.equal(secrets.length, 4)
    for (const secret of secrets) {
      for (const quoted of [secret, `no ${secret} here`, JSON.stringify({ secret }), encodeURIComponent(secret)]) {
        const lines: string[] = []
        const log = createLog({ level: 'info', secrets }, { write: line => lines.push(line) })
        log.error({ err: new Error(quoted, { cause: new Error(quoted) }), reason: [quoted] }, quoted)
        const { err, msg } = JSON.parse(lines[0] ?? '') as { err: { message: string }; msg: string }
        for (const text of [lines.join(), err.message, msg]) {
          assert.ok(!text.includes(secret) && !text.includes(encodeURIComponent(secret)), text)
          assert.match(text, /\[left out\]/)
        }
      }
    }
    const text = without(secrets, '…')(`at ${secrets.join()}, in short`)
    assert.equal(text, 'at …,…,…,…, in short')
  })

  it('keeps the type, message, code and stack of an error and of its causes', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:10002'), { code: 'ECONNREFUSED' })
    const { err, msg, level } = write({ err: new TypeError(`no user has ${ADDRESS}`, { cause }) }) as {
      err: { type: string; message: string; stack: string; cause: Record<string, string> }
      msg: string
      level: number
    }
    assert.deepEqual([err.type, err.message, msg, level], ['TypeError', 'no user has [address]', 'A message', 50])
    assert.match(err.stack, /log\.test\.js/)
    assert.equal(err.cause.code, 'ECONNREFUSED')
    assert.equal(err.cause.message, 'connect ECONNREFUSED 127.0.0.1:10002')
  })

  it('keeps plain fields', () => {
    const {
      time: _time,
      pid: _pid,
      hostname: _host,
      ...line
    } = write({ case: 'abc', roundTrips: 2, slowed: false, none: null })
    assert.deepEqual(line, { level: 50, case: 'abc', roundTrips: 2, slowed: false, none: null, msg: 'A message' })
  })

  it('contains nothing of the request attached to an axios error', async () => {
    const { url, close } = await serve(0, (_request, _body, response) => {
      response.writeHead(403, { 'Set-Cookie': `session=${PASSWORD}` }).end(`{"token":"${TOKEN}"}`)
    })
    const headers = { Authorization: `Bearer ${TOKEN}`, Cookie: PASSWORD }
    const error = await axios
      .post(`${url}/${ADDRESS}`, { password: PASSWORD }, { headers, auth: { username: 'x', password: PASSWORD } })
      .catch((failure: unknown) => failure)
    await close()
    assert.ok(axios.isAxiosError(error))
    write({ err: error })
    write({ error })
    write({ err: new Error('outer', { cause: error }) })
    write({ failure: error.toJSON() })
  })

  it('contains nothing of the request attached to an Azure SDK error', () => {
    const request = { url: `https://x/?sig=${PASSWORD}`, headers: { authorization: `Bearer ${TOKEN}` } }
    write({ err: new RestError(`refused ${ADDRESS}`, { code: 'AuthorizationFailure', request: request as never }) })
  })

  it('contains the HTTP status of the response, under either name that the SDKs use', () => {
    const failures = [
      new RestError('no', { code: 'AuthorizationFailure', statusCode: 403 }),
      Object.assign(new Error('no'), { status: 403 }),
    ]
    for (const failure of failures) {
      const { err } = write({ err: new Error('outer', { cause: failure }) }) as { err: { cause: { status?: number } } }
      assert.equal(err.cause.status, 403)
    }
    const { err } = write({ err: Object.assign(new Error('no'), { status: PASSWORD }) }) as { err: object }
    assert.ok(!('status' in err))
  })

  it('leaves out every field with the name of a secret, at any depth', () => {
    const names = [
      'authorization',
      'Authorization',
      'password',
      'appPassword',
      'MicrosoftAppPassword',
      'clientSecret',
      'client_secret',
      'accessToken',
      'access_token',
      'token',
      'connectionString',
      'AZURE_STORAGE_CONNECTION_STRING',
      'cookie',
      'headers',
      'config',
      'request',
      'response',
      'body',
    ]
    for (const name of names) {
      const value = `hidden ${name}`
      for (const fields of [{ [name]: value }, { a: { [name]: value } }, { a: [{ b: { [name]: { c: value } } }] }])
        assert.ok(!JSON.stringify(write(fields)).includes(value), name)
    }
  })

  it('is written whatever the fields are: cycles, getters that throw, huge texts, odd values', () => {
    const circle: Record<string, unknown> = { text: ADDRESS }
    circle.self = circle
    const odd = {
      circle,
      none: undefined,
      big: 10n,
      symbol: Symbol('x'),
      call: () => PASSWORD,
      when: new Date(0),
      map: new Map([[TOKEN, TOKEN]]),
    }
    const line = write({ ...odd, text: `${ADDRESS} `.repeat(5000), bare: Object.create(null) })
    assert.ok(JSON.stringify(line).length < 20_000)
    assert.equal(line.when, '1970-01-01T00:00:00.000Z')
    const failing = {
      get value(): string {
        throw new Error(PASSWORD)
      },
    }
    assert.equal(write({ failing }).msg, 'A message')
  })

  it('never shows an address or a token, wherever it is in a text', () => {
    const around = fc.string({
      unit: fc.constantFrom(' ', '"', '<', '(', ',', ';', ':', '=', '?', '/', '\n', '\t', 'é'),
    })
    fc.assert(
      fc.property(around, fc.constantFrom(ADDRESS, TOKEN), around, (before, secret, after) => {
        write({ err: new Error(before + secret + after) })
      }),
      { numRuns: 300 },
    )
  })
})
