/**
 * For the commands: compiles src where what was made of it is older than src, or not there. Without the compiler, what
 * is there will do.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs'

/** Written by every build. */
const MADE = 'dist/src/cli.js'
const BROKEN = 70

const changedAt = file => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** The time of a folder tells of files that are gone. */
function sources() {
  const src = existsSync('src') ? readdirSync('src', { recursive: true }).map(file => `src/${file}`) : []
  return ['tsconfig.json', 'package-lock.json', 'src', ...src]
}

const made = changedAt(MADE)
const compiler = existsSync('node_modules/typescript')
if (made === 0 || (compiler && sources().some(file => changedAt(file) > made))) {
  const { status } = spawnSync('npm run -s tsc -- -p src', { shell: true, stdio: 'inherit' })
  if (status !== 0) {
    process.exitCode = BROKEN
    // What the compiler writes in spite of errors is not to be run the next time.
    if (existsSync(MADE)) utimesSync(MADE, 1, 1)
  }
}
