/** What a bot holds in memory after thousands of turns, beside the bare echo. */
import { type Bot, withBots } from './bots.js'
import { stranger, write } from './client.js'
import { Sample } from './load.js'
import { residentBytes } from './processUsage.js'
import { aim } from './table.js'

const TURNS = 10_000
const PART = 500
const AT_ONCE = 4
const MOST = 1.3

export function compareMemory(): Promise<string> {
  return withBots(async ({ bots: { ours, bare }, connector }) => {
    const before = [megabytes(ours), megabytes(bare)]
    for (let done = 0; done < TURNS; done += PART) {
      for (const { process } of [ours, bare]) {
        const turns = Array.from({ length: PART }, () => () => write(process.url, stranger(connector), 'start over'))
        await new Sample().take(turns, AT_ONCE)
      }
      connector.forget()
    }
    const after = [megabytes(ours), megabytes(bare)]
    const line = (name: string, i: 0 | 1) =>
      `${name.padEnd(12)}${before[i]?.toFixed(0).padStart(16)}${after[i]?.toFixed(0).padStart(16)}`
    return [
      `${''.padEnd(12)}${'MB at start'.padStart(16)}${`${TURNS} turns`.padStart(16)}`,
      line('our bot', 0),
      line('bare echo', 1),
      '',
      aim('resident memory : bare echo', (after[0] ?? 0) / (after[1] ?? 0), { most: MOST }),
    ].join('\n')
  })
}

function megabytes({ process }: Bot): number {
  return residentBytes(process.pid) / 1_000_000
}
