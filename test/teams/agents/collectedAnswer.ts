import type { WebResponse } from '@microsoft/agents-hosting'
import type { InvokeAnswer } from '../../../src/teams/channelAdapter.js'

/** The response that the SDK writes to, in the manner of Express; our own server sends what it collects. */
export class CollectedAnswer implements WebResponse {
  readonly headersSent = false
  writableEnded = false
  #status = 200
  #body: unknown

  get collected(): InvokeAnswer {
    return { status: this.#status, ...(this.#body !== undefined && { body: this.#body }) }
  }

  status(code: number): this {
    this.#status = code
    return this
  }

  /** Ours are those of the server. */
  setHeader(): this {
    return this
  }

  send(body?: unknown): this {
    this.#body = body
    return this
  }

  end(): this {
    this.writableEnded = true
    return this
  }
}
