/** Runs as a process: is told one range of a file, says how many bytes it has read, and at last what they prove. */
import { createReadStream } from 'node:fs'
import { createRangeReader } from '../symptoms/readRange.js'
import type { Range, RangeAnswer } from './answers.js'
import { onAsked } from './onAsked.js'

const TOLD_EVERY = 1_048_576

async function read({ file, start, end, next }: Range, answer: (told: RangeAnswer) => void): Promise<void> {
  const reader = createRangeReader(next)
  let untold = 0
  for await (const piece of createReadStream(file, { start, end: end ?? Number.POSITIVE_INFINITY })) {
    reader.push(piece)
    untold += piece.length
    if (untold < TOLD_EVERY) continue
    answer({ bytes: untold })
    untold = 0
  }
  answer({ bytes: untold, range: reader.finish() })
}

onAsked<Range, RangeAnswer>((range, answer) => void read(range, answer))
