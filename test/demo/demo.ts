/** `npm run demo`: the bot, a simulated Dynamics 365 that sends mail by server-side synchronization and by an Email Router, storage, and a Teams-like chat. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { objectIdOf } from '../simulator/index.js'
import { letAdminister } from './administrator.js'
import { PlaygroundUnavailable, startPlayground } from './playground.js'
import { isFree } from './processes.js'
import { type Stack, startStack } from './stack.js'

const folder = resolve('.demo')
/** Fixed, so that cases and links from the last run still work; each with the variable that changes it. */
const PORTS = {
  bot: { variable: 'PORT', port: 3978 },
  chat: { variable: 'CHAT_PORT', port: 56150 },
  contoso: { variable: 'CONTOSO_PORT', port: 4010 },
  field: { variable: 'FIELD_PORT', port: 4011 },
  entra: { variable: 'ENTRA_PORT', port: 4012 },
  tokens: { variable: 'TOKENS_PORT', port: 4013 },
  copy: { variable: 'COPY_PORT', port: 4014 },
  storage: { variable: 'STORAGE_PORT', port: 10002 },
}
type Ports = Record<keyof typeof PORTS, number>

const PEOPLE = [
  { key: 'sara', name: 'Sara Davis', address: 'sara@contoso.com' },
  { key: 'nora', name: 'Nora Lindqvist', address: 'nora@contoso.com' },
  { key: 'omar', name: 'Omar Haddad', address: 'omar@contoso.com' },
  { key: 'grace', name: 'Grace Kim', address: 'grace@contoso.com' },
  { key: 'helen', name: 'Helen Park', address: 'helen@contoso.com' },
  { key: 'yamada', name: '山田 太郎', address: 'yamada@contoso.com' },
]

const opened: { close(): Promise<void> }[] = []
const quitting = new AbortController()

/** Throws if a port cannot be used, with a sentence that says what to do. */
async function choosePorts(): Promise<Ports> {
  const chosen = Object.entries(PORTS).map(async ([name, { variable, port: fallback }]) => {
    const port = Number(process.env[variable] || fallback)
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Error(`${variable} is not a port number: set it to a number from 1 to 65535.`)
    }
    if (await isFree(port)) return [name, port]
    const other = `start the demo with another one: ${variable}=${port < 60_000 ? port + 1000 : port - 1000} npm run demo`
    throw new Error(`Port ${port} is taken: stop the program that uses it (perhaps another demo), or ${other}`)
  })
  return Object.fromEntries(await Promise.all(chosen))
}

async function chatAddress(stack: Stack, port: number): Promise<string> {
  const users = PEOPLE.map(({ key, name, address }) => ({ aadObjectId: objectIdOf(key), name, address }))
  const { simulator, bot } = stack
  const { tenantId } = simulator
  const { signal } = quitting
  try {
    const chat = await startPlayground({ botUrl: bot.url, port, folder: `${folder}/chat`, users, tenantId, signal })
    opened.push(chat)
    return `${chat.url}  (a Teams-like chat; you are Sara Davis, an administrator)`
  } catch (error) {
    if (!(error instanceof PlaygroundUnavailable)) throw error
    return `${error.message} The bot runs anyway: connect any Bot Framework client to ${bot.url}/api/messages`
  }
}

/** Where each organization is, since each of them can be changed. */
function organizationLines({ contoso, copy, field }: Stack['simulator']): readonly string[] {
  return [
    `${contoso.url}  (${contoso.name}: online; change its options there)`,
    ...(copy ? [`${copy.url}  (${copy.name}: a fresh copy; nothing runs in the background)`] : []),
    `${field.url}  (${field.name}: on-premises, with an Email Router)`,
  ]
}

async function main(): Promise<void> {
  const { chat: chatPort, ...ports } = await choosePorts()
  const isFirst = !existsSync(`${folder}/storage`)
  console.log(isFirst ? 'Starting… (the first start fetches the chat, about 3 MB)' : 'Starting…')
  const stack = await startStack({
    folder,
    keep: true,
    ports,
    synchronized: true,
    helpdesk: ['sara', 'helen'],
    watchSeconds: 5,
    pulseMinutes: 1,
    web: true,
  })
  opened.push(stack)
  letAdminister(stack.simulator, 'sara')
  const chat = await chatAddress(stack, chatPort)
  if (quitting.signal.aborted) return
  const restartNote = isFirst
    ? ''
    : `\n  Cases from the last run are still here; the organizations were reset: "Check again" looks at them.\n`
  console.log(`
Pending Send is running.
${restartNote}
  Open      ${chat}
            ${stack.bot.url}/check  (the page for people without Teams: sign in as anybody)
  Dynamics  ${organizationLines(stack.simulator).join('\n            ')}

  Try       My mail is stuck
            grace@contoso.com is stuck
            nora@contoso.com is stuck in Contoso Field Service

  Stop      Ctrl-C  (cases are kept in .demo; what you change in Dynamics is not)
`)
}

const started = main()

/** Waits for whatever is just being started: it would be left running otherwise. */
async function stop(code: number): Promise<void> {
  if (quitting.signal.aborted) return
  quitting.abort()
  await started.catch(() => {})
  for (const resource of opened.toReversed()) await resource.close().catch(() => {})
  process.exit(code)
}

// A closed terminal (SIGHUP) ends the demo as well.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))

started.catch(error => {
  if (!quitting.signal.aborted) console.error(error instanceof Error ? error.message : error)
  return stop(1)
})
