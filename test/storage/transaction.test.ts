import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { requestOf } from '../../src/storage/rowChange.js'
import { resultOf, transactionOf } from '../../src/storage/transaction.js'

describe('a transaction', () => {
  it('holds each write as a request of its own, in the form of the service', () => {
    const key = { partitionKey: 'p', rowKey: 'k' }
    const changes = [
      { kind: 'replace', row: { ...key, etag: 'old', text: 'x' }, etag: `W/"1"` },
      { kind: 'delete', row: key },
    ] as const
    const { contentType, body } = transactionOf(
      changes.map(change => requestOf(change, 'T')),
      'ID',
      'https://a',
    )
    assert.equal(contentType, 'multipart/mixed; boundary=batch_ID')
    const head = [
      ...['--changeset_ID', 'Content-Type: application/http', 'Content-Transfer-Encoding: binary', ''],
      "METHOD https://a/T(PartitionKey='p',RowKey='k') HTTP/1.1",
      ...['Accept: application/json;odata=minimalmetadata', 'Content-Type: application/json'],
      ...['DataServiceVersion: 3.0', 'Prefer: return-no-content'],
    ].join('\r\n')
    const expected = [
      ...['--batch_ID', 'Content-Type: multipart/mixed; boundary=changeset_ID', ''],
      head.replace('METHOD', 'PUT'),
      ...['If-Match: W/"1"', '', '', '{"PartitionKey":"p","RowKey":"k","text":"x"}'],
      head.replace('METHOD', 'DELETE'),
      ...['If-Match: *', '', '', ''],
      ...['--changeset_ID--', '--batch_ID--', ''],
    ]
    assert.equal(body, expected.join('\r\n'))
  })
})

/** As in the documentation of the service. */
const answer = (...parts: readonly string[]) =>
  [
    ...['--batchresponse_1', 'Content-Type: multipart/mixed; boundary=changesetresponse_1', ''],
    ...parts.flatMap(part => ['--changesetresponse_1', 'Content-Type: application/http', '', part]),
    ...['--changesetresponse_1--', '--batchresponse_1--', ''],
  ].join('\r\n')

describe('the answer to a transaction', () => {
  it('tells the ETag of the first row, whatever else was written', () => {
    const written = (etag: string) => `HTTP/1.1 204 No Content\r\nETag: ${etag}\r\n\r\n`
    assert.deepEqual(resultOf(answer(written('W/"1"'), written('W/"2"'))), { etag: 'W/"1"', refused: null })
    const deleted = 'HTTP/1.1 204 No Content\r\n\r\n'
    assert.equal(resultOf(answer(deleted, written('W/"2"'))).etag, undefined)
  })

  it('tells which status and words the service refused it with', () => {
    const body = '{"odata.error":{"code":"UpdateConditionNotSatisfied","message":{"lang":"en-US","value":"0:No."}}}'
    const refusal = `HTTP/1.1 412 Precondition Failed\r\nContent-Type: application/json\r\n\r\n${body}\r\n`
    assert.deepEqual(resultOf(answer(refusal)), { etag: undefined, refused: { status: 412, body } })
  })

  it('is a fault when there is none', () => {
    assert.deepEqual(resultOf(''), { etag: undefined, refused: null })
  })
})
