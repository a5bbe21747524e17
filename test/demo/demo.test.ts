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
  'STORAGE_PORT',
] as const

async function ports(): Promise<Env> {
  const free = new Set<number>()
  while (free.size < VARIABLES.length) free.add(await freePort())
  const numbers = [...free]
  return Object.fromEntries(VARIABLES.map((name, i) => [name, String(numbers[i])]))
}

/** A registry that has nothing and a cache that holds nothing: the chat cannot be fetched. */
const unfetchable = (folder: string, registry: string): Env => ({
  npm_config_registry: registry,
  npm_config_cache: join(folder, 'npm'),
})
const NOBODY = 'http://127.0.0.1:9'

const demos: Program[] = []
/** A test that failed half-way has left its demo running. */
after(async () => {
  for (const { child } of demos) child.kill('SIGTERM')
  await Promise.all(demos.map(({ ended }) => ended))
})

/** In a group of its own, so that Ctrl-C can be sent as a terminal does: to all of it. */
function start(folder: string, env: Env): Program {
  const demo = startProgram([script], { cwd: folder, env, detached: true })
  demos.push(demo)
  return demo
}

async function said({ said, child, ended }: Program, pattern: RegExp): Promise<void> {
  while (!pattern.test(said.stdout)) {
    if (child.exitCode !== null) throw new Error(`The demo ended: ${JSON.stringify(await ended)}`)
    await setTimeout(50)
  }
}

const running = (program: Program) => said(program, /Stop {6}Ctrl-C/)

/** Ends the demo, and demands that nothing of it is left. */
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
  it('prints one short block, shows a chat, and is gone with everything it started after Ctrl-C', () =>
    inFolder(async folder => {
      const env = await ports()
      const demo = start(folder, env)
      await running(demo)
      const { stdout } = demo.said
      assert.match(stdout, /^Starting… .+\n\nPending Send is running\.\n/)
      assert.ok(stdout.split('\n').length <= 16 && stdout.split('\n').every(line => line.length <= 100), stdout)
      const chat = await fetch(`http://127.0.0.1:${env.CHAT_PORT}`)
      assert.match(await chat.text(), /<html/i)
      const dynamics = await fetch(`http://127.0.0.1:${env.CONTOSO_PORT}`)
      assert.match(await dynamics.text(), /Contoso/)
      await end(demo, { env, pid: -(demo.child.pid ?? 0) })
    }))

  it('runs without a chat that cannot be fetched, says how to connect, and keeps the cases for the second start', () =>
    inFolder(async folder => {
      const env = { ...(await ports()), ...unfetchable(folder, NOBODY) }
      const connector = await startConnector()
      const sara: Place = { connector, from: { id: '29:sara', name: 'Sara Davis', aadObjectId: objectIdOf('sara') } }
      const bot = `http://127.0.0.1:${env.PORT}`
      const again = /Cases of the last start are here; the organizations began anew/
      const tell = async (text: string, stop: 'the group' | 'the demo') => {
        const demo = start(folder, env)
        await running(demo)
        const advice = `The bot runs all the same: connect any Bot Framework client to ${bot}/api/messages\n`
        assert.ok(/The Agents Playground did not start: npx ended with 1, .+\. The bot/.test(demo.said.stdout))
        assert.ok(demo.said.stdout.includes(advice), demo.said.stdout)
        assert.equal(again.test(demo.said.stdout), text === 'status', 'what begins anew is said where it matters')
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

  it('leaves nothing behind when it is stopped while it starts', () =>
    inFolder(async folder => {
      const silent = createServer()
      const registry = `http://127.0.0.1:${await listen(silent)}`
      const asked = once(silent, 'request')
      const env = { ...(await ports()), ...unfetchable(folder, registry) }
      const demo = start(folder, env)
      await asked
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

  it('says in one sentence that a port is none', () =>
    inFolder(async folder => {
      const ended = await runProgram([script], { cwd: folder, env: { ...(await ports()), CHAT_PORT: 'x' } })
      assert.deepEqual(ended, {
        code: 1,
        stdout: '',
        stderr: 'CHAT_PORT is no port number: set it to a number from 1 to 65535.\n',
      })
    }))
})
