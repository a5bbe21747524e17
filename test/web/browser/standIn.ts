import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Screen } from '../../../src/app/ports.js'
import { checks } from '../../../src/checks/index.js'
import { remedies } from '../../../src/remedies/index.js'
import { createView, type View } from '../../../src/view/view.js'
import { type PageName, shellOf } from '../../../src/web/shell.js'
import { cardsFolder, library } from '../../fixtures/library.js'
import { surfaces } from '../../fixtures/screens.js'
import { compiled } from '../../tools/program.js'

/** What somebody did on the page. */
export interface Deed {
  readonly verb?: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly deed: string
  readonly timeZone: string
  readonly text?: string
  readonly symptom?: string
  readonly organization?: string
  /** Of a file. */
  readonly bytes?: string
}

/** A screen, or a sentence that leaves the card. `id`: of the case that it is about. */
export interface Reply {
  readonly screen?: Screen
  /** A card as it is. */
  readonly card?: object
  readonly sentence?: string
  readonly id?: string
}

/** `cut`: no answer; `lost`: the deed is done, and its answer is lost; a number: that status. */
export type Fault = 'cut' | 'lost' | number

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** Stands in for the server: its shell, its files and its answers, without sessions and without cases that change by themselves. */
export class StandIn {
  readonly deeds: Deed[] = []
  /** Paths of what was read. */
  readonly reads: string[] = []
  /** For the next requests for JSON, one after the other; `always` for all further ones. */
  readonly faults: Fault[] = []
  always: Fault | null = null
  /** What somebody did so far, each deed once. */
  readonly done = new Map<string, Reply>()
  answer: (deed: Deed) => Reply | Promise<Reply> = () => ({ sentence: 'Nothing is set up' })
  list: Reply = { sentence: 'No list' }
  agent = false
  notice = ''
  /** Who is signed in. */
  personKey = 'web:sara'
  readonly #cases = new Map<string, { reply: Reply; tag: number }>()
  readonly #server = createServer((request, response) => void this.#serve(request, response))
  #view!: View
  #folder = ''
  origin = ''

  async start(): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), 'page-'))
    const root = compiled('..')
    const { status, stderr } = spawnSync(process.execPath, ['.bundle.mjs', this.#folder, '--page'], { cwd: root })
    if (status !== 0) throw new Error(String(stderr))
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    this.#view = createView(library, { publicUrl: this.origin, checks, remedies, repairs: true })
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** Shows another screen of a case. */
  change(id: string, reply: Omit<Reply, 'id'>): void {
    this.#cases.set(id, { reply: { ...reply, id }, tag: (this.#cases.get(id)?.tag ?? 0) + 1 })
  }

  /** A file of the page, as the browser loads it. */
  file(name: string): Buffer {
    return readFileSync(join(this.#folder, 'page', name))
  }

  page(path: string, query = new URLSearchParams()): string | null {
    const [, name = 'start', id] = /^\/check(?:\/(cases|board|case)(?:\/([^/]+))?)?$/.exec(path) ?? []
    if (!path.startsWith('/check')) return null
    const [symptom, organization] = ['symptom', 'org'].map(key => query.get(key) ?? undefined)
    return shellOf({
      page: name as PageName,
      ...(id && { caseId: decodeURIComponent(id) }),
      ...(symptom && { symptom }),
      ...(organization && { organization }),
      ...{ agent: this.agent, person: 'Sara <Davis>', personKey: this.personKey, notice: this.notice, locale: 'en' },
      say: (key, args) => this.#view.text({ key, ...(args && { args }) }, 'en'),
      assets: {
        script: '/check/page.js',
        style: '/check/page.css',
        renderer: '/check/adaptivecards.js',
        icon: '/check/icon.svg',
      },
    })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.origin)
    const type = TYPES[pathname.slice(pathname.lastIndexOf('.'))]
    if (pathname.startsWith('/images/')) {
      const picture = join(cardsFolder, pathname)
      response.writeHead(200, { 'Content-Type': 'image/png' })
      response.end(readFileSync(picture))
    } else if (type) {
      response.writeHead(200, { 'Content-Type': type })
      response.end(this.file(pathname.slice('/check/'.length)))
    } else if (request.headers['x-pending-send'] === 'page') {
      await this.#answer(request, response, { pathname, searchParams })
    } else if (request.method === 'POST') refuse(response, 403)
    else {
      const html = PAGES.test(pathname) ? this.page(pathname, searchParams) : null
      response.writeHead(html ? 200 : 404, { 'Content-Type': 'text/html', 'Content-Security-Policy': CSP })
      response.end(html ?? `<title>${pathname}</title>`)
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    { pathname, searchParams }: { pathname: string; searchParams: URLSearchParams },
  ): Promise<void> {
    const body = await buffer(request)
    const isPost = request.method === 'POST'
    if (!isPost) this.reads.push(pathname)
    const fault = this.faults.shift() ?? this.always
    if (typeof fault === 'number') return refuse(response, fault)
    if (pathname === '/check/sign-out' && fault === null) return end(response, 204)
    const reply = fault === 'cut' || !isPost ? {} : await this.#do(deedOf(request, body, searchParams))
    if (fault !== null) response.destroy()
    else if (isPost) this.#send(response, reply)
    else if (pathname === '/check/list') this.#send(response, this.list)
    else this.#sendCase(request, response, searchParams.get('case') ?? '')
  }

  /** The same deed twice does nothing twice. */
  async #do(deed: Deed): Promise<Reply> {
    const known = this.done.get(deed.deed)
    if (known) return known
    this.deeds.push(deed)
    const reply = await this.answer(deed)
    this.done.set(deed.deed, reply)
    return reply
  }

  #sendCase(request: IncomingMessage, response: ServerResponse, id: string): void {
    const found = this.#cases.get(id)
    if (!found) refuse(response, 404)
    else if (request.headers['if-none-match'] === `"${found.tag}"`) end(response, 304)
    else this.#send(response, found.reply)
  }

  #send(response: ServerResponse, { screen, card, sentence, id }: Reply): void {
    const surface = surfaces['Action.Execute']
    const about = id !== undefined && { case: { id, tag: String(this.#cases.get(id)?.tag ?? 0) } }
    const [type, value, summary] = screen
      ? ['application/vnd.microsoft.card.adaptive', this.#view.card(screen, surface), this.#view.summary(screen, 'en')]
      : card
        ? ['application/vnd.microsoft.card.adaptive', card, 'A card']
        : ['application/vnd.microsoft.activity.message', sentence, sentence]
    end(response, 200, JSON.stringify({ statusCode: 200, type, value, summary, ...about }))
  }
}

const PAGES = /^\/check(\/(cases|board|case\/[^/]+))?$/
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

function deedOf({ headers }: IncomingMessage, body: Buffer, query: URLSearchParams): Deed {
  const isFile = headers['content-type'] === 'application/octet-stream'
  return isFile ? ({ ...Object.fromEntries(query), bytes: body.toString() } as unknown as Deed) : JSON.parse(`${body}`)
}

// In a process that has loaded restify, writeHead returns nothing.
function end(response: ServerResponse, status: number, text?: string): void {
  response.writeHead(status, { 'Cache-Control': 'no-store', ...(text && { 'Content-Type': 'application/json' }) })
  response.end(text)
}

function refuse(response: ServerResponse, status: number): void {
  const signIn = status === 401 && { signIn: '/check/sign-in?to=%2Fcheck%2Fcase%2Fa' }
  end(response, status, JSON.stringify({ error: status === 404 ? 'There is no such check.' : 'Not now.', ...signIn }))
}
