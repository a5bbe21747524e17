import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { pathToFileURL } from 'node:url'
import { createFiles, type FilesOptions } from '../../src/workers/files.js'

export const FAULT = 'The mailbox sara@contoso.com of organization: contoso: ErrorCode: 0x8004480D, an error occurred'

export function filesWith(options: Partial<FilesOptions> = {}) {
  const warnings: string[] = []
  const log = { info() {}, error() {}, warn: (_fields: object, message: string) => void warnings.push(message) }
  return { warnings, read: createFiles({ log, patienceMs: 60_000, ...options }) }
}

export async function* piecesOf(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece
}

const folder = mkdtempSync(join(tmpdir(), 'pending-send-'))
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
let scripts = 0

/** A script that runs in the place of the reader. */
export function script(code: string): URL {
  const file = join(folder, `${scripts++}.mjs`)
  writeFileSync(file, code)
  return pathToFileURL(file)
}
