import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readBatch, writeBatch } from '../../../src/dataverse/http/batchRequest.js'

/** The shapes that "Execute batch operations using the Web API" prints, with texts of our own. */
const BOUNDARY = 'batchresponse_2b6d8a4e-0f0c-4a55-9d1c-7f8f5f0f6a11'
const PART = ['Content-Type: application/http', 'Content-Transfer-Encoding: binary', '']
const ROWS = '{\r\n  "value": [\r\n    { "fullname": "Áine O\'Brien" }\r\n  ]\r\n}'
const ERROR = '{"error":{"code":"0x80040220","message":"Principal user is missing prvReadUser privilege"}}'
const LINES = [
  `--${BOUNDARY}`,
  ...PART,
  'HTTP/1.1 200 OK',
  'Content-Type: application/json; odata.metadata=minimal; odata.streaming=true',
  'OData-Version: 4.0',
  '',
  ROWS,
  `--${BOUNDARY}`,
  ...PART,
  'HTTP/1.1 403 Forbidden',
  'REQ_ID: 0f6f2e0a-6d0d-4f5e-8a52-3f6f3a4b7c10',
  'Content-Type: application/json; odata.metadata=minimal',
  'OData-Version: 4.0',
  '',
  ERROR,
  `--${BOUNDARY}`,
  ...PART,
  'HTTP/1.1 429 Too Many Requests',
  'Retry-After: 4',
  '',
  '',
  `--${BOUNDARY}`,
  ...PART,
  'HTTP/1.1 204 No Content',
  'OData-Version: 4.0',
  'OData-EntityId: https://contoso.crm4.dynamics.com/api/data/v9.2/tasks(d31ba648-c592-ed11-aad1-000d3a993550)',
  '',
  '',
  `--${BOUNDARY}--`,
  '',
]
const CRLF = LINES.join('\r\n')
const UNQUOTED = `multipart/mixed; boundary=${BOUNDARY}`

describe('readBatch', () => {
  const full = readBatch(UNQUOTED, CRLF)

  it('reads every answer in order: status, headers, body', () => {
    assert.deepEqual(
      full?.map(({ status }) => status),
      [200, 403, 429, 204],
    )
    assert.equal(full?.[0]?.body, ROWS)
    assert.equal(full?.[1]?.body, ERROR)
    assert.equal(full?.[1]?.headers.req_id, '0f6f2e0a-6d0d-4f5e-8a52-3f6f3a4b7c10')
    assert.equal(full?.[2]?.headers['retry-after'], '4')
    assert.equal(full?.[3]?.body, '')
  })

  it('reads a quoted boundary, and one followed by another parameter', () => {
    for (const type of [`"${BOUNDARY}"`, `${BOUNDARY}; charset=utf-8`, `${BOUNDARY} ; charset=utf-8`])
      assert.deepEqual(readBatch(`multipart/mixed;boundary=${type}`, CRLF), full, type)
  })

  it('reads bare line feeds too', () => {
    const read = readBatch(UNQUOTED, CRLF.replaceAll('\r\n', '\n'))
    assert.deepEqual(
      read?.map(({ status, headers }) => ({ status, headers })),
      full?.map(({ status, headers }) => ({ status, headers })),
    )
    assert.deepEqual(JSON.parse(read?.[0]?.body ?? ''), JSON.parse(ROWS))
  })

  it('reads the one part that comes back when the first error ended the batch', () => {
    const body = [`--${BOUNDARY}`, ...PART, 'HTTP/1.1 400 Bad Request', '', ERROR, `--${BOUNDARY}--`, ''].join('\r\n')
    assert.deepEqual(readBatch(UNQUOTED, body), [{ status: 400, headers: {}, body: ERROR }])
  })

  it('does not end a part at a boundary inside a text', () => {
    const text = `{"fullname":"x --${BOUNDARY}-- y"}`
    const body = CRLF.replace(ROWS, text)
    assert.equal(readBatch(UNQUOTED, body)?.[0]?.body, text)
  })

  it('is null for anything but a multipart answer', () => {
    for (const [type, body] of [
      ['application/json', ERROR],
      ['text/plain', "Content-ID Reference: '$1' does not exist in the batch context."],
      ['text/html', '<html><body>503</body></html>'],
      ['', ''],
      [UNQUOTED, ''],
      [UNQUOTED, `--${BOUNDARY}\r\n\r\nno answer\r\n--${BOUNDARY}--`],
    ] as const)
      assert.equal(readBatch(type, body), null, type)
  })

  it('is null or the full answer, wherever the body is cut off', () => {
    const whole = CRLF.lastIndexOf('--') + 2
    for (let length = 0; length <= CRLF.length; length++) {
      assert.deepEqual(readBatch(UNQUOTED, CRLF.slice(0, length)), length >= whole ? full : null, `cut at ${length}`)
    }
  })

  it('never throws, whatever comes', () => {
    const piece = fc.oneof(fc.constantFrom(...LINES, '\r\n', '\n', 'HTTP/1.1 ', '--', ':'), fc.string())
    fc.assert(
      fc.property(fc.oneof(fc.constant(UNQUOTED), fc.string()), fc.array(piece), (type, pieces) => {
        const read = readBatch(type, pieces.join(''))
        assert.ok(read === null || read.every(({ status }) => status >= 100 && status <= 999))
      }),
      { numRuns: 500 },
    )
  })
})

describe('writeBatch', () => {
  it('writes one GET for each path, in the form that the documentation demands', () => {
    const text = writeBatch(['/api/data/v9.2/WhoAmI', '/api/data/v9.2/RetrieveVersion'], 'batch_1')
    const part = (path: string) =>
      `--batch_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET ${path} HTTP/1.1\r\nAccept: application/json\r\n\r\n\r\n`
    assert.equal(text, `${part('/api/data/v9.2/WhoAmI')}${part('/api/data/v9.2/RetrieveVersion')}--batch_1--\r\n`)
  })
})
