import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

/** null: the text is left as it is. */
export function styled(text: string, style: Style | null): string {
  // The caller has decided on colour; without this option, newer releases of Node would check the stream again.
  return style === null ? text : styleText(style, text, { validateStream: false })
}

/**
 * Text that may quote what another host said: without the characters that move the cursor, change what was printed before, or turn
 * the order of letters around. Line ends stay.
 */
export function harmless(text: string): string {
  return text.replace(/[^\P{Cc}\n]|\p{Cf}/gu, ' ')
}

/** The part of the stream that is used. */
export type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>

/** Messages for a person who is watching; reports go to another stream. */
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

  /** A line that the next one replaces; if this is no terminal, a line of its own. */
  progress(line: string): void {
    if (this.interactive) this.progressOnly(line)
    else this.say(line)
  }

  /** A line that the next one replaces; if this is no terminal, nothing. */
  progressOnly(line: string): void {
    if (!this.interactive) return
    // A terminal of unknown width is taken to be narrow, because a line that wraps cannot be replaced.
    this.stream.write(`\r\u001b[2K${line.slice(0, (this.stream.columns || 80) - 1)}`)
    this.#open = true
  }

  /** Removes the progress line, before anything else is written. */
  clear(): void {
    if (this.#open) this.stream.write('\r\u001b[2K')
    this.#open = false
  }

  /** Keeps the progress line; what follows begins below it. */
  leave(): void {
    if (this.#open) this.stream.write('\n')
    this.#open = false
  }
}
