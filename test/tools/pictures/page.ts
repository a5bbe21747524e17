import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Picture } from './parts.js'

const sources = fileURLToPath(new URL('../../../../test/tools/pictures', import.meta.url))
const styles = readdirSync(sources)
  .filter(name => name.endsWith('.css'))
  .toSorted()
  .map(name => readFileSync(join(sources, name), 'utf8'))
  .join('\n')

/** A page with one picture, in the element `#picture`. */
export function pageOf({ height, body }: Picture): string {
  const frame = `<div id="picture" style="height: ${height}px">${body}</div>`
  return `<!doctype html><html lang="en"><style>${styles}</style>${frame}</html>`
}
