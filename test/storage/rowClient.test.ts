import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { createHttpHeaders, type PipelineRequest } from '@azure/core-rest-pipeline'
import { RestError, TableClient } from '@azure/data-tables'
import { RowClient } from '../../src/storage/rowClient.js'
import { openTable } from '../../src/storage/table.js'
import type { Row } from '../../src/storage/tableRows.js'
import { close, listen } from '../teams/connector.js'
import { collect } from '../tools/collect.js'
import { type Azurite, startAzurite } from './azurite.js'

const row = (rowKey: string, more: Readonly<Record<string, unknown>> = {}): Row => ({
  partitionKey: 'p',
  rowKey,
  ...more,
})

const status = (expected: number) => (error: unknown) => error instanceof RestError && error.statusCode === expected

describe('rows of a table', () => {
  let azurite: Azurite
  let client: RowClient
  before(async () => {
    azurite = await startAzurite()
    client = new RowClient(await openTable(azurite))
  })
  after(() => azurite.close())

  it('are read as they were written, with the ETag of the write', async () => {
    const written = row("it's ~1", { text: 'a "b" \\ ü\r\n--changeset_1--', count: 7, empty: '' })
    for (const changes of [[written], [written, row('another')]]) {
      const etag = await client.commit(changes.map(row => ({ kind: 'upsert', row })))
      assert.ok(etag)
      const read = await client.get(written)
      const names = [...Object.keys(written), 'etag'] as const
      assert.deepEqual(Object.fromEntries(names.map(name => [name, read?.[name]])), { ...written, etag })
    }
    assert.equal(await client.get(row('none')), null)
  })

  it('are written all or none, and a refusal says why', async () => {
    const etag = (await client.commit([{ kind: 'insert', row: row('first') }])) ?? ''
    const inserted = [{ kind: 'insert', row: row('second') } as const, { kind: 'insert', row: row('first') } as const]
    await assert.rejects(client.commit(inserted), status(409))
    assert.equal(await client.get(row('second')), null)
    await assert.rejects(client.commit([{ kind: 'insert', row: row('first') }]), status(409))
    const changed = await client.commit([{ kind: 'replace', row: row('first', { n: 1 }), etag }])
    assert.notEqual(changed, etag)
    for (const others of [[], [{ kind: 'upsert', row: row('second') } as const]]) {
      await assert.rejects(client.commit([{ kind: 'replace', row: row('first'), etag }, ...others]), status(412))
    }
    assert.equal((await client.get(row('first')))?.n, 1)
    await client.commit([{ kind: 'delete', row: row('first') }])
    assert.equal(await client.get(row('first')), null)
    await assert.rejects(client.commit([{ kind: 'delete', row: row('first') }]), (error: RestError) => {
      assert.deepEqual([error.statusCode, error.code], [404, 'ResourceNotFound'])
      return true
    })
  })

  it('are listed page by page', async () => {
    const keys = Array.from({ length: 5 }, (_, i) => `page ${i}`)
    await client.commit(keys.map(key => ({ kind: 'insert', row: row(key) })))
    const pages = await collect(client.pages("PartitionKey eq 'p' and RowKey ge 'page' and RowKey lt 'page~'", 2))
    assert.deepEqual(
      pages.map(page => page.map(({ rowKey }) => rowKey)),
      [keys.slice(0, 2), keys.slice(2, 4), keys.slice(4)],
    )
  })
})

/** Answers instead of the service: with these statuses in turn, the last one again and again. */
function answering(table: TableClient, ...statuses: readonly number[]): PipelineRequest[] {
  const requests: PipelineRequest[] = []
  const sendRequest = async (request: PipelineRequest) => {
    const status = statuses[Math.min(requests.length, statuses.length - 1)] ?? 200
    requests.push(request)
    return { status, request, headers: createHttpHeaders({ etag: 'e' }), bodyAsText: '{"value":[]}' }
  }
  table.pipeline.addPolicy({ name: 'answering', sendRequest }, { afterPhase: 'Sign' })
  return requests
}

