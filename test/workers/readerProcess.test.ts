import assert from 'node:assert/strict'
import { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startProgram } from '../tools/program.js'
import { FAULT, filesWith, piecesOf, script } from './reading.js'

const MINUTE = 60_000
const workers = (name: string) => JSON.stringify(new URL(`../../src/workers/${name}`, import.meta.url).href)
const READER = `import ${workers('fileProcess.js')}`

/** Node's types leave it out. */
type Spawned = ChildProcess & { spawn(): void }

/** The reader itself, which the signal reaches as soon as a piece names it. */
function readerWith(signal: NodeJS.Signals): URL {
  const kill = `process.kill(process.pid, '${signal}')`
  const isNamed = `piece && Buffer.from(piece).includes('${signal}')`
  return script(`${READER}\nprocess.on('message', ({ piece }) => { if (${isNamed}) ${kill} })`)
}

describe('the process that reads a file', () => {
  it('may not start for want of handles: its file is given up, and the next one is read', async t => {
    const { read } = filesWith({ atOnce: 1 })
    const spawn = t.mock.method(ChildProcess.prototype as Spawned, 'spawn', function (this: ChildProcess) {
      // As Node does: without a channel.
      process.nextTick(() => this.emit('error', new Error('spawn EMFILE')))
    })
    assert.equal(await read(piecesOf(FAULT)), 'failed')
    spawn.mock.restore()
    assert.equal(typeof (await read(piecesOf(FAULT))), 'object')
  })

  it('may be killed half-way: its file is given up at once, and the next one is read', async () => {
    const { read, warnings } = filesWith({ atOnce: 1, script: readerWith('SIGKILL') })
    const killed = async function* () {
      yield Buffer.from('SIGKILL')
      await new Promise<never>(() => {})
    }
    assert.equal(await read(killed()), 'failed')
    assert.deepEqual(warnings, ['A file was not read to its end'])
    assert.equal(typeof (await read(piecesOf(FAULT))), 'object')
  })

  it('goes on when all of its group are told to stop: the bot decides how long', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { read } = filesWith({ script: readerWith(signal) })
      assert.equal(typeof (await read(piecesOf(signal, '\n', FAULT))), 'object')
    }
  })

  it('gets nothing of the environment, nor the flags of the bot', async t => {
    process.env.SECRET = 'a password'
    process.execArgv.push('--no-warnings')
    t.after(() => {
      delete process.env.SECRET
      process.execArgv.pop()
    })
    const inherits = '"SECRET" in process.env || process.execArgv.includes("--no-warnings")'
    const { read } = filesWith({
      script: script(`process.on("message", () => process.send(${inherits} ? "binary" : "empty"))`),
    })
    assert.equal(await read(piecesOf(FAULT)), 'empty')
  })

  it('may not start: its file is given up, and the next one is read', async t => {
    const { execPath } = process
    t.after(() => {
      process.execPath = execPath
    })
    const { read, warnings } = filesWith({ atOnce: 1 })
    for (const missing of ['/no/such/program', 'no\0name']) {
      process.execPath = missing
      assert.equal(await read(piecesOf(FAULT)), 'failed')
    }
    process.execPath = execPath
    assert.equal(typeof (await read(piecesOf(FAULT))), 'object')
    assert.equal(warnings.length, 2)
  })
})

/** Ends while it does not know yet that the process did not start. */
const HASTY_BOT = `
  import { startReader } from ${workers('readerProcess.js')}
  process.execPath = '/no/such/program'
  startReader(new URL('file:///reader.js'), {})
  process.exit(7)
`

/** Reads a file that does not come to its end, with the script that is named. */
const BOT = `
  import { createFiles } from ${workers('files.js')}
  const read = createFiles({ log: console, patienceMs: ${MINUTE}, script: new URL(process.argv[2]) })
  process.once('SIGTERM', () => process.exit())
  async function* pieces() {
    yield Buffer.from('a')
    await new Promise(resolve => setTimeout(resolve, ${MINUTE}))
  }
  await read(pieces())
`

/** A bot that reads a file, and a connection that is there as long as the process that reads it. */
async function readingBot(t: TestContext, reader: string) {
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  // It tells its id when it has been asked, so that it is certain to be at work.
  const connect = `const socket = connect(${port}, '127.0.0.1', () => socket.write(String(process.pid)))`
  const code = `import { connect } from 'node:net'\n${reader}\nprocess.once('message', () => { ${connect} })`
  const bot = startProgram([fileURLToPath(script(BOT)), script(code).href])
  const [connection] = await once(server, 'connection')
  const [pid] = await once(connection, 'data')
  const isGone = new Promise<boolean>(resolve => connection.on('error', () => {}).once('close', () => resolve(true)))
  t.after(() => {
    if (!connection.destroyed) process.kill(Number(pid), 'SIGKILL')
  })
  return { bot, isGone }
}

describe('the end of the bot is the end of the process that reads a file', () => {
  it('when the bot is told to stop', async t => {
    // It is as if it were busy all the time: it does not notice that the bot has gone.
    const { bot, isGone } = await readingBot(t, "process.on('disconnect', () => {})\nsetInterval(() => {}, 1_000)")
    bot.child.kill('SIGTERM')
    await bot.ended
    assert.ok(await Promise.race([isGone, patience(t)]))
  })

  it('when the bot is killed', async t => {
    const { bot, isGone } = await readingBot(t, READER)
    bot.child.kill('SIGKILL')
    await bot.ended
    assert.ok(await Promise.race([isGone, patience(t)]))
  })

  it('and nothing else ends with it, when that process did not start', async () => {
    const bot = startProgram([fileURLToPath(script(HASTY_BOT))], { detached: true })
    assert.equal((await bot.ended).code, 7)
  })
})

function patience(t: TestContext): Promise<boolean> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, MINUTE / 4, false)
    t.after(() => clearTimeout(timer))
  })
}
