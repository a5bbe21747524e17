import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Whether a compiled script imports another one, directly or indirectly. */
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

/** The project's own scripts that a file imports, by their full paths. */
function importsOf(file: string): string[] {
  const imports = readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport\(?)\s*['"](\.[^'"]+\.js)['"]/g)
  return [...imports].map(([, path = '']) => resolve(dirname(file), path))
}
