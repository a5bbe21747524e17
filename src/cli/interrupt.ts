import { EXIT } from './exit.js'

/** Why work that goes on ends before its end: Ctrl-C, or nobody reads its output any more. */
class Stopped extends Error {
  constructor(readonly why: 'interrupted' | 'unread') {
    super(why)
  }
}

/** Aborts when the work is to end. The second Ctrl-C ends the program at once, as everybody expects. */
export function whenToStop(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort(new Stopped('interrupted')))
  process.stdout.once('error', () => controller.abort(new Stopped('unread')))
  return controller.signal
}

/** A reader that has seen enough is no interruption: what was found so far counts. */
export function stoppedCode({ reason }: AbortSignal, soFar: number): number {
  return reason instanceof Stopped && reason.why === 'unread' ? soFar : EXIT.interrupted
}
