/** Where a person reads along; reports go elsewhere. */
export class Terminal {
  #open = false

  constructor(private readonly stream: NodeJS.WriteStream) {}

  /** A line that stays. */
  say(line: string): void {
    this.clear()
    this.stream.write(`${line}\n`)
  }

  /** A line that the next one replaces; elsewhere than on a terminal, a line of its own. */
  progress(line: string): void {
    if (this.stream.isTTY) this.progressOnly(line)
    else this.say(line)
  }

  /** A line that the next one replaces; elsewhere than on a terminal, nothing. */
  progressOnly(line: string): void {
    if (!this.stream.isTTY) return
    this.stream.write(`\r\u001b[2K${line.slice(0, Math.max(20, this.stream.columns - 1))}`)
    this.#open = true
  }

  /** Before anything else is written: the progress line makes room. */
  clear(): void {
    if (this.#open) this.stream.write('\r\u001b[2K')
    this.#open = false
  }
}

/** Aborts on Ctrl-C; the second one ends the program at once, as everybody expects. */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  return controller.signal
}
