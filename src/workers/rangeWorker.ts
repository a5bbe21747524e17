/** Runs as a thread: reads one range of a file, says how many bytes it has read, and at last what they prove. */
import { createReadStream } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { createRangeReader } from '../symptoms/readRange.js'
import type { Range, RangeAnswer } from './largeFile.js'

const { file, start, end, next } = workerData as Range
const answer = (told: RangeAnswer) => parentPort?.postMessage(told)
const TOLD_EVERY = 1_048_576

const reader = createRangeReader(next)
let untold = 0
for await (const piece of createReadStream(file, { start, end })) {
  reader.push(piece)
  untold += piece.length
  if (untold < TOLD_EVERY) continue
  answer({ bytes: untold })
  untold = 0
}
answer({ bytes: untold, range: reader.finish() })
