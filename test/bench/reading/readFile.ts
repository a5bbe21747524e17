/** Reads a file as `classify` does, or only its lines, and prints what that took. */
import { createReadStream } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { readInput } from '../../../src/cli/classify/readInput.js'

const [what, file = ''] = process.argv.slice(2)
const FIRST = 10_000_000

/** Resident bytes at the most, while the first part was read and over all. */
const most = { first: 0, all: 0 }
/** To look costs time of its own. */
const LOOK_EVERY = 1_000_000
let looked = 0

function note(bytes: number): void {
  if (bytes - looked < LOOK_EVERY) return
  looked = bytes
  const resident = process.memoryUsage.rss()
  most.all = Math.max(most.all, resident)
  if (bytes <= FIRST) most.first = most.all
}

async function classified(): Promise<object> {
  const input = await readInput(file, note)
  if (!input.ok) throw new Error(input.because)
  const { faults, events } = input.reading
  const sendAs = faults.filter(({ fault }) => fault === 'sendAs').reduce((sum, { count }) => sum + count, 0)
  return { events, sendAs }
}

async function counted(): Promise<object> {
  const input = createReadStream(file)
  input.on('data', () => note(input.bytesRead))
  let lines = 0
  for await (const _ of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) lines += 1
  return { lines }
}

const began = performance.now()
const told = await (what === 'classify' ? classified() : counted())
const seconds = (performance.now() - began) / 1000
process.stdout.write(JSON.stringify({ seconds, first: most.first, all: most.all, ...told }))
