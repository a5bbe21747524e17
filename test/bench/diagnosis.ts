/** A diagnosis beside the same answers fetched with a public client, against the same simulator with a network's latency. */

import type { Organizations } from '../../src/app/ports.js'
import { createOrganizations } from '../../src/dataverse/createOrganizations.js'
import { writeBatch } from '../../src/dataverse/http/batchRequest.js'
import { createTokens, type Tokens } from '../../src/entra/tokens.js'
import { userAgent } from '../../src/packageInfo.js'
import { NOW } from '../dataverse/facts/asking.js'
import { addDrafts, addJob, addWorkflow, synchronize } from '../dataverse/facts/organizations.js'
import { startSimulator } from '../simulator/index.js'
import type { SimulatedOrganization } from '../simulator/rows/organization.js'
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
  readonly operations: number
  readonly bytes: number
}

interface Run {
  readonly name: string
  /** The organization that it asks. */
  readonly asked: SimulatedOrganization
  run(): Promise<void>
}

/** Runs by turns, so that whatever else the machine does hits all; the first of each opens connections and is not counted. */
async function measure(runs: readonly Run[]): Promise<Measured[]> {
  const samples = runs.map(one => ({ ...one, sample: new Sample(), roundTrips: 0, operations: 0, bytes: 0 }))
  for (const { run } of samples) await run()
  for (let i = 0; i < RUNS; i++) {
    for (const one of samples) {
      const { requests } = one.asked
      requests.reset()
      const before = one.asked.traffic()
      await one.sample.take([one.run], 1)
      one.roundTrips = requests.roundTrips
      one.operations = requests.operations
      one.bytes = one.asked.traffic() - before
    }
  }
  return samples.map(({ name, sample, ...one }) => ({ ...one, name, ms: sample.percentile(0.5) }))
}

export async function compareDiagnosis(): Promise<string> {
  const simulator = await startSimulator({ routerIntervalMs: 0, latencyMs: LATENCY_MS, now: () => NOW })
  try {
    const { contoso, field } = simulator
    // The same rows, with the other channel, and a workflow that was refused.
    synchronize(field)
    addDrafts(field, SENDER, { by: 'helen@contoso.com', count: 3, isworkflowcreated: true })
    const { workflowid = null } = addWorkflow(field, 'Order confirmation', 'helen@contoso.com')
    addJob(field, 'helen@contoso.com', { _workflowactivationid_value: workflowid })
    const tokens = createTokens(simulator)
    const token = await tokens.forOrganization(contoso.url)
    const trip = { name: 'one round trip (WhoAmI)', asked: contoso, run: () => whoAmI(contoso.url, token) }
    const peer = {
      name: 'dynamics-web-api',
      asked: contoso,
      run: async () => demandCount(await diagnoseWithPeer({ url: contoso.url, token, sender: SENDER, router: ROUTER })),
    }
    const diagnoses = [
      ...(await diagnosesOf('router', contoso, tokens)),
      ...(await diagnosesOf('synchronization', field, tokens)),
    ]
    return report(await measure([trip, ...diagnoses, peer]))
  } finally {
    await simulator.close()
  }
}

async function whoAmI(url: string, token: string): Promise<void> {
  const answer = await fetch(`${url}/api/data/v9.2/WhoAmI`, { headers: { Authorization: `Bearer ${token}` } })
  await answer.text()
}

/** The questions of a diagnosis, and nothing done with the answers: what is left is the network and the organization. */
async function sendBatch(url: string, token: string, paths: readonly string[]): Promise<void> {
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'multipart/mixed; boundary="bench"',
    Prefer: 'odata.continue-on-error',
  }
  const body = writeBatch(paths, 'bench')
  const answer = await fetch(`${url}/api/data/v9.2/$batch`, { method: 'POST', headers, body })
  await answer.text()
}

async function diagnosesOf(channel: string, asked: SimulatedOrganization, tokens: Tokens): Promise<readonly Run[]> {
  const organization = { name: asked.name, url: asked.url, routerAccount: ROUTER }
  const program = () => createOrganizations({ organizations: [organization], tokens, userAgent, now: () => NOW })
  const diagnose = async (organizations: Organizations) => {
    const { facts } = await organizations.gather({
      target: { organization, sender: SENDER },
      since: NOW.toISOString(),
      progress: () => {},
      signal: new AbortController().signal,
    })
    demandCount(facts.backlog?.ok ? facts.backlog.value?.count : null)
  }
  const warm = program()
  await diagnose(warm)
  asked.requests.reset()
  await diagnose(warm)
  const paths = asked.requests.log.map(({ path }) => path)
  const token = await tokens.forOrganization(asked.url)
  return [
    { name: `${channel}, its bare batch`, asked, run: () => sendBatch(asked.url, token, paths) },
    { name: `${channel}, warm`, asked, run: () => diagnose(warm) },
    { name: `${channel}, cold`, asked, run: () => diagnose(program()) },
  ]
}

/** Whoever does not find the same does not count. */
function demandCount(count: number | null | undefined): void {
  if (count !== PENDING) throw new Error(`${count} e-mails were found instead of ${PENDING}`)
}

function report(measured: readonly Measured[]): string {
  const [trip, peer] = [measured[0], measured.at(-1)]
  if (!trip || !peer) return ''
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(34) : cell.padStart(14))).join('')
  const times = (a: number, b: number) => `${(a / b).toFixed(2)} ×`
  const rows = measured.map(({ name, ms, roundTrips, operations, bytes }) =>
    line([
      name,
      String(roundTrips),
      String(operations),
      ms.toFixed(1),
      times(ms, trip.ms),
      times(ms, peer.ms),
      String(bytes),
      times(bytes, peer.bytes),
    ]),
  )
  return [
    line(['', 'round trips', 'operations', 'median ms', ': round trip', ': peer', 'bytes', ': peer']),
    ...rows,
    '',
    `The answers about one sender with ${PENDING} waiting e-mails, ${LATENCY_MS} ms latency, ${RUNS} runs by turns. Warm: the address was`,
    'asked about before. Its bare batch: the same questions sent by hand, so that the rest is what the bot adds. With',
    'synchronization, a workflow was refused, too. The peer asks what is needed for the router alone,',
    'and fetches one answer after the other, as a script does.',
  ].join('\n')
}
