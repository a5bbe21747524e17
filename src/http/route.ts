import type { Request, Response } from 'restify'

export type HttpRequest = Request
export type HttpResponse = Response

/** One path of the server. */
export interface Route {
  readonly method: 'get' | 'post'
  /** With `*` at its end: everything below it. */
  readonly path: string
  /** The request has a body, which this route reads; the body of any other is not waited for. */
  readonly readsBody?: true
  readonly handle: Handler
}

/** restify accepts handlers with two parameters only when they are async functions. */
export type Handler = (request: HttpRequest, response: HttpResponse) => Promise<void>
