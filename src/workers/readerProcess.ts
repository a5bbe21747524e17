import { type ChildProcess, fork } from 'node:child_process'
import { on } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'

export interface ReaderOptions<Answer> {
  /** Whatever else the process says breaks it off. */
  readonly answers: z.ZodType<Answer>
  /** Breaks it off, too. */
  readonly signal?: AbortSignal
}

/** A process that reads what may be anything. */
export interface ReaderProcess<Answer> {
  ask(message: object): void
  /** The next answer. Rejects with Broken when none will come. */
  answer(): Promise<Answer>
  /** Rejects with Broken when the process has ended or did not start, or the time is over. */
  readonly broken: Promise<never>
  /** Resolves when the process is gone. */
  end(): Promise<void>
}

/** Reading broke off, or was broken off. */
export class Broken extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(`Reading broke off: ${why}`, options)
    this.name = 'Broken'
  }
}

/** Reading holds a line and a part of an event, however large the file is. */
const FLAGS = ['--max-old-space-size=128']

const running = new Set<ChildProcess>()
/** One that is busy would not notice at once that nobody waits for it any more. */
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * Starts a script that answers what it is asked. A thread would start sooner, but Node 20 was seen to abort as a whole when threads
 * ended; whatever happens to a process, only that process ends.
 */
export function startReader<Answer>(script: URL, { answers, signal }: ReaderOptions<Answer>): ReaderProcess<Answer> {
  const child = forked(script)
  const broken = breaking(child, signal)
  const messages = on(child, 'message')
  const answer = async () => {
    const { value } = await messages.next()
    const parsed = answers.safeParse(value[0])
    if (!parsed.success) throw new Broken('what the process said is no answer', { cause: parsed.error })
    return parsed.data
  }
  return {
    broken,
    answer: () => Promise.race([broken, answer()]),
    ask(message) {
      if (child.connected) child.send(message)
    },
    end: () => ended(child),
  }
}

/** Nothing of the bot's environment is needed there, and its secrets least of all. */
function forked(script: URL): ChildProcess {
  try {
    const child = fork(fileURLToPath(script), {
      env: {},
      execArgv: FLAGS,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    // To kill one that did not start is to kill number 0: all of the bot's own group.
    if (child.pid !== undefined) running.add(child)
    child.once('exit', () => running.delete(child))
    return child
  } catch (cause) {
    throw new Broken('the process did not start', { cause })
  }
}

function breaking(child: ChildProcess, signal: AbortSignal | undefined): Promise<never> {
  const broken = new Promise<never>((_, reject) => {
    child.on('error', cause => reject(new Broken('the process did not start, or cannot be asked', { cause })))
    child.on('exit', (code, name) => reject(new Broken(`the process ended with ${code ?? name}`)))
    signal?.addEventListener('abort', () => reject(new Broken('the time is over')))
  })
  // All may have been read before.
  broken.catch(() => {})
  return broken
}

function ended(child: ChildProcess): Promise<void> {
  const isGone = child.pid === undefined || child.exitCode !== null || child.signalCode !== null
  if (isGone) return Promise.resolve()
  return new Promise(resolve => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}
