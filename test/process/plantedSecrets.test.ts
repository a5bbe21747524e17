import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { TableClient, TableServiceClient } from '@azure/data-tables'
import { type Stack, startStack } from '../demo/stack.js'
import { INSTRUMENTATION_KEY, type Ingestion, startIngestion } from '../fixtures/ingestion.js'
import { objectIdOf } from '../simulator/index.js'
import { activity, type BotAnswer, invoke, message, type Place, postActivity } from '../teams/activities.js'
import { type Connector, startConnector } from '../teams/connector.js'
import { inFolder } from '../tools/folder.js'
import { compiled, runProgram } from '../tools/program.js'

/** What people paste, each with a secret of its own. */
const PASTED: Readonly<Record<string, (secret: string) => string>> = {
  password: secret => `Password=${secret};Url=https://contoso.crm.dynamics.com`,
  connectionString: secret =>
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${secret}==;EndpointSuffix=core.windows.net`,
  bearer: secret => `Authorization: Bearer ${secret}`,
  json: secret => `{"client_secret":"${secret}","scope":"x"}`,
  sas: secret => `https://a.blob.core.windows.net/c?sv=2020&sig=${secret}&se=1`,
}
const secretOf = (name: string) => `plantedQ7w9x${Buffer.from(name).toString('hex')}Zz`
/** A ticket system that nobody reaches: whose address has a key, too. */
const TICKETS = {
  TRIAGE_WEBHOOK: `http://127.0.0.1:9/hooks/${secretOf('path')}?key=${secretOf('query')}`,
  TRIAGE_WEBHOOK_SECRET: secretOf('signature'),
}
/** Any token of the sign-in service has this form. */
const TOKEN = /eyJ[\w-]{8,}\.[\w-]{8,}/

const SARAS = 'chat of Sara'

let stack: Stack
let connector: Connector
let ingestion: Ingestion
let finished = async () => {}
const answers: BotAnswer[] = []
/** By where it was found. */
const output: Record<string, string> = {}

/** A bot with secrets in its whole configuration, with which people do everything that leaves a trace. */
before(async () => {
  let done = () => {}
  const over = new Promise<void>(resolve => {
    done = resolve
  })
  await new Promise<void>((ready, failed) => {
    const running = inFolder(async folder => {
      await play(folder)
      ready()
      await over
    })
    running.catch(failed)
    finished = async () => {
      done()
      await running
    }
  })
})
after(() => finished())

async function play(folder: string): Promise<void> {
  ingestion = await startIngestion()
  connector = await startConnector()
  const env = { ...ingestion.env, ...TICKETS, LOG_LEVEL: 'trace' }
  stack = await startStack({ folder, helpdesk: ['helen'], simulator: { routerIntervalMs: 0 }, env })
  try {
    await pasteAll()
    await repair()
    await fail()
    await stack.bot.stop()
    output.log = await readFile(join(folder, 'bot.log'), 'utf8')
    output.store = await rows()
    const audit = await runProgram([compiled('src/cli.js'), 'audit', '--since', '2000-01-01', '--json'], {
      env: stack.env,
    })
    output.audit = audit.stdout + audit.stderr
    const tickets = await runProgram([compiled('src/cli.js'), 'webhook', '--test'], { env: stack.env })
    output.tickets = tickets.stdout + tickets.stderr
  } finally {
    await stack.close()
    await connector.close()
    await ingestion.close()
  }
  output.cards = JSON.stringify(connector.calls.map(({ activity: shown }) => shown))
  output.answers = JSON.stringify(answers)
  output.telemetry = ingestion.received.join('\n')
}

function placeOf(key: string, conversationId: string): Place {
  return { connector, conversationId, from: { id: `29:${key}`, name: key, aadObjectId: objectIdOf(key) } }
}

async function post(body: unknown): Promise<void> {
  answers.push(await postActivity(stack.bot.url, body))
}

async function pasteAll(): Promise<void> {
  for (const [name, sentence] of Object.entries(PASTED)) {
    const text = `0x8004480D, sender sara@contoso.com, ${sentence(secretOf(name))}`
    await post(message(placeOf('helen', `typed ${name}`), text))
    const contentUrl = `data:text/plain,${encodeURIComponent(text)}`
    const attachments = [{ contentType: 'text/plain', contentUrl }]
    await post(activity(placeOf('helen', `attached ${name}`), { type: 'message', attachments }))
  }
}

