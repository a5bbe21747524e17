/** What a turn costs: our bot beside a bare bot of the same SDK, and beside bots that keep the SDK's state. */
import { type Bot, type Bots, type Field, withBots } from './bots.js'
import { click, clickOn, diagnose, settled, stranger, write } from './client.js'
import { Sample, type Turn } from './load.js'
import { processorMs } from './processUsage.js'
import { aim, figures, heading, type Measured } from './table.js'

const ROUNDS = 5
const TURNS = 100
const AT_ONCE = 4
const DIAGNOSES = 20

type Name = keyof Bots
const NAMES: readonly Name[] = ['ours', 'bare', 'blobs', 'table', 'requests']
const TITLES: Readonly<Record<Name, string>> = {
  ours: 'our bot',
  bare: 'bare echo',
  blobs: 'echo, state in blobs',
  table: 'echo, state in a table',
  requests: 'echo, our requests',
}

type Samples = Readonly<Record<Name, Measured>>

function perBot<T>(make: () => T): Readonly<Record<Name, T>> {
  return { ours: make(), bare: make(), blobs: make(), table: make(), requests: make() }
}

const none = (): Samples => perBot(fresh)
const fresh = (): Measured => ({ turns: new Sample(), botMs: 0, storeMs: 0 })

/** With what the bot still does when it has answered. */
async function take({ process, storagePid }: Bot, measured: Measured, turns: readonly Turn[]): Promise<void> {
  const used = () => [processorMs(process.pid), storagePid === null ? 0 : processorMs(storagePid)] as const
  const [bot, store] = used()
  await measured.turns.take(turns, AT_ONCE)
  await settled()
  const [botNow, storeNow] = used()
  measured.botMs += botNow - bot
  measured.storeMs += storeNow - store
}

/** All by turns, so that whatever else the machine does hits all; each round begins with another one. */
async function round({ bots, connector }: Field, { message, click: clicked }: Both, number: number): Promise<void> {
  const strangers = () => Array.from({ length: TURNS }, () => stranger(connector))
  const people = perBot(strangers)
  const order = NAMES.map((_, i) => NAMES[(i + number) % NAMES.length] ?? 'ours')
  for (const name of order) {
    const { url } = bots[name].process
    const turns = people[name].map(place => () => write(url, place, 'start over'))
    await take(bots[name], message[name], turns)
  }
  // The peers get the click that our bot gets, each from people whom it knows.
  const clicks = people.ours.map(place => clickOn(connector, place, 'stuck'))
  for (const name of order) {
    const { url } = bots[name].process
    const turns = people[name].map((place, i) => () => click(url, { ...clicks[i]!, place }))
    await take(bots[name], clicked[name], turns)
  }
  connector.forget()
}

interface Both {
  readonly message: Samples
  readonly click: Samples
}

async function diagnoses({ bots, connector, stack }: Field): Promise<string[]> {
  const { requests } = stack.simulator.contoso
  const measured = fresh()
  requests.reset()
  for (let i = 0; i < DIAGNOSES; i++) {
    await measured.turns.take([() => diagnose(bots.ours.process.url, connector)], 1)
  }
  const each = (count: number) => (count / DIAGNOSES).toFixed(1).replace(/\.0$/, '')
  return [
    figures('diagnosis, from message to cause', measured.turns),
    '',
    `One diagnosis: ${each(requests.roundTrips)} HTTP round trips to Dataverse, ${each(requests.operations)} operations in them.`,
  ]
}

/** Of how many times the processor time and the pace of a peer. */
const AIMS = { processor: 1.25, message: 1.2, click: 1.7 } as const

function aims(what: 'message' | 'click', { ours, bare, blobs, table }: Samples): string[] {
  const cost = ours.botMs / ours.turns.size / (bare.botMs / bare.turns.size)
  const pace = (peer: Measured) => ours.turns.perSecond / peer.turns.perSecond
  return [
    aim(`${what}, processor time of the bot : bare echo`, cost, { most: AIMS.processor }),
    aim(`${what}, pace : echo with a table`, pace(table), { least: AIMS[what] }),
    aim(`${what}, pace : echo with blobs`, pace(blobs), { least: 1 }),
  ]
}

function report({ message, click: clicked }: Both, costs: readonly string[]): string {
  const rows = (what: string, samples: Samples) =>
    NAMES.map(name => figures(`${what}, ${TITLES[name]}`, samples[name].turns, { measured: samples[name], samples }))
  return [
    heading,
    ...rows('message', message),
    ...rows('click', clicked),
    ...costs,
    '',
    ...aims('message', message),
    ...aims('click', clicked),
    '',
    'A full turn of our bot: an activity comes in over HTTP, a case is loaded, decided and saved in Azure Table (Azurite),',
    'and its card is drawn. After a message the card goes out through the connector and the case notes where it is shown,',
    'before the request is answered. A click (Action.Execute) is answered with the card itself.',
    'The bare echo (botbuilder behind restify, no storage) sends one line of text, or answers a click with a fixed card;',
    'the next two also count each turn in the state of the conversation and of the person. The last one makes the storage',
    'requests of our bot, by the bare client of Node, and nothing else: our bot cannot cost less than that.',
    'Each bot and each store is a process of its own on this machine;',
    `${ROUNDS} rounds by turns, ${AT_ONCE} turns at once, diagnoses one by one.`,
  ].join('\n')
}

export function compareTurns(): Promise<string> {
  return withBots(async field => {
    const both = (): Both => ({ message: none(), click: none() })
    // The first rounds are not counted: code is compiled, connections are opened.
    for (let i = 0; i < WARM; i++) await round(field, both(), i)
    const counted = both()
    for (let i = 0; i < ROUNDS; i++) await round(field, counted, i)
    return report(counted, await diagnoses(field))
  })
}

const WARM = 2
