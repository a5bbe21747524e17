import { EXIT } from './exit.js'

/** Why a long run stops early: Ctrl-C, or nobody reads its output any more. */
class Stopped extends Error {
  constructor(readonly why: 'interrupted' | 'unread') {
    super(why)
  }
}

/** Aborts when the run should stop. A second Ctrl-C ends the program at once, as everybody expects. */
export function whenToStop(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort(new Stopped('interrupted')))
  process.stdout.once('error', () => controller.abort(new Stopped('unread')))
  return controller.signal
}

/** A reader that has seen enough is not an interruption: the result so far counts. */
export function stoppedCode({ reason }: AbortSignal, soFar: number): number {
  return reason instanceof Stopped && reason.why === 'unread' ? soFar : EXIT.interrupted
}
