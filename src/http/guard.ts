import type { Log } from '../app/ports.js'
import { isLocal, refuse } from './requestBody.js'
import type { Handler } from './route.js'

export interface GuardOptions {
  /** Other machines may send requests; otherwise, in local mode, only this one. */
  readonly hosted: boolean
  readonly log: Log
}

/** In local mode, admits only this machine. Never reveals the details of an error. */
export function guard({ hosted, log }: GuardOptions, handler: Handler): Handler {
  return async (request, response) => {
    if (!hosted && !isLocal(request)) {
      log.warn({ host: request.headers.host, from: request.socket.remoteAddress }, 'Refused a request in local mode')
      const sentence = 'In local mode the bot answers this machine only. Use http://127.0.0.1.'
      return refuse(request, response, { status: 403, sentence })
    }
    try {
      await handler(request, response)
    } catch (error) {
      log.error({ err: error, path: request.path() }, 'A request failed')
      if (response.headersSent) return
      await refuse(request, response, {
        status: 500,
        sentence: 'Something went wrong here. It is in the log of the bot.',
      })
    }
  }
}
