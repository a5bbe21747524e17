/** A diagnosis beside the same answers fetched with a public client, against the same simulator with a network's latency. */

import { createOrganizations } from '../../src/dataverse/createOrganizations.js'
import { createTokens } from '../../src/entra/tokens.js'
import { userAgent } from '../../src/packageInfo.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { Sample } from './load.js'
import { diagnoseWithPeer } from './peer.js'

const LATENCY_MS = 80
const RUNS = 15
const SENDER = 'omar@contoso.com'
const ROUTER = 'svc-router@contoso.com'
const PENDING = 37

interface Measured {
  readonly name: string
  readonly ms: number
  readonly roundTrips: number
  readonly bytes: number
}

/** Runs by turns, so that whatever else the machine does hits all; the first of each opens connections and is not counted. */
async function measure(
  { contoso }: Simulator,
  runs: Readonly<Record<string, () => Promise<void>>>,
): Promise<Measured[]> {
  const samples = Object.entries(runs).map(([name, run]) => ({
    name,
    run,
    sample: new Sample(),
    roundTrips: 0,
    bytes: 0,
  }))
  for (const { run } of samples) await run()
  for (let i = 0; i < RUNS; i++) {
    for (const one of samples) {
      contoso.requests.reset()
      const before = contoso.traffic()
      await one.sample.take([one.run], 1)
      one.roundTrips = contoso.requests.roundTrips
      one.bytes = contoso.traffic() - before
    }
  }
  return samples.map(({ name, sample, roundTrips, bytes }) => ({ name, ms: sample.percentile(0.5), roundTrips, bytes }))
}

export async function compareDiagnosis(): Promise<string> {
  const simulator = await startSimulator({ routerIntervalMs: 0, latencyMs: LATENCY_MS })
  try {
    const { url, name } = simulator.contoso
    const tokens = createTokens(simulator)
    const organization = { name, url, routerAccount: ROUTER }
    const program = () =>
      createOrganizations({ organizations: [organization], tokens, userAgent, now: () => new Date() })
    const diagnose = async (organizations: ReturnType<typeof program>) => {
      const { facts } = await organizations.gather({
        target: { organization, sender: SENDER },
        since: new Date().toISOString(),
        progress: () => {},
        signal: new AbortController().signal,
      })
      demandCount(facts.backlog?.ok ? facts.backlog.value?.count : null)
    }
    const warm = program()
    const token = await tokens.forOrganization(url)
    const [trip, ...others] = await measure(simulator, {
      'one round trip (WhoAmI)': () =>
        fetch(`${url}/api/data/v9.2/WhoAmI`, { headers: { Authorization: `Bearer ${token}` } }).then(
          answer => void answer.text(),
        ),
      'diagnosis, warm': () => diagnose(warm),
      'diagnosis, cold': () => diagnose(program()),
      'dynamics-web-api': async () =>
        demandCount(await diagnoseWithPeer({ url, token, sender: SENDER, router: ROUTER })),
    })
    return trip ? report(trip, others) : ''
  } finally {
    await simulator.close()
  }
}

/** Whoever does not find the same does not count. */
function demandCount(count: number | null | undefined): void {
  if (count !== PENDING) throw new Error(`${count} e-mails were found instead of ${PENDING}`)
}

function report(trip: Measured, others: readonly Measured[]): string {
  const peer = others.at(-1) ?? trip
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(26) : cell.padStart(14))).join('')
  const times = (a: number, b: number) => `${(a / b).toFixed(2)} ×`
  const rows = [trip, ...others].map(({ name, ms, roundTrips, bytes }) =>
    line([
      name,
      String(roundTrips),
      ms.toFixed(1),
      times(ms, trip.ms),
      times(ms, peer.ms),
      String(bytes),
      times(bytes, peer.bytes),
    ]),
  )
  return [
    line(['', 'round trips', 'median ms', ': round trip', ': peer', 'bytes', ': peer']),
    ...rows,
    '',
    `The same answers about one sender with ${PENDING} waiting e-mails, ${LATENCY_MS} ms latency, ${RUNS} runs by turns. Warm: the address was`,
    'asked about before. The peer fetches one answer after the other, as a script does.',
  ].join('\n')
}
