/** One line of the input, or a part of a very long one. */
export interface InputLine {
  /** From 1. */
  readonly number: number
  readonly text: string
}

/** A longer line is handed on in parts, each cut where a word, tag or field ends. */
const LONGEST = 32_768
/** How far before its end a part may be cut, so that no part is tiny. */
const CUT_WITHIN = 4_096

/** Cuts pieces of text into lines. CRLF, LF and a lone CR end a line. */
export function createLines(take: (line: InputLine) => void) {
  let rest = ''
  let number = 1
  let endsWithReturn = false

  const passOn = (line: string): string => {
    let left = line
    while (left.length > LONGEST) {
      const end = cutAt(left)
      take({ number, text: left.slice(0, end) })
      left = left.slice(end)
    }
    return left
  }
  const endLine = (line: string) => {
    take({ number, text: passOn(line) })
    number++
  }
  return {
    push(piece: string): void {
      // The feed of a CRLF may come in the next piece.
      const text = rest + (endsWithReturn && piece.startsWith('\n') ? piece.slice(1) : piece)
      if (piece === '') return
      endsWithReturn = text.endsWith('\r')
      let from = 0
      for (const { index, 0: mark } of text.matchAll(/\r\n|\n|\r/g)) {
        endLine(text.slice(from, index))
        from = index + mark.length
      }
      rest = passOn(text.slice(from))
    },
    finish(): void {
      if (rest) take({ number, text: rest })
      rest = ''
    },
  }
}

function cutAt(line: string): number {
  for (let at = LONGEST; at > LONGEST - CUT_WITHIN; at--) {
    if (/[\s>,;]/.test(line.charAt(at - 1))) return at
  }
  return LONGEST
}
