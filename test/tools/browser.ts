import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const KNOWN = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const INSTALL = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk'

/** Path of a Chromium: the one that CHROMIUM names, or an installed one; null: there is none. */
export function findBrowser(): string | null {
  return [process.env.CHROMIUM ?? '', ...KNOWN].find(path => path !== '' && existsSync(path)) ?? null
}

/** As root on Debian it is installed; elsewhere the error says what to do. */
export function demandBrowser(): string {
  const found = findBrowser()
  if (found) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing chromium, which the browser tests need…')
    execFileSync('sh', ['-c', INSTALL], { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  const installed = findBrowser()
  if (installed) return installed
  throw new Error(
    'The browser tests need Chromium or Chrome. Debian: sudo apt-get install chromium. Elsewhere: set CHROMIUM to its path.',
  )
}

/** Headless, and asking no server of its maker for anything. */
export function launchBrowser(): Promise<Browser> {
  const network = ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  return chromium.launch({
    executablePath: demandBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...network],
  })
}
