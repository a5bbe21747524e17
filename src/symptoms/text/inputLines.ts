/** A line of the input, or a part of a very long line. */
export interface InputLine {
  /** From 1. */
  readonly number: number
  readonly text: string
}

/** Longer lines are passed on in parts, each cut where a word, tag or field ends. */
const LONGEST = 32_768
/** How far back from its end a part may be cut; limited, so that no part is tiny. */
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
    /** How many lines have ended. */
    get ended(): number {
      return number - 1
    },
    push(piece: string): void {
      if (piece === '') return
      // A CRLF may be split between two pieces.
      let from = endsWithReturn && piece.startsWith('\n') ? 1 : 0
      endsWithReturn = piece.endsWith('\r')
      const feed = seeker(piece, '\n')
      const carriage = seeker(piece, '\r')
      for (let end = firstOf(feed(from), carriage(from)); end >= 0; end = firstOf(feed(from), carriage(from))) {
        endLine(rest + piece.slice(from, end))
        rest = ''
        from = end + (piece.startsWith('\r\n', end) ? 2 : 1)
      }
      rest = passOn(rest + piece.slice(from))
    },
    finish(): void {
      if (rest) take({ number, text: rest })
      rest = ''
    },
  }
}

/** Finds the next mark from a position that only moves forward, without searching anything twice. */
function seeker(text: string, mark: string): (from: number) => number {
  let at = text.indexOf(mark)
  return from => {
    if (at >= 0 && at < from) at = text.indexOf(mark, from)
    return at
  }
}

function firstOf(first: number, second: number): number {
  return first < 0 || (second >= 0 && second < first) ? second : first
}

function cutAt(line: string): number {
  for (let at = LONGEST; at > LONGEST - CUT_WITHIN; at--) {
    if (/[\s>,;]/.test(line.charAt(at - 1))) return at
  }
  return LONGEST
}
