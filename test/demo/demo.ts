/** `npm run demo`: the bot, a simulated Dynamics 365 with a working Email Router, storage, and a Teams-like chat. */
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { objectIdOf } from '../simulator/index.js'
import { PlaygroundUnavailable, startPlayground } from './playground.js'
import { type Stack, startStack } from './stack.js'

const folder = resolve('.demo')
/** Fixed, so that cases and links of the last start still fit. */
const PORTS = {
  bot: Number(process.env.PORT || 3978),
  chat: 56150,
  contoso: 4010,
  field: 4011,
  entra: 4012,
  storage: 10002,
}

const PEOPLE = [
  { key: 'sara', name: 'Sara Davis', address: 'sara@contoso.com' },
  { key: 'nora', name: 'Nora Lindqvist', address: 'nora@contoso.com' },
  { key: 'omar', name: 'Omar Haddad', address: 'omar@contoso.com' },
  { key: 'grace', name: 'Grace Kim', address: 'grace@contoso.com' },
  { key: 'helen', name: 'Helen Park', address: 'helen@contoso.com' },
  { key: 'yamada', name: '山田 太郎', address: 'yamada@contoso.com' },
]

const opened: { close(): Promise<void> }[] = []
let stopping = false

async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  for (const one of opened.toReversed()) await one.close().catch(() => {})
  process.exit(code)
}

function isFree(port: number): Promise<boolean> {
  return new Promise(answer => {
    const server = createServer()
    server.once('error', () => answer(false))
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)))
  })
}

async function demandFree(): Promise<void> {
  for (const [name, port] of Object.entries(PORTS)) {
    if (await isFree(port)) continue
    const hint = name === 'bot' ? ', or start the demo with another one: PORT=4978 npm run demo' : ''
    throw new Error(`Port ${port} is taken: stop the program that uses it (perhaps another demo)${hint}.`)
  }
}

async function chatAddress(stack: Stack): Promise<string> {
  const users = PEOPLE.map(({ key, name, address }) => ({ aadObjectId: objectIdOf(key), name, address }))
  const { tenantId } = stack.simulator
  try {
    const chat = await startPlayground({
      botUrl: stack.bot.url,
      port: PORTS.chat,
      folder: `${folder}/chat`,
      users,
      tenantId,
    })
    opened.push(chat)
    return `${chat.url}  (a Teams-like chat; you are Sara Davis)`
  } catch (error) {
    if (!(error instanceof PlaygroundUnavailable)) throw error
    return `${error.message} The bot runs all the same: connect any Bot Framework client to ${stack.bot.url}/api/messages`
  }
}

async function main(): Promise<void> {
  await demandFree()
  console.log('Starting… (the first start fetches the chat, about 3 MB)')
  const stack = await startStack({ folder, keep: true, ports: PORTS, helpdesk: ['sara', 'helen'] })
  opened.push(stack)
  const chat = await chatAddress(stack)
  console.log(`
Pending Send is running.

  Open      ${chat}
  Dynamics  ${stack.simulator.contoso.url}  (the simulated organization: change options there)

  Try       My mail is stuck
            omar@contoso.com is stuck in Contoso
            0x8004480D

  Stop      Ctrl-C  (cases are kept in .demo)
`)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0))

try {
  await main()
} catch (error) {
  if (!stopping) console.error(error instanceof Error ? error.message : error)
  await stop(1)
}
