/**
 * Runs the compiled tests: all of them, or those below the folders that are named; `--one FILE [-t NAME]`: those of one
 * file, or only those of them whose name contains NAME.
 */
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { didYouMean, readArguments } from '../src/cli/arguments.js'
import { UsageError } from '../src/cli/exit.js'
import { BrowserMissing, bringBrowser } from './tools/bringBrowser.js'
import { needs } from './tools/imports.js'

const root = dirname(fileURLToPath(import.meta.url))
const ENDING = /\.test\.js$/

const all = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(file => ENDING.test(file))
  .toSorted()

const ONE = {
  name: { type: 'string', short: 't', takes: 'NAME', description: 'only tests whose name contains it' },
} as const

interface Chosen {
  /** Below this folder. */
  readonly files: readonly string[]
  /** Part of a test's name; not there: every test. */
  readonly name?: string
}

function chosenBy(args: string[]): Chosen {
  if (args[0] !== '--one') return { files: below(args) }
  const { values, positionals } = readArguments(args.slice(1), ONE, true)
  const [path] = positionals
  if (path === undefined || positionals.length > 1)
    throw new UsageError('Name one test file: npm run test:one -- FILE [-t NAME]')
  return { files: [fileOf(path)], ...(values.name !== undefined && { name: values.name }) }
}

function below(folders: readonly string[]): readonly string[] {
  const files = folders.length === 0 ? all : all.filter(file => folders.some(name => file.startsWith(name + sep)))
  if (files.length === 0) throw new UsageError(`There are no tests below ${folders.join(', ')}.`)
  return files
}

/** The path may begin at the project or at its tests, and may leave out what all of them end with. */
function fileOf(path: string): string {
  const wanted = relative('.', path)
    .replace(/^(dist\/)?test\//, '')
    .replace(/(\.test)?(\.[jt]s)?$/, '')
  const found = all.find(file => file === `${wanted}.test.js`)
  // What was compiled stays when its source is deleted.
  if (found && existsSync(join(root, '../../test', `${wanted}.test.ts`))) return found
  const names = all.map(file => file.replace(ENDING, ''))
  throw new UsageError(`There is no test file test/${wanted}.test.ts.${didYouMean(wanted, names)}`)
}

interface Reported {
  readonly name: string
  readonly skip?: string | boolean
  readonly details: { readonly type?: string }
}

function start({ files, name }: Chosen): void {
  const paths = files.map(file => join(root, file))
  // Before the first test, and once: tests run at the same time, and packages are installed one after the other.
  if (paths.some(file => needs(file, join(root, 'tools/browser.js')))) bringBrowser()
  const pattern = name === undefined ? {} : { testNamePatterns: [literal(name)] }
  let ran = 0
  // From Node 22 on, a file with nothing to run passes as if it were a test itself.
  const counted = ({ name: title, skip, details }: Reported) => {
    if (skip === undefined && details.type !== 'suite' && !paths.includes(title)) ran += 1
  }
  run({ files: paths, concurrency: 2, ...pattern })
    .on('test:pass', counted)
    .on('test:fail', event => {
      counted(event)
      process.exitCode = 1
    })
    .once('end', () => {
      if (ran > 0 || name === undefined) return
      console.error(`No test in ${files.join(', ')} has a name with “${name}” in it.`)
      process.exitCode = 1
    })
    .compose(new spec())
    .pipe(process.stdout)
}

function literal(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
}

try {
  start(chosenBy(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof BrowserMissing || error instanceof UsageError)) throw error
  console.error(error.message)
  process.exit(1)
}
