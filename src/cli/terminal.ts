import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

/** null: as it is. */
export function styled(text: string, style: Style | null): string {
  // Whether there is colour is decided once: newer releases of Node look at the stream again.
  return style === null ? text : styleText(style, text, { validateStream: false })
}

/** What is needed of the stream to write to. */
export type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>

/** Where a person reads along; reports go elsewhere. */
export class Terminal {
  #open = false

  constructor(private readonly stream: Stream) {}

  get interactive(): boolean {
    return this.stream.isTTY === true
  }

  /** A line that stays. */
  say(line: string): void {
    this.clear()
    this.stream.write(`${line}\n`)
  }

  /** A line that the next one replaces; elsewhere than on a terminal, a line of its own. */
  progress(line: string): void {
    if (this.interactive) this.progressOnly(line)
    else this.say(line)
  }

  /** A line that the next one replaces; elsewhere than on a terminal, nothing. */
  progressOnly(line: string): void {
    if (!this.interactive) return
    // A terminal that does not tell its width gets a narrow one: a line that wraps cannot be replaced.
    this.stream.write(`\r\u001b[2K${line.slice(0, (this.stream.columns || 80) - 1)}`)
    this.#open = true
  }

  /** Before anything else is written: the progress line makes room. */
  clear(): void {
    if (this.#open) this.stream.write('\r\u001b[2K')
    this.#open = false
  }

  /** The progress line stays, and what follows begins below it. */
  leave(): void {
    if (this.#open) this.stream.write('\n')
    this.#open = false
  }
}