const ADDRESS = 'https://account.table.core.windows.net'
const KEY = Buffer.from('key').toString('base64')

describe('a request for rows', () => {
  it('is signed with the key of the account', async () => {
    const table = TableClient.fromConnectionString(
      `DefaultEndpointsProtocol=https;AccountName=account;AccountKey=${KEY};EndpointSuffix=core.windows.net`,
      'T',
    )
    const asked = answering(table)
    await new RowClient(table).get(row('k'))
    const { url, headers } = asked[0] ?? assert.fail()
    assert.equal(url, `${ADDRESS}/T(PartitionKey='p',RowKey='k')`)
    const signed = `${headers.get('x-ms-date')}\n/account/T(PartitionKey='p',RowKey='k')`
    const signature = createHmac('sha256', Buffer.from(KEY, 'base64')).update(signed).digest('base64')
    assert.equal(headers.get('Authorization'), `SharedKeyLite account:${signature}`)
  })

  it('carries the token of a managed identity, which is fetched once', async () => {
    let fetched = 0
    const getToken = async () => ({ token: `token ${++fetched}`, expiresOnTimestamp: Date.now() + 3_600_000 })
    const table = new TableClient(ADDRESS, 'T', { getToken })
    const asked = answering(table)
    const client = new RowClient(table)
    for (const key of ['1', '2']) await client.get(row(key))
    assert.deepEqual(
      asked.map(({ headers }) => headers.get('Authorization')),
      ['Bearer token 1', 'Bearer token 1'],
    )
  })

  it('carries a shared access signature, which the parts of a transaction do not repeat', async () => {
    const table = new TableClient(`${ADDRESS}?sv=1&sig=s%3D`, 'T')
    const asked = answering(table)
    const client = new RowClient(table)
    await client.get(row('k'))
    await collect(client.pages("RowKey eq 'k'", 1))
    await client.commit([
      { kind: 'insert', row: row('1') },
      { kind: 'delete', row: row('2') },
    ])
    assert.deepEqual(
      asked.map(({ url }) => url),
      [
        `${ADDRESS}/T(PartitionKey='p',RowKey='k')?sv=1&sig=s%3D`,
        `${ADDRESS}/T()?$filter=RowKey%20eq%20'k'&$top=1&sv=1&sig=s%3D`,
        `${ADDRESS}/$batch?sv=1&sig=s%3D`,
      ],
    )
    assert.doesNotMatch(String(asked[2]?.body), /sig=/)
  })

  it('is sent again when the service is busy, and then fails', async () => {
    for (const [statuses, outcome] of [
      [[503, 500, 200], null],
      [[503], 503],
    ] as const) {
      const table = new TableClient(`${ADDRESS}?sig=s`, 'T', { retryOptions: { maxRetries: 2, retryDelayInMs: 1 } })
      const asked = answering(table, ...statuses)
      const done = new RowClient(table).commit([{ kind: 'upsert', row: row('k') }])
      if (outcome) await assert.rejects(done, status(outcome))
      else assert.equal(await done, 'e')
      assert.equal(asked.length, 3)
    }
  })

  it('does not go over the network without TLS', async () => {
    const client = new RowClient(new TableClient('http://account.example.com?sig=s', 'T'))
    await assert.rejects(client.get(row('k')), /allowInsecureConnection/)
  })

  it('uses the connection of the one before', async () => {
    let connections = 0
    const server = createServer((_, response) => response.end('{"PartitionKey":"p","RowKey":"k"}'))
    server.on('connection', () => {
      connections += 1
    })
    const client = new RowClient(new TableClient(`http://127.0.0.1:${await listen(server)}?sig=s`, 'T'))
    for (let i = 0; i < 5; i++) await client.get(row('k'))
    assert.equal(connections, 1)
    await close(server)
  })
})
