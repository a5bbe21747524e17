/** Tells the log which case its lines belong to, whichever part of the program writes them. */
export interface LogScope {
  /** Lines that `work` writes, now or later, belong to the case that `about` named last within it. */
  run<T>(work: () => T): T
  /** The case that the current work is about. */
  about(caseId: string): void
  /** The same function; its lines belong to the case of this call, whoever calls the function later. */
  bind<A extends readonly unknown[], R>(work: (...args: A) => R): (...args: A) => R
}

/** Names no case. */
export const noScope: LogScope = { run: work => work(), about: () => {}, bind: work => work }
