import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { caseOn } from '../process/harness.js'
import { objectIdOf } from '../simulator/index.js'
import { freePort } from '../storage/azurite.js'
import { message, type Place, postActivity } from '../teams/activities.js'
import { close, listen, startConnector } from '../teams/connector.js'
import { inFolder } from '../tools/folder.js'
import { compiled, type Program, runProgram, startProgram } from '../tools/program.js'
import { isFree, runningOf, startedBy } from './processes.js'

const script = compiled('test/demo/demo.js')
type Env = Readonly<Record<string, string>>

const VARIABLES = [
  'PORT',
  'CHAT_PORT',
  'CONTOSO_PORT',
  'FIELD_PORT',
  'ENTRA_PORT',
  'TOKENS_PORT',
  'COPY_PORT',
  'STORAGE_PORT',
] as const

const ORGANIZATIONS = [
  ['CONTOSO_PORT', 'Contoso'],
  ['COPY_PORT', 'Contoso Copy'],
  ['FIELD_PORT', 'Contoso Field Service'],
] as const

async function ports(): Promise<Env> {
  const free = new Set<number>()
  while (free.size < VARIABLES.length) free.add(await freePort())
  const numbers = [...free]
  return Object.fromEntries(VARIABLES.map((name, i) => [name, String(numbers[i])]))
}

/** A registry that does not work and an empty cache, so that the chat cannot be fetched. */
const withoutChat = (folder: string, registry: string): Env => ({
  npm_config_registry: registry,
  npm_config_cache: join(folder, 'npm'),
})
const NO_REGISTRY = 'http://127.0.0.1:9'

const demos: Program[] = []
/** Stops the demos that failed tests have left running. */
after(async () => {
  for (const { child } of demos) child.kill('SIGTERM')
  await Promise.all(demos.map(({ ended }) => ended))
})

/** Starts the demo in a process group of its own, so that Ctrl-C can be sent to all of it, as a terminal does. */
function start(folder: string, env: Env): Program {
  const demo = startProgram([script], { cwd: folder, env, detached: true })
  demos.push(demo)
  return demo
}

async function untilSaid({ said, child, ended }: Program, pattern: RegExp): Promise<void> {
  while (!pattern.test(said.stdout)) {
    if (child.exitCode !== null) throw new Error(`The demo ended: ${JSON.stringify(await ended)}`)
    await setTimeout(50)
  }
}

const running = (program: Program) => untilSaid(program, /Stop {6}Ctrl-C/)

/** Stops the demo, and asserts that nothing of it is left. */
async function end({ child, ended }: Program, { env, pid }: { env: Env; pid: number }): Promise<void> {
  const children = await startedBy(child.pid ?? 0)
  assert.ok(children.length > 0)
  process.kill(pid, 'SIGINT')
  const { code, stderr } = await ended
  assert.deepEqual([code, stderr], [0, ''])
  assert.deepEqual(await runningOf(children), [])
  for (const name of VARIABLES) assert.ok(await isFree(Number(env[name])), name)
}

describe('the demo', { concurrency: 2, timeout: 120_000 }, () => {
  it('prints one short block, shows a chat, and on Ctrl-C ends with everything it started', () =>
    inFolder(async folder => {
      const env = await ports()
      const demo = start(folder, env)
      await running(demo)
      const { stdout } = demo.said
      assert.match(stdout, /^Starting… .+\n\nPending Send is running\.\n/)
      assert.ok(stdout.split('\n').length <= 19 && stdout.split('\n').every(line => line.length <= 100), stdout)
      const chat = await fetch(`http://127.0.0.1:${env.CHAT_PORT}`)
      assert.match(await chat.text(), /<html/i)
      for (const [variable, name] of ORGANIZATIONS) {
        const [, address = ''] =
          new RegExp(`(http://127\\.0\\.0\\.1:${env[variable]})  \\(${name}: `).exec(stdout) ?? []
        const dynamics = await fetch(address)
        assert.match(await dynamics.text(), new RegExp(name))
      }
      await end(demo, { env, pid: -(demo.child.pid ?? 0) })
    }))

  it('runs without the chat if it cannot be fetched, says how to connect, and keeps the cases for the next start', () =>
    inFolder(async folder => {
      const env = { ...(await ports()), ...withoutChat(folder, NO_REGISTRY) }
      const connector = await startConnector()
      const sara: Place = { connector, from: { id: '29:sara', name: 'Sara Davis', aadObjectId: objectIdOf('sara') } }
      const bot = `http://127.0.0.1:${env.PORT}`
      const restartNote = /Cases from the last run are still here; the organizations were reset/
      const tell = async (text: string, stop: 'the group' | 'the demo') => {
        const demo = start(folder, env)
        await running(demo)
        const advice = `The bot runs anyway: connect any Bot Framework client to ${bot}/api/messages\n`
        assert.ok(/The Agents Playground did not start: npx ended with 1, .+\. The bot/.test(demo.said.stdout))
        assert.ok(demo.said.stdout.includes(advice), demo.said.stdout)
        assert.equal(restartNote.test(demo.said.stdout), text === 'status', 'shown only on a later start')
        assert.match(demo.said.stdout, /cases are kept in \.demo; what you change in Dynamics is not/)
        assert.equal((await postActivity(bot, message(sara, text))).status, 200)
        const { pid = 0 } = demo.child
        await end(demo, { env, pid: stop === 'the group' ? -pid : pid })
        return caseOn(connector)
      }
      try {
        assert.equal(await tell('start over', 'the group'), await tell('status', 'the demo'))
        assert.equal(connector.activities.length, 2)
      } finally {
        await connector.close()
      }
    }))

  it('leaves nothing behind if it is stopped while starting', () =>
    inFolder(async folder => {
      const silent = createServer()
      const registry = `http://127.0.0.1:${await listen(silent)}`
      const firstRequest = once(silent, 'request')
      const env = { ...(await ports()), ...withoutChat(folder, registry) }
      const demo = start(folder, env)
      await firstRequest
      await end(demo, { env, pid: demo.child.pid ?? 0 })
      assert.doesNotMatch(demo.said.stdout, /is running/)
      await close(silent)
    }))

  for (const name of VARIABLES) {
    it(`says in one sentence that the port of ${name} is taken, and starts nothing`, () =>
      inFolder(async folder => {
        const server = createServer()
        const port = await listen(server)
        const ended = await runProgram([script], { cwd: folder, env: { ...(await ports()), [name]: String(port) } })
        await close(server)
        assert.deepEqual([ended.code, ended.stdout], [1, ''])
        assert.match(
          ended.stderr,
          new RegExp(`^Port ${port} is taken: stop the program .+, or .+: ${name}=\\d+ npm run demo\\n$`),
        )
      }))
  }

  it('says in one sentence that a port is not valid', () =>
    inFolder(async folder => {
      const ended = await runProgram([script], { cwd: folder, env: { ...(await ports()), CHAT_PORT: 'x' } })
      assert.deepEqual(ended, {
        code: 1,
        stdout: '',
        stderr: 'CHAT_PORT is not a port number: set it to a number from 1 to 65535.\n',
      })
    }))
})
