/** Tells the log which case the lines belong to that are written meanwhile, by whichever part of the program. */
export interface LogScope {
  /** Lines that `work` writes, now or later, belong to the case that `about` named last within it. */
  run<T>(work: () => T): T
  /** The case that the current work is about. */
  about(caseId: string): void
  /** The same function, whose lines belong where this call was made, whoever calls it. */
  bind<A extends readonly unknown[], R>(work: (...args: A) => R): (...args: A) => R
}

/** Marks nothing. */
export const noScope: LogScope = { run: work => work(), about: () => {}, bind: work => work }
