import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

export interface Picture {
  readonly body: Buffer
  readonly etag: string
}

/**
 * All PNGs below a folder, by their path with forward slashes. They are few and small (at most 150 KB each), so they
 * are kept in memory: nothing outside this map can be requested, whatever the path says.
 */
export async function loadPictures(folder: string): Promise<ReadonlyMap<string, Picture>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile() && entry.name.endsWith('.png'))
  const pictures = files.map(async ({ parentPath, name }): Promise<[string, Picture]> => {
    const file = join(parentPath, name)
    const body = await readFile(file)
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
    return [relative(folder, file).split(sep).join('/'), { body, etag }]
  })
  return new Map(await Promise.all(pictures))
}
