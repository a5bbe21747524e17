/** How much a browser loads before it shows anything, compressed as the server compresses it. */

import { get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { aim } from '../table.js'

const MOST_KB = 150

export interface Loaded {
  readonly path: string
  /** What goes over the network, without headers. */
  readonly sent: number
  readonly body: Buffer
  readonly type: string
}

/** A page and the files that it names. */
export async function loadPage(url: string, path: string, cookie: string): Promise<readonly Loaded[]> {
  const html = await load(url, path, cookie)
  const files = [...html.body.toString().matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)]
  return [html, ...(await Promise.all(files.map(([, file = '']) => load(url, file, cookie))))]
}

async function load(url: string, path: string, cookie: string): Promise<Loaded> {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    get(url + path, { headers: { cookie, 'Accept-Encoding': 'gzip' } }, resolve).on('error', reject)
  })
  const sent = await buffer(response)
  if (response.statusCode !== 200) throw new Error(`${path} was answered with ${response.statusCode}`)
  const isCompressed = response.headers['content-encoding'] === 'gzip'
  const type = response.headers['content-type'] ?? ''
  return { path: path.replace(/\?.*/, ''), sent: sent.length, body: isCompressed ? gunzipSync(sent) : sent, type }
}

export function weightOf(loaded: readonly Loaded[]): string {
  const all = loaded.reduce((sum, { sent }) => sum + sent, 0)
  const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1).padStart(10)
  return [
    `${''.padEnd(34)}${'KB sent'.padStart(10)}${'KB'.padStart(10)}`,
    ...loaded.map(
      ({ path, sent, body }) =>
        `${path.replace(/case\/.*/, 'case/…').padEnd(34)}${kilobytes(sent)}${kilobytes(body.length)}`,
    ),
    `${'together'.padEnd(34)}${kilobytes(all)}`,
    '',
    aim(`weight of the page : ${MOST_KB} KB`, all / 1000 / MOST_KB, { most: 1 }),
  ].join('\n')
}
