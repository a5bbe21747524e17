/** `npm run bench`: what a turn of the bot costs, beside a bare bot of the same SDK in the same run. */
import { join } from 'node:path'
import { type BotProcess, startBot } from '../demo/bot.js'
import { type Stack, startStack } from '../demo/stack.js'
import { freePort } from '../storage/azurite.js'
import { type Connector, startConnector } from '../teams/connector.js'
import { inFolder } from '../tools/folder.js'
import { compiled } from '../tools/program.js'
import { click, clickOn, diagnose, settled, stranger, write } from './client.js'
import { compareDiagnosis } from './diagnosis.js'
import { Sample } from './load.js'
import { compareLogs } from './logs.js'
import { compareSizes } from './size.js'
import { figures, heading, ratio } from './table.js'
import { compareWatches } from './watches.js'

const ROUNDS = 5
const TURNS = 100
const AT_ONCE = 4
const DIAGNOSES = 20

interface Bots {
  readonly ours: string
  readonly bare: string
  readonly connector: Connector
}

interface Samples {
  readonly ours: { readonly message: Sample; readonly click: Sample }
  readonly bare: { readonly message: Sample; readonly click: Sample }
}

const none = (): Samples => ({
  ours: { message: new Sample(), click: new Sample() },
  bare: { message: new Sample(), click: new Sample() },
})

/** Ours and the bare one by turns, so that whatever else the machine does hits both. */
async function round({ ours, bare, connector }: Bots, samples: Samples): Promise<void> {
  const people = Array.from({ length: TURNS }, () => stranger(connector))
  const others = Array.from({ length: TURNS }, () => stranger(connector))
  const messages = (bot: string, places: typeof people) => places.map(place => () => write(bot, place, 'start over'))
  await samples.ours.message.take(messages(ours, people), AT_ONCE)
  await samples.bare.message.take(messages(bare, others), AT_ONCE)
  const clicks = people.map(place => clickOn(connector, place, 'stuck'))
  const clicking = (bot: string) => clicks.map(one => () => click(bot, one))
  await samples.ours.click.take(clicking(ours), AT_ONCE)
  await settled()
  await samples.bare.click.take(clicking(bare), AT_ONCE)
}

async function diagnoses({ ours, connector }: Bots, { simulator }: Stack): Promise<string[]> {
  const { requests } = simulator.contoso
  const sample = new Sample()
  requests.reset()
  await sample.take(
    Array.from({ length: DIAGNOSES }, () => () => diagnose(ours, connector)),
    1,
  )
  const each = (count: number) => (count / DIAGNOSES).toFixed(1).replace(/\.0$/, '')
  return [
    figures('diagnosis, from message to cause', sample),
    '',
    `One diagnosis: ${each(requests.roundTrips)} HTTP round trips to Dataverse, ${each(requests.operations)} operations in them.`,
  ]
}

function report({ ours, bare }: Samples, [timing = '', ...costs]: readonly string[]): string {
  return [
    heading,
    figures('message, our bot', ours.message),
    figures('message, bare bot', bare.message),
    ratio('message, ours : bare', ours.message, bare.message),
    figures('click, our bot', ours.click),
    figures('click, bare bot', bare.click),
    ratio('click, ours : bare', ours.click, bare.click),
    timing,
    ...costs,
    '',
    'A full turn of our bot: an activity comes in over HTTP, a case is loaded, decided and saved in Azure Table (Azurite),',
    'and its card is drawn. After a message the card goes out through the connector and the case notes where it is shown,',
    'before the request is answered. A click (Action.Execute) is answered with the card itself.',
    'The bare bot (botbuilder behind restify, no storage) sends one line of text, or answers a click with a fixed card.',
    `Both are processes of their own on this machine; ${ROUNDS} rounds by turns, ${AT_ONCE} turns at once, diagnoses one by one.`,
  ].join('\n')
}

async function measure(bots: Bots, stack: Stack): Promise<string> {
  // The first round is not counted: code is compiled, connections are opened.
  await round(bots, none())
  const samples = none()
  for (let i = 0; i < ROUNDS; i++) await round(bots, samples)
  return report(samples, await diagnoses(bots, stack))
}

await inFolder(async folder => {
  const opened: (() => Promise<unknown>)[] = []
  try {
    const connector = await startConnector()
    opened.push(() => connector.close())
    const stack = await startStack({ folder, helpdesk: ['helen'], simulator: { routerIntervalMs: 0 } })
    opened.push(() => stack.close())
    const log = join(folder, 'bare.log')
    const bare: BotProcess = await startBot({
      port: await freePort(),
      env: {},
      log,
      script: compiled('test/bench/echo.js'),
    })
    opened.push(() => bare.stop())
    console.log(await measure({ ours: stack.bot.url, bare: bare.url, connector }, stack))
  } finally {
    for (const close of opened.toReversed()) await close()
  }
})

console.log(`\n${await compareWatches()}`)
console.log(`\n${await compareDiagnosis()}`)
console.log(`\n${await compareSizes()}`)
console.log(`\n${await compareLogs()}`)
