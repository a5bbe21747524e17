/** Runs in a thread: receives one file piece by piece, and answers each piece. null: the file has ended. */
import { parentPort } from 'node:worker_threads'
import { createFileReader } from '../symptoms/readFile.js'

const reader = createFileReader()
parentPort?.on('message', (piece: Uint8Array | null) => {
  parentPort?.postMessage(piece ? reader.push(piece) : reader.finish())
})
