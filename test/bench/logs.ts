/** Reading a large log, beside a plain count of its lines: speed, and whether memory stays flat. */
import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createDecoder } from '../../src/symptoms/decode.js'
import { createReader } from '../../src/symptoms/readLog.js'
import { inFolder } from '../tools/folder.js'
import { runProgram } from '../tools/program.js'

const MB = 1024 * 1024
const SIZES = [10, 100] as const

/** One event in a hundred is the fault; the others are of the kinds that a router's log is full of. */
function eventOf(number: number): string {
  const time = new Date(Date.UTC(2026, 0, 1) + number * 7000).toISOString()
  const kinds = [
    `Information,${time},MSCRMEmail,0,None,"The E-mail Router service ran a cycle: 12 mailboxes, 3 messages."`,
    `Warning,${time},MSCRMEmail,26236,None,"An error occurred while opening mailbox user${number % 500}@contoso.com. System.Net.WebException: The operation has timed out\r\n   at System.Net.HttpWebRequest.GetResponse()"`,
    `Error,${time},MSCRMEmail,26142,None,"#26142 - An error occurred while checking for outgoing email messages to process: https://contoso.crm4.dynamics.com/ for user${number % 500}@contoso.com"`,
  ]
  const fault = `Error,${time},MSCRMEmail,26142,None,"#26142 - An error occurred while checking for outgoing email messages to process: https://contoso.crm4.dynamics.com/\r\nSystem.ServiceModel.FaultException: User does not have send-as privilege. (ErrorCode: 0x8004480D)"`
  return number % 100 === 0 ? fault : (kinds[number % kinds.length] ?? fault)
}

async function write(file: string, bytes: number): Promise<void> {
  const output = createWriteStream(file)
  output.write('Level,Date and Time,Source,Event ID,Task Category\r\n')
  for (let number = 1, size = 0; size < bytes; number += 1000) {
    const block = Array.from({ length: 1000 }, (_, i) => `${eventOf(number + i)}\r\n`).join('')
    size += block.length
    if (!output.write(block)) await new Promise<void>(resolve => output.once('drain', () => resolve()))
  }
  output.end()
  await finished(output)
}

interface Measured {
  readonly seconds: number
  readonly peakMb: number
  readonly said: string
}

/** Runs in a process of its own, so that its memory is nobody else's. */
async function measure(how: 'read' | 'count', file: string): Promise<Measured> {
  const { stdout, stderr } = await runProgram([fileURLToPath(import.meta.url), how, file])
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as Measured
}

async function read(file: string): Promise<string> {
  const reader = createReader()
  let decoder: ReturnType<typeof createDecoder> | null = null
  for await (const bytes of createReadStream(file)) {
    decoder ??= createDecoder(bytes)
    if (typeof decoder === 'object') reader.push(decoder.push(bytes))
  }
  const { verdict, events, faults } = reader.finish()
  return `${verdict}, ${events} events, ${faults.find(({ fault }) => fault === 'sendAs')?.count} of them send-as`
}

async function count(file: string): Promise<string> {
  let lines = 0
  for await (const _line of createInterface({ input: createReadStream(file) })) lines += 1
  return `${lines} lines`
}

export function compareLogs(): Promise<string> {
  return inFolder(async folder => {
    const rows: string[] = []
    const peaks: number[] = []
    for (const size of SIZES) {
      const file = join(folder, `${size}.csv`)
      await write(file, size * MB)
      const [ours, plain] = [await measure('read', file), await measure('count', file)]
      rmSync(file)
      peaks.push(ours.peakMb)
      const cells = [
        ours.seconds.toFixed(1),
        (size / ours.seconds).toFixed(0),
        `${(ours.seconds / plain.seconds).toFixed(1)} ×`,
        ours.peakMb.toFixed(0),
      ]
      rows.push(`${`${size} MB`.padEnd(10)}${cells.map(cell => cell.padStart(14)).join('')}   ${ours.said}`)
    }
    const [small = Number.NaN, large = Number.NaN] = peaks
    const heading = `${''.padEnd(10)}${['seconds', 'MB/s', ': line count', 'peak MB'].map(cell => cell.padStart(14)).join('')}`
    const how = `Events of a router's log, one in a hundred send-as, read by classify's reader, beside a plain count of the lines in the same run. Ten times the log takes ${(large / small).toFixed(2)} × the memory.`
    return [heading, ...rows, '', how].join('\n')
  })
}

const [, , how, file] = process.argv
if (file !== undefined && (how === 'read' || how === 'count')) {
  const began = performance.now()
  const said = await (how === 'read' ? read(file) : count(file))
  const seconds = (performance.now() - began) / 1000
  const { maxRSS } = process.resourceUsage()
  process.stdout.write(JSON.stringify({ seconds, peakMb: maxRSS / 1024, said }))
}
