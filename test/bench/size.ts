/** The same diagnosis in a small and in a large organization. */

import { createOrganizations } from '../../src/dataverse/createOrganizations.js'
import { createTokens } from '../../src/entra/tokens.js'
import { userAgent } from '../../src/packageInfo.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { LARGE_SENDER, type Size, seedLarge } from '../simulator/seeds/large.js'
import { hearClosings, Sample } from './load.js'

const LATENCY_MS = 80
const RUNS = 15
const ROUTER = 'svc-router@contoso.com'
const SIZES: readonly Size[] = [
  { users: 10, pending: 3 },
  { users: 40_000, pending: 3 },
  { users: 10, pending: 100_000 },
]

/** Cold: every run asks as a program that has just started. */
async function medianOf({ contoso, ...simulator }: Simulator, size: Size): Promise<{ ms: number; told: string }> {
  contoso.load(seedLarge(() => new Date(), size))
  await hearClosings()
  const organization = { name: contoso.name, url: contoso.url, routerAccount: ROUTER }
  const tokens = createTokens(simulator)
  await tokens.forOrganization(contoso.url)
  const sample = new Sample()
  let told = ''
  for (let i = 0; i < RUNS; i++) {
    const organizations = createOrganizations({
      organizations: [organization],
      tokens,
      userAgent,
      now: () => new Date(),
    })
    const run = async () => {
      const { facts } = await organizations.gather({
        target: { organization, sender: LARGE_SENDER },
        since: new Date().toISOString(),
        progress: () => {},
        signal: new AbortController().signal,
      })
      const backlog = facts.backlog?.ok ? facts.backlog.value : null
      told = `${backlog?.atLeast ? 'at least ' : ''}${backlog?.count}`
    }
    await sample.take([run], 1)
  }
  return { ms: sample.percentile(0.5), told }
}

export async function compareSizes(): Promise<string> {
  const simulator = await startSimulator({ routerIntervalMs: 0, latencyMs: LATENCY_MS })
  try {
    const lines: string[] = []
    let first = Number.NaN
    for (const size of SIZES) {
      const { ms, told } = await medianOf(simulator, size)
      if (Number.isNaN(first)) first = ms
      const cells = [size.users, size.pending].map(number => number.toLocaleString('en').padStart(12))
      lines.push(
        `${cells.join('')}${told.padStart(20)}${ms.toFixed(1).padStart(12)}${`${(ms / first).toFixed(2)} ×`.padStart(12)}`,
      )
    }
    const heading = `${'users'.padStart(12)}${'waiting'.padStart(12)}${'told as'.padStart(20)}${'median ms'.padStart(12)}${': first'.padStart(12)}`
    return [heading, ...lines, '', `A cold diagnosis of one sender, ${LATENCY_MS} ms latency, ${RUNS} runs each.`].join(
      '\n',
    )
  } finally {
    await simulator.close()
  }
}
