/** Runs as a thread: takes the pieces of one file, and answers each. null from outside: that was all. */
import { parentPort } from 'node:worker_threads'
import { createFileReader } from '../symptoms/readFile.js'

const reader = createFileReader()
parentPort?.on('message', (piece: Uint8Array | null) => {
  parentPort?.postMessage(piece ? reader.push(piece) : reader.finish())
})
