import { createReadStream } from 'node:fs'
import { mailboxFaults } from '../domain/mailboxFaults.js'
import { createDecoder, type Decoder } from '../symptoms/decode.js'
import type { Reading } from '../symptoms/reading.js'
import { createReader } from '../symptoms/readLog.js'
import { textReport } from './output.js'
import { EXIT, quoted, UsageError } from './usage.js'

/** Why a file was not read, as a sentence that says what to do. */
class Unreadable extends Error {}

const ADVICE = {
  evtx: 'is a saved event log (.evtx). In Event Viewer, choose "Save All Events As…" and the type .csv, .xml or .txt.',
  binary: 'is no text. Export the log as .csv, .xml or .txt.',
  empty: 'is empty.',
  ENOENT: 'is not there.',
  EACCES: 'may not be read.',
  EISDIR: 'is a folder: name the files in it.',
} as const

/** `pending-send classify`. Answers with the exit code. */
export async function runClassify(files: readonly string[], { json }: { readonly json: boolean }): Promise<number> {
  const [only, ...others] = files
  if (only === undefined) throw new UsageError('Name a file, or - for standard input: classify FILE|-.')
  return others.length === 0 ? one(only, json) : many(files, json)
}

async function one(file: string, json: boolean): Promise<number> {
  const reading = await read(file).catch(error => {
    throw error instanceof Unreadable ? new UsageError(error.message) : error
  })
  const report = textReport()
  print(json ? JSON.stringify(classificationOf(reading), null, 2) : report.reading(reading))
  return EXIT.healthy
}

/** A line each; one that cannot be read is told, and the others are read all the same. */
async function many(files: readonly string[], json: boolean): Promise<number> {
  const report = textReport()
  let code: number = EXIT.healthy
  for (const file of files) {
    try {
      const reading = await read(file)
      print(json ? JSON.stringify({ file, ...classificationOf(reading) }) : report.readingLine(file, reading))
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      process.stderr.write(`${error.message}\n`)
      code = EXIT.usage
    }
  }
  return code
}

/** Piece by piece: memory does not grow with the file. */
async function read(file: string): Promise<Reading> {
  const reader = createReader()
  let decoder: Decoder | null = null
  for await (const bytes of bytesOf(file)) {
    if (!decoder) {
      const found = createDecoder(bytes)
      if (typeof found === 'string') throw new Unreadable(`${quoted(file)} ${ADVICE[found]}`)
      decoder = found
    }
    reader.push(decoder.push(bytes))
  }
  if (!decoder) throw new Unreadable(`${quoted(file)} ${ADVICE.empty}`)
  reader.push(decoder.finish())
  return reader.finish()
}

async function* bytesOf(file: string): AsyncIterable<Uint8Array> {
  if (file === '-' && process.stdin.isTTY) process.stderr.write('Paste the text, and end it with Ctrl-D.\n')
  const input: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file)
  try {
    yield* input
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!(code in ADVICE)) throw error
    throw new Unreadable(`${quoted(file)} ${ADVICE[code as keyof typeof ADVICE]}`)
  }
}

/** The stable shape; src/cli/classify.schema.json describes it. */
function classificationOf({ verdict, faults, codes, organization, ask, masked, events }: Reading) {
  const [first] = faults
  const article = mailboxFaults.find(({ id }) => id === first?.fault)?.article
  return {
    verdict,
    ...(first && { fault: first.fault }),
    ...(article && { article }),
    codes,
    ...(organization && { organization }),
    evidence: first?.evidence ?? [],
    ...(ask && { ask }),
    faults,
    events,
    masked,
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
