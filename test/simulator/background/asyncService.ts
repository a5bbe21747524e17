import { Automation } from '../automation/automation.js'
import type { Database } from '../rows/database.js'
import { Environment } from './environment.js'
import { runTests } from './mailboxTests.js'
import { Synchronization } from './synchronization.js'

export interface AsyncServiceOptions {
  readonly db: Database
  readonly environment?: Environment | undefined
  readonly online: boolean
  readonly now: () => Date
  /** 0: only when `tick` is called. */
  readonly intervalMs: number
}

/** What the platform does in the background: system jobs, tests of mailboxes, synchronization. Nothing, where it is switched off. */
export class AsyncService {
  readonly environment: Environment
  readonly automation: Automation
  readonly synchronization: Synchronization
  readonly #options: AsyncServiceOptions
  #timer: NodeJS.Timeout | undefined

  constructor(options: AsyncServiceOptions) {
    const { environment = new Environment() } = options
    this.#options = options
    this.environment = environment
    this.automation = new Automation({ ...options, environment })
    this.synchronization = new Synchronization({ ...options, environment })
  }

  start(): void {
    const { intervalMs } = this.#options
    if (intervalMs > 0) this.#timer ??= setInterval(() => this.tick(), intervalMs)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  tick(): void {
    if (!this.environment.backgroundOperations) return
    this.automation.tick()
    runTests({ ...this.#options, environment: this.environment })
    this.synchronization.tick()
  }
}
