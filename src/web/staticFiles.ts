import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { HttpRequest, HttpResponse } from '../http/route.js'

/** A file of the page, as it is and compressed. */
interface StaticFile {
  readonly type: string
  readonly body: Buffer
  readonly compressed: Buffer
  /** Changes with the content. */
  readonly version: string
}

/** By path. */
export type StaticFiles = ReadonlyMap<string, StaticFile>

export const SCRIPT = '/check/page.js'
export const STYLE = '/check/page.css'
export const RENDERER = '/check/adaptivecards.js'
export const ICON = '/check/icon.svg'

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

/** Reads and compresses the page's files, once. They are few, and nothing else can be asked for. */
export async function loadStaticFiles(folder: URL): Promise<StaticFiles> {
  const files = [SCRIPT, STYLE, RENDERER, ICON].map(async (path): Promise<[string, StaticFile]> => {
    const body = await readFile(new URL(path.slice('/check/'.length), folder))
    const version = createHash('sha256').update(body).digest('base64url').slice(0, 16)
    const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
    return [path, { type, body, version, compressed: await promisify(gzip)(body, { level: 9 }) }]
  })
  return new Map(await Promise.all(files))
}

/** The address of a file, with its version, so that browsers may keep it for good. */
export function addressOf(files: StaticFiles, path: string): string {
  return `${path}?v=${files.get(path)?.version ?? ''}`
}

const FOR_EVER = 'public, max-age=31536000, immutable'

export function sendFile(file: StaticFile, request: HttpRequest, response: HttpResponse): void {
  const { body, compressed, type, version } = file
  const isCompressed = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  const etag = `"${version}${isCompressed ? '-gzip' : ''}"`
  const isVersioned = new URLSearchParams(request.getQuery()).get('v') === version
  const headers = { ETag: etag, Vary: 'Accept-Encoding', 'Cache-Control': isVersioned ? FOR_EVER : 'no-cache' }
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers)
    response.end()
    return
  }
  const sent = isCompressed ? compressed : body
  response.writeHead(200, {
    ...headers,
    'Content-Type': type,
    'Content-Length': sent.length,
    ...(isCompressed && { 'Content-Encoding': 'gzip' }),
  })
  response.end(sent)
}
