import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** Where Chrome's installers put it on macOS and Windows. */
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
/** The font is needed for the Japanese names in the pictures. */
const PACKAGES = ['chromium', 'fonts-noto-cjk']

const BRINGING = `The browser tests need Chromium, which is not installed. Installing it with apt-get (${PACKAGES.join(', ')}) takes about a minute…`
const INSTALL = `Install Chromium or Chrome (Debian: sudo apt-get install ${PACKAGES.join(' ')}), or set CHROMIUM to the path of one; then run this again.`

/** The environment in which a browser is looked for and may be installed. */
export interface Machine {
  /** The value of PATH. */
  readonly path: string
  /** Further files that may be a browser. */
  readonly elsewhere: readonly string[]
  /** The value of CHROMIUM; empty: it is not set. */
  readonly chosen: string
  /** Only root may install packages. */
  readonly isRoot: boolean
  /** Announces a step that takes long. */
  say(line: string): void
}

const thisMachine = (): Machine => ({
  path: process.env.PATH ?? '',
  elsewhere: ELSEWHERE,
  chosen: process.env.CHROMIUM ?? '',
  isRoot: process.getuid?.() === 0,
  say: line => console.log(line),
})

/** There is no browser. The message is one sentence that says what to do. */
export class BrowserMissing extends Error {}

/** Returns the path of Chromium or Chrome. If there is none, root on Debian installs it. Throws BrowserMissing. */
export function bringBrowser(machine = thisMachine()): string {
  const { chosen, isRoot, path, elsewhere, say } = machine
  if (chosen !== '' && !existsSync(chosen)) {
    throw new BrowserMissing(
      `CHROMIUM names ${chosen}, which does not exist: set it to the path of Chromium or Chrome.`,
    )
  }
  const browser = chosen || browserIn(path) || elsewhere.find(file => existsSync(file))
  if (browser) return browser
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

/** Another installation may hold the lock, for minutes at most. */
const LOCK_SECONDS = 300

/** apt-get itself waits only for the lock of dpkg; the lock of the package lists is tried again here. */
function installed({ path }: Machine, aptGet: string): string {
  const wait = ['-o', `DPkg::Lock::Timeout=${LOCK_SECONDS}`]
  const steps = [
    ['update', '-qq', ...wait],
    ['install', '-y', '-qq', '--no-install-recommends', ...wait, ...PACKAGES],
  ]
  let failure = ''
  for (let second = 0; second < LOCK_SECONDS; second++) {
    failure = steps.map(step => failureOf(aptGet, step, path)).find(text => text !== '') ?? ''
    const browser = browserIn(path)
    if (browser) return browser
    if (!/could not get lock|unable to (acquire|lock)/i.test(failure)) break
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
  }
  const reason = failure.trim().split('\n').at(-1) || 'Chromium is still missing afterwards'
  throw new BrowserMissing(`The browser tests need Chromium, and apt-get failed (${reason}). ${INSTALL}`)
}

/** The error output of a step that failed; empty: it succeeded. */
function failureOf(aptGet: string, step: readonly string[], path: string): string {
  const env = { ...process.env, PATH: path, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stderr } = spawnSync(aptGet, step, { env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
  return status === 0 ? '' : stderr || `it ended with ${status}`
}
