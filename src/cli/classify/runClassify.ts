import { plain } from '../../domain/parsedMessage.js'
import type { LogReading } from '../../symptoms/logReading.js'
import type { ClassifyOptions } from '../diagnose/diagnoseOptions.js'
import { EXIT } from '../exit.js'
import { Terminal } from '../terminal.js'
import { classifyText } from '../textOutput.js'
import { classificationOf } from './classification.js'
import { readInput } from './readInput.js'

/** After how many bytes the progress line is updated. */
const PROGRESS_BYTES = 4_194_304

/** `pending-send classify`. Returns the exit code. A file that cannot be read is reported, and the others are still read. */
export async function runClassify({ files, json }: ClassifyOptions): Promise<number> {
  const terminal = new Terminal(process.stderr)
  const report = json ? jsonReport(files.length > 1) : textReport(files.length > 1)
  let code: number = EXIT.healthy
  for (const file of files) {
    if (file === '-' && process.stdin.isTTY) terminal.say('Paste the text, and end it with Ctrl-D (Windows: Ctrl-Z).')
    const input = await readInput(file, progressOf(file, terminal))
    terminal.clear()
    if (input.ok) process.stdout.write(`${report(file, input.reading)}\n`)
    else {
      terminal.say(input.because)
      code = EXIT.usage
    }
  }
  return code
}

type Report = (file: string, reading: LogReading) => string

function jsonReport(many: boolean): Report {
  return many
    ? (file, reading) => JSON.stringify({ file, ...classificationOf(reading) })
    : (_, reading) => JSON.stringify(classificationOf(reading), null, 2)
}

function textReport(many: boolean): Report {
  const text = classifyText()
  const nameOf = (file: string) => (file === '-' ? 'standard input' : file)
  return (file, reading) => (many ? text.line(nameOf(file), reading) : text.whole(nameOf(file), reading))
}

function progressOf(file: string, terminal: Terminal): (bytes: number) => void {
  let bytesShown = 0
  return bytes => {
    if (bytes - bytesShown < PROGRESS_BYTES) return
    bytesShown = bytes
    terminal.progressOnly(`${plain(file)}: ${Math.floor(bytes / 1_048_576)} MB read`)
  }
}
