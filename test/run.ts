/** Runs the compiled tests: all of them, or those below the folders that are named. */
import { readdirSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { BrowserMissing, bringBrowser } from './tools/bringBrowser.js'
import { needs } from './tools/imports.js'

const root = dirname(fileURLToPath(import.meta.url))
const wanted = process.argv.slice(2)

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map(file => join(root, file))
  .filter(file => file.endsWith('.test.js'))
  .filter(file => wanted.length === 0 || wanted.some(name => relative(root, file).startsWith(name + sep)))
  .toSorted()

if (files.length === 0) {
  console.error(`No tests below ${wanted.join(', ')}`)
  process.exit(1)
}

/** Before the first test, and once: tests run at the same time, and packages are installed one after the other. */
try {
  if (files.some(file => needs(file, join(root, 'tools/browser.js')))) bringBrowser()
} catch (error) {
  if (!(error instanceof BrowserMissing)) throw error
  console.error(error.message)
  process.exit(1)
}

run({ files, concurrency: 2 })
  .on('test:fail', () => {
    process.exitCode = 1
  })
  .compose(new spec())
  .pipe(process.stdout)
