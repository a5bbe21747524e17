import { setTimeout } from 'node:timers/promises'
import { BUSY_MS } from '../../../src/web/client/caseWatch.js'
import { signInAt } from '../../simulator/entra/pages/visitor.js'
import { objectIdOf } from '../../simulator/index.js'

/** Somebody on the page: what their browser keeps, and what the page shows them. */
export class Visitor {
  #cookie = ''
  #case = { id: '', tag: '' }
  #card: unknown = null
  /** How often the page looked for something new. */
  polls = 0

  constructor(
    private readonly url: string,
    readonly key: string,
  ) {}

  /** As a browser does it, on the page of the sign-in service. */
  async signIn(): Promise<void> {
    const left = await fetch(`${this.url}/check/sign-in?to=/check`, { redirect: 'manual' })
    this.#cookie = cookiesOf(left)
    const back = await signInAt(left.headers.get('location') ?? '', objectIdOf(this.key))
    const arrived = await fetch(back, { headers: { cookie: this.#cookie }, redirect: 'manual' })
    this.#cookie = cookiesOf(arrived)
    if (!this.#cookie) throw new Error(`${this.key} could not sign in: ${arrived.headers.get('location')}`)
  }

  get cookie(): string {
    return this.#cookie
  }

  get caseId(): string {
    return this.#case.id
  }

  /** Asks about their own mail. */
  async begin(): Promise<void> {
    await this.#send('/check/begin', { text: textOf(this.key) })
  }

  async click(verb: string): Promise<void> {
    const data = dataOf(verb, this.#card)
    if (!data) throw new Error(`${this.key} sees no button for ${verb}`)
    await this.#send('/check/act', { verb, data })
  }

  /** Looks as often as the page does, until the check is over. */
  async wait(): Promise<void> {
    for (;;) {
      await this.#look()
      if (dataOf('checkAgain', this.#card)) return
      await setTimeout(BUSY_MS)
    }
  }

  async #look(): Promise<void> {
    this.polls += 1
    const { id, tag } = this.#case
    const headers = { ...this.#headers(), 'If-None-Match': `"${tag}"` }
    const answer = await fetch(`${this.url}/check/state?case=${encodeURIComponent(id)}`, { headers })
    if (answer.status === 304) await answer.arrayBuffer()
    else await this.#take(answer)
  }

  async #send(path: string, body: object): Promise<void> {
    const headers = { ...this.#headers(), 'Content-Type': 'application/json' }
    const deed = { deed: crypto.randomUUID(), timeZone: 'UTC' }
    await this.#take(
      await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify({ ...body, ...deed }) }),
    )
  }

  async #take(answer: Response): Promise<void> {
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${this.key} was answered with ${answer.status}: ${text}`)
    const { value, case: shown } = JSON.parse(text) as { value: unknown; case?: { id: string; tag: string } }
    this.#card = value
    if (shown) this.#case = shown
  }

  #headers(): Record<string, string> {
    return { cookie: this.#cookie, 'X-Pending-Send': 'page' }
  }
}

export function textOf(key: string): string {
  return `${key}@contoso.com is stuck in Contoso`
}

/** What the button with this verb sends. */
export function dataOf(verb: string, node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return undefined
  if ('verb' in node && node.verb === verb && !('type' in node)) return node
  for (const child of Object.values(node)) {
    const found = dataOf(verb, child)
    if (found) return found
  }
  return undefined
}

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .filter(line => !/max-age=0/i.test(line))
    .map(line => line.split(';')[0])
    .join('; ')
}
