import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Whether a compiled script needs another one: imports it, or something that does. */
export function needs(script: string, wanted: string): boolean {
  const seen = new Set<string>()
  const reaches = (file: string): boolean => {
    if (file === wanted) return true
    if (seen.has(file)) return false
    seen.add(file)
    return importsOf(file).some(reaches)
  }
  return reaches(script)
}

/** Of the project's own scripts, by their full paths. */
function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport\(?)\s*['"](\.[^'"]+\.js)['"]/g)
  return [...found].map(([, path = '']) => resolve(dirname(file), path))
}
