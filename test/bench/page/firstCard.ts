/** How soon a browser shows the card of a case, beside a page of the same size that does nothing. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../../tools/browser.js'
import { aim } from '../table.js'
import type { Visitor } from './visitor.js'
import type { Loaded } from './weight.js'

const RUNS = 9
const MOST_MS = 1_000

interface Target {
  readonly url: string
  readonly cookie: string
  /** Something that is there once there is something to read. */
  readonly shown: string
}

/** In a browser that has loaded nothing yet. From the beginning of the navigation until the next frame after it is there. */
async function shownAfter(browser: Browser, { url, cookie, shown }: Target): Promise<number> {
  const context = await browser.newContext()
  try {
    const [name = '', value = ''] = cookie.split('=')
    if (name) await context.addCookies([{ name, value, url: new URL(url).origin }])
    const page = await context.newPage()
    await page.addInitScript(`
      globalThis.shown = new Promise(resolve => {
        const look = () => document.querySelector(${JSON.stringify(shown)})
          ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
          : requestAnimationFrame(look)
        look()
      })`)
    await page.goto(url, { waitUntil: 'commit' })
    return await page.evaluate('shown')
  } finally {
    await context.close()
  }
}

/** The same bytes, of which none is a script that runs and no answer is awaited. */
async function serveStill(loaded: readonly Loaded[]): Promise<{ readonly server: Server; readonly url: string }> {
  const [html, ...files] = loaded.map(({ path, body, type }) => ({
    path,
    type,
    body: type.includes('javascript') ? asText(body) : body,
  }))
  const text = html?.body
    .toString()
    .replace('<div id="main" tabindex="-1">', '<div id="main" tabindex="-1"><p id="still">Here</p>')
  const answers = new Map(files.map(file => [file.path, file] as const))
  if (html) answers.set('/', { ...html, body: Buffer.from(text ?? '') })
  const compressed = new Map([...answers].map(([path, { body }]) => [path, gzipSync(body, { level: 9 })]))
  const server = createServer(({ url = '' }, response) => {
    const path = url.replace(/\?.*/, '')
    const found = answers.get(path)
    response.writeHead(found ? 200 : 404, { 'Content-Type': found?.type ?? 'text/plain', 'Content-Encoding': 'gzip' })
    response.end(compressed.get(path) ?? '')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

/** A script that does nothing: a comment around it, with what would end the comment taken out. */
function asText(body: Buffer): Buffer {
  return Buffer.from(`/*${body.toString().replaceAll('*/', '* ')}*/`)
}

export async function compareFirstCard(url: string, visitor: Visitor, loaded: readonly Loaded[]): Promise<string> {
  const still = await serveStill(loaded)
  const browser = await launchBrowser()
  try {
    const targets = {
      page: { url: `${url}/check/case/${visitor.caseId}`, cookie: visitor.cookie, shown: '#main .ac-adaptiveCard' },
      still: { url: still.url, cookie: '', shown: '#still' },
    }
    const times = { page: [] as number[], still: [] as number[] }
    for (let run = 0; run <= RUNS; run++) {
      for (const name of ['page', 'still'] as const) {
        const ms = await shownAfter(browser, targets[name])
        // The first of each is not counted: the browser reads its own files.
        if (run > 0) times[name].push(ms)
      }
    }
    return report(median(times.page), median(times.still))
  } finally {
    await browser.close()
    still.server.close()
    still.server.closeAllConnections()
  }
}

function report(page: number, still: number): string {
  const line = (name: string, ms: number) => `${name.padEnd(34)}${ms.toFixed(0).padStart(10)}`
  return [
    `${''.padEnd(34)}${'median ms'.padStart(10)}`,
    line('first card', page),
    line('still page of the same size', still),
    `${'page : still page'.padEnd(34)}${`${(page / still).toFixed(2)} ×`.padStart(10)}`,
    '',
    aim(`first card on this machine : ${MOST_MS} ms`, page / MOST_MS, { most: 1 }),
    `From the navigation of somebody who is signed in until the card is painted; ${RUNS} runs by turns, nothing cached.`,
  ].join('\n')
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
