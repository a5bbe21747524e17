import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { TableClient } from '@azure/data-tables'
import { collect } from '../tools/collect.js'

export interface Azurite {
  readonly connectionString: string
  readonly pid: number
  close(): Promise<void>
}

export interface AzuriteOptions {
  /** 0 or absent: any free port. */
  readonly port?: number
  /** Where the data is kept; absent: in memory. */
  readonly folder?: string
  /** Default: table. */
  readonly service?: 'table' | 'blob'
}

/** The account that every emulator of Azure Storage has, documented with its key: not a secret. https://learn.microsoft.com/azure/storage/common/storage-use-azurite */
const ACCOUNT = 'devstoreaccount1'
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

const SCRIPTS = {
  table: import.meta.resolve('azurite/dist/src/table/main.js'),
  blob: import.meta.resolve('azurite/dist/src/blob/main.js'),
}

/** Starts one service of Azurite, the storage emulator, as a process of its own. */
export async function startAzurite({ port = 0, folder, service = 'table' }: AzuriteOptions = {}): Promise<Azurite> {
  const chosen = port || (await freePort())
  const script = fileURLToPath(SCRIPTS[service])
  if (folder) mkdirSync(folder, { recursive: true })
  const place = folder ? ['--location', folder] : ['--inMemoryPersistence']
  const args = [
    script,
    `--${service}Host`,
    '127.0.0.1',
    `--${service}Port`,
    String(chosen),
    '--skipApiVersionCheck',
    '--disableTelemetry',
    ...place,
  ]
  // It must outlast Ctrl-C by a moment, which a terminal sends to every process of the group at once.
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: folder !== undefined })
  await listening(child)
  const endpoint = `${service === 'table' ? 'Table' : 'Blob'}Endpoint=http://127.0.0.1:${chosen}/${ACCOUNT}`
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};${endpoint};`,
    pid: child.pid ?? 0,
    close: () => stop(child, folder ? WRITING_MS : 0),
  }
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      if (!/successfully (started|listen)/i.test(said)) return
      // It writes a line for each request, which nobody reads and which must not fill the pipe.
      for (const stream of [child.stdout, child.stderr]) stream?.off('data', hear).resume()
      resolve()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', code => reject(new Error(`Azurite ended with ${code}: ${said.trim()}`)))
    child.once('error', reject)
  })
}

/** A save in progress continues after it has closed; only then is the process stopped. */
const WRITING_MS = 1000

/** It saves its data when it is interrupted, but not when it is terminated. */
function stop(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(resolve => {
    child.once('exit', () => resolve())
    child.stdout?.on('data', chunk => {
      if (/successfully closed/i.test(chunk.toString())) setTimeout(() => child.kill('SIGKILL'), graceMs)
    })
    child.kill('SIGINT')
  })
}

/** A port that nobody is listening on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Deletes every row of the table, so that each test begins with none. */
export async function emptied(table: TableClient): Promise<void> {
  const rows = await collect(table.listEntities())
  for (const partition of new Set(rows.map(({ partitionKey = '' }) => partitionKey))) {
    const keys = rows.flatMap(({ partitionKey, rowKey = '' }) => (partitionKey === partition ? [rowKey] : []))
    for (let i = 0; i < keys.length; i += 100) {
      const some = keys.slice(i, i + 100).map(rowKey => ({ partitionKey: partition, rowKey }))
      await table.submitTransaction(some.map(row => ['delete', row]))
    }
  }
}