/** The data of the newest button with this verb, as soon as Sara's card or the last answer has one. */
async function button(verb: string): Promise<object> {
  for (let tries = 0; tries < 600; tries += 1) {
    const cards = connector.activities.filter(({ conversationId }) => conversationId === SARAS)
    const shown = JSON.stringify([cards, answers.slice(-1)])
    const found = [...shown.matchAll(/"data":(\{"verb":"[^{}]*\})/g)].map(([, data = '{}']) => JSON.parse(data))
    const newest = found.findLast(data => data.verb === verb)
    if (newest) return newest
    await setTimeout(50)
  }
  return assert.fail(`No card has a button ${verb}`)
}

/** With a token of the person, who has signed in, and one that their client sends along. */
async function repair(): Promise<void> {
  const sara = placeOf('sara', SARAS)
  const { tokens, entra } = stack.simulator
  tokens.signIn('29:sara', 'dynamics', 'msteams', 'sara')
  await post(message(sara, 'sara@contoso.com is stuck in Contoso'))
  const token = entra.issueUserToken(objectIdOf('sara'))
  const proof = { authentication: { id: '1', connectionName: 'dynamics', token }, state: '123456' }
  await post(invoke(sara, await button('repair')))
  await post(invoke(sara, { ...(await button('consent')), knowsOld: 'true' }, undefined, proof))
  while (stack.simulator.contoso.written.length === 0) await setTimeout(50)
}

/** Errors carry requests, and those carry tokens. */
async function fail(): Promise<void> {
  for (const kind of ['unauthorized', 'malformed', 'reset'] as const) {
    stack.simulator.contoso.faults.set({ kind })
    await post(message(placeOf('helen', `failing ${kind}`), 'nora@contoso.com is stuck in Contoso'))
  }
  await post(message(placeOf('helen', 'x'), 'hi', { conversation: { id: 'x', tenantId: secretOf('password') } }))
}

async function rows(): Promise<string> {
  const { AZURE_STORAGE_CONNECTION_STRING: storage = '' } = stack.env
  const insecure = { allowInsecureConnection: true }
  const all: unknown[] = []
  for await (const { name = '' } of TableServiceClient.fromConnectionString(storage, insecure).listTables()) {
    for await (const row of TableClient.fromConnectionString(storage, name, insecure).listEntities()) all.push(row)
  }
  return JSON.stringify(all)
}

const OUTPUTS = ['log', 'store', 'audit', 'tickets', 'cards', 'answers', 'telemetry']

describe('secrets that are planted everywhere', { timeout: 120_000 }, () => {
  it('leave traces to search in', () => {
    assert.match(output.log ?? '', /"msg":/)
    assert.match(output.store ?? '', /sara@contoso\.com/)
    assert.match(output.store ?? '', /0x8004480D/, 'what was pasted was kept, apart from its secrets')
    assert.match(output.audit ?? '', /consent/)
    assert.match(output.tickets ?? '', /^Its port is one that is never called/)
    assert.match(output.cards ?? '', /AdaptiveCard/)
    assert.match(output.answers ?? '', /AdaptiveCard/)
    for (const name of ['pending_send.turns', 'pending_send.dataverse.round_trips', 'pending_send.diagnoses'])
      assert.ok(ingestion.names().has(name), name)
  })

  for (const where of OUTPUTS) {
    it(`are not found in: ${where}`, () => {
      const text = output[where] ?? assert.fail('nothing to search in')
      const { simulator, env } = stack
      const key = /AccountKey=([^;]+)/.exec(env.AZURE_STORAGE_CONNECTION_STRING ?? '')?.[1] ?? assert.fail('no key')
      const planted = [...Object.keys(PASTED), 'path', 'query', 'signature'].map(secretOf)
      const secrets = [...planted, simulator.clientSecret, key]
      // What arrives in Application Insights names the resource by it.
      if (where !== 'telemetry') secrets.push(INSTRUMENTATION_KEY)
      for (const secret of secrets) {
        for (const form of formsOf(secret)) assert.ok(!text.includes(form), `${secret} as ${form}`)
      }
      assert.doesNotMatch(text, TOKEN)
    })
  }

  it('and personal data is not found in the telemetry', () => {
    assert.doesNotMatch(output.telemetry ?? '', /@|sara|helen|29:|127\.0\.0\.1:\d+\/api|crm/i)
  })
})

/** As it is, and as somebody may have written it down. */
function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/.?=*$/, '')
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), base64]
}
