import { type Browser, chromium } from 'playwright-core'
import { bringBrowser } from './bringBrowser.js'

/** Launches it headless, and without any requests to its vendor's servers. */
export function launchBrowser(): Promise<Browser> {
  const network = ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  return chromium.launch({
    executablePath: bringBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...network],
  })
}
