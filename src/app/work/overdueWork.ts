import type { Lane } from '../ports.js'

/** How long the oldest due work has been waiting, as recovery comes across it. Times are ISO 8601. */
export class OverdueWork {
  /** The oldest that the last complete look found, by lane. */
  readonly #found = new Map<Lane, string>()
  /** The oldest that the look in progress has found so far. */
  readonly #finding = new Map<Lane, string>()

  saw(lane: Lane, since: string): void {
    const oldest = this.#finding.get(lane)
    if (oldest === undefined || since < oldest) this.#finding.set(lane, since)
  }

  looked(lane: Lane): void {
    const oldest = this.#finding.get(lane)
    if (oldest === undefined) this.#found.delete(lane)
    else this.#found.set(lane, oldest)
    this.#finding.delete(lane)
  }

  /** In seconds; 0: nothing is due. It grows while a look is stuck. */
  age(now: Date): number {
    const [oldest] = [...this.#found.values(), ...this.#finding.values()].toSorted()
    return oldest === undefined ? 0 : Math.max(0, (now.getTime() - Date.parse(oldest)) / 1000)
  }
}
