import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** Where the installers of Chrome put it, on macOS and on Windows. */
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
/** The font draws the Japanese names of the pictures. */
const PACKAGES = ['chromium', 'fonts-noto-cjk']

const BRINGING = `The browser tests need Chromium, which is not here. Installing it with apt-get (${PACKAGES.join(', ')}) takes about a minute…`
const INSTALL = `Install Chromium or Chrome (Debian: sudo apt-get install ${PACKAGES.join(' ')}), or set CHROMIUM to the path of one; then run this again.`

/** What is looked at, and may be changed, to have a browser. */
export interface Machine {
  /** As the variable PATH has it. */
  readonly path: string
  /** Where a browser may be beside it. */
  readonly elsewhere: readonly string[]
  /** The variable CHROMIUM; empty: it is not set. */
  readonly chosen: string
  /** root may install packages. */
  readonly isRoot: boolean
  /** Tells what takes long. */
  say(line: string): void
}

const thisMachine = (): Machine => ({
  path: process.env.PATH ?? '',
  elsewhere: ELSEWHERE,
  chosen: process.env.CHROMIUM ?? '',
  isRoot: process.getuid?.() === 0,
  say: line => console.log(line),
})

/** There is no browser. The message is one sentence with what to do. */
export class BrowserMissing extends Error {}

/** Path of a Chromium or Chrome. As root on Debian it is installed where there is none. Throws BrowserMissing. */
export function bringBrowser(machine = thisMachine()): string {
  const { chosen, isRoot, path, elsewhere, say } = machine
  if (chosen !== '' && !existsSync(chosen)) {
    throw new BrowserMissing(`CHROMIUM names ${chosen}, which is not there: set it to the path of Chromium or Chrome.`)
  }
  const found = chosen || browserIn(path) || elsewhere.find(file => existsSync(file))
  if (found) return found
  if (!isRoot) throw new BrowserMissing(`The browser tests need Chromium, and only root can install it. ${INSTALL}`)
  const aptGet = programIn(path, 'apt-get')
  if (!aptGet) throw new BrowserMissing(`The browser tests need Chromium, and there is no apt-get here. ${INSTALL}`)
  say(BRINGING)
  return installed(machine, aptGet)
}

function browserIn(path: string): string | null {
  return NAMES.flatMap(name => programIn(path, name) ?? [])[0] ?? null
}

function programIn(path: string, name: string): string | null {
  const files = path.split(delimiter).map(folder => join(folder, name))
  return files.find(file => existsSync(file)) ?? null
}

/** Somebody else may be installing something, which takes minutes at most. */
const LOCK_SECONDS = 300

/** Only the lock of dpkg can be waited for by apt-get itself; the one of the lists of packages is tried again. */
function installed({ path }: Machine, aptGet: string): string {
  const wait = ['-o', `DPkg::Lock::Timeout=${LOCK_SECONDS}`]
  const steps = [
    ['update', '-qq', ...wait],
    ['install', '-y', '-qq', '--no-install-recommends', ...wait, ...PACKAGES],
  ]
  let said = ''
  for (let second = 0; second < LOCK_SECONDS; second++) {
    said = steps.map(step => outcomeOf(aptGet, step, path)).find(failure => failure !== '') ?? ''
    const browser = browserIn(path)
    if (browser) return browser
    if (!/could not get lock|unable to (acquire|lock)/i.test(said)) break
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
  }
  const reason = said.trim().split('\n').at(-1) || 'Chromium is not there afterwards'
  throw new BrowserMissing(`The browser tests need Chromium, and apt-get failed (${reason}). ${INSTALL}`)
}

/** What was said by a step that failed; empty: it did not fail. */
function outcomeOf(aptGet: string, step: readonly string[], path: string): string {
  const env = { ...process.env, PATH: path, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stderr } = spawnSync(aptGet, step, { env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
  return status === 0 ? '' : stderr || `it ended with ${status}`
}
