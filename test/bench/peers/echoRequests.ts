/**
 * The echo bot with nothing but the storage requests of our bot, by Node's own client: no bot that keeps its cases in this
 * way, and saves them before and after it shows a card, can cost less.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { type RowChange, requestOf } from '../../../src/storage/rowChange.js'
import { openTable } from '../../../src/storage/table.js'
import { transactionOf } from '../../../src/storage/transaction.js'
import { answer, serve } from './echoServer.js'

const connectionString = process.env.AZURE_STORAGE_CONNECTION_STRING ?? ''
const part = (name: string) => new RegExp(`${name}=([^;]+)`).exec(connectionString)?.[1] ?? ''
const address = part('TableEndpoint')
const { hostname, port, pathname } = new URL(address)
const key = Buffer.from(part('AccountKey'), 'base64')
const agent = new Agent({ keepAlive: true })
const { tableName } = await openTable({ connectionString })

/** About as long as a case that asks its first question. */
const json0 = JSON.stringify({ case: 'x'.repeat(1_500) })
const ACCEPT = 'application/json;odata=minimalmetadata'

async function ask(method: 'GET' | 'POST', path: string, type = '', body = ''): Promise<string> {
  const date = new Date().toUTCString()
  const signed = `${date}\n/${part('AccountName')}${pathname}/${path.split('?')[0]}`
  const signature = createHmac('sha256', key).update(signed).digest('base64')
  const headers = {
    ...{ 'x-ms-date': date, 'x-ms-version': '2019-02-02', DataServiceVersion: '3.0', Accept: ACCEPT },
    Authorization: `SharedKeyLite ${part('AccountName')}:${signature}`,
    ...(body && { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
  }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ agent, hostname, port, path: `${pathname}/${path}`, method, headers }, resolve)
      .on('error', reject)
      .end(body)
  })
  const answered = await text(response)
  if ((response.statusCode ?? 0) >= 300 || /HTTP\/1\.1 [45]/.test(answered)) throw new Error(answered)
  return answered
}

function commit(changes: readonly RowChange[]): Promise<string> {
  const requests = changes.map(change => requestOf(change, tableName))
  const { contentType, body } = transactionOf(requests, randomUUID(), address)
  return ask('POST', '$batch', contentType, body)
}

serve(async context => {
  const { from, type } = context.activity
  const id = Buffer.from(from.id).toString('hex')
  const row = (kind: string) => ({ partitionKey: 'cases', rowKey: `${kind}~${id}` })
  const thisCase: RowChange = { kind: 'upsert', row: { ...row('c'), json0 } }
  const listed = `PartitionKey eq 'cases' and RowKey ge 'o~${id}~' and RowKey lt 'o~${id}~~'`
  if (type === 'message') JSON.parse(await ask('GET', `${tableName}()?$filter=${encodeURIComponent(listed)}&$top=50`))
  await commit([
    thisCase,
    { kind: 'upsert', row: { ...row('o'), caseId: id, places: '[]', revision: 1 } },
    { kind: 'upsert', row: { ...row('d'), dueAt: '' } },
  ])
  await answer(context)
  await commit([thisCase, { kind: 'delete', row: row('d') }])
})
