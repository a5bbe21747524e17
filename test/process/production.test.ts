import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { access, appendFile, copyFile, cp, readFile, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { writeEvents } from '../bench/reading/events.js'
import { type BotProcess, startBot } from '../demo/bot.js'
import { dataverseEnvironment } from '../demo/stack.js'
import { startSimulator } from '../simulator/index.js'
import { freePort, startAzurite } from '../storage/azurite.js'
import { activity, postActivity } from '../teams/activities.js'
import { type Connector, startConnector } from '../teams/connector.js'
import { inFolder } from '../tools/folder.js'
import { compiled, runProgram } from '../tools/program.js'

const root = compiled('..')
const installed = ['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']

/** What a server gets: the build, the cards, and the packages that the bot depends on. */
async function deploy(folder: string): Promise<void> {
  for (const name of ['package.json', 'package-lock.json']) await copyFile(join(root, name), join(folder, name))
  await cp(join(root, 'cards'), join(folder, 'cards'), { recursive: true })
  const built = await runProgram(['.bundle.mjs', join(folder, 'dist/src')], { cwd: root })
  assert.deepEqual([built.code, built.stdout], [0, ''])
  await promisify(execFile)('npm', installed, { cwd: folder })
}

/** Makes the built script write down each of its answers that holds this. */
async function noteAnswers(script: string, holds: string, notes: string): Promise<void> {
  // Of a script that is missing, nothing is made.
  await access(script)
  const told = `said => { if (JSON.stringify(said).includes(${JSON.stringify(holds)})) note(${JSON.stringify(notes)}, '.'); return send(said) }`
  const code = `import { appendFileSync as note } from 'node:fs'; const send = process.send.bind(process); process.send = ${told}`
  await appendFile(script, `\n${code}\n`)
}

/** The bot asks a process what an attached file says. */
async function attach(bot: BotProcess, connector: Connector): Promise<void> {
  const contentUrl = `data:text/plain,${encodeURIComponent('ErrorCode: 0x8004480D, sender sara@contoso.com')}`
  const attachments = [{ contentType: 'text/plain', contentUrl }]
  const { status } = await postActivity(bot.url, activity({ connector }, { type: 'message', attachments }))
  assert.equal(status, 200)
}

describe('what npm run build makes', () => {
  it('starts the processes that read files, without the sources', () =>
    inFolder(async folder => {
      await deploy(folder)
      const at = (name: string) => join(folder, name)
      await noteAnswers(at('dist/src/rangeProcess.js'), '"range":', at('ranges'))
      await writeEvents(at('large.log'), 17_000_000)
      const told = await runProgram([at('dist/src/cli.js'), 'classify', at('large.log'), '--json'])
      assert.deepEqual([told.code, JSON.parse(told.stdout).verdict], [0, 'sendAs'])
      const processes = Math.min(availableParallelism(), 4)
      if (processes > 1) assert.equal((await readFile(at('ranges'), 'utf8')).length, processes)

      await noteAnswers(at('dist/src/fileProcess.js'), '0x8004480D', at('files'))
      const [azurite, simulator, connector] = [await startAzurite(), await startSimulator(), await startConnector()]
      const env = { AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString, ...dataverseEnvironment(simulator) }
      try {
        const bot = await startBot({ port: await freePort(), env, log: at('bot.log'), script: at('dist/src/index.js') })
        await attach(bot, connector)
        assert.equal(await readFile(at('files'), 'utf8'), '.')
        assert.equal(await bot.stop(), 0)
      } finally {
        await connector.close()
        await simulator.close()
        await azurite.close()
      }
    }))

  it('runs on a machine without the development dependencies', () =>
    inFolder(async folder => {
      await deploy(folder)
      const azurite = await startAzurite()
      const simulator = await startSimulator({ routerIntervalMs: 0 })
      const env = { AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString, ...dataverseEnvironment(simulator) }
      const at = { port: await freePort(), env, log: join(folder, 'bot.log') }
      try {
        const bot = await startBot({ ...at, script: join(folder, 'dist/src/index.js') })
        const health = await fetch(`${bot.url}/health`)
        assert.deepEqual([health.status, await health.json()], [200, { ok: true }])
        assert.equal(await bot.stop(), 0)
        const script = join(folder, 'dist/src/cli.js')
        const told = await runProgram([script, 'diagnose', '--org', 'Contoso', '--sender', 'sara@contoso.com'], { env })
        assert.deepEqual([told.code, told.stderr], [1, ''])
        await rm(join(folder, 'cards'), { recursive: true })
        const broken = await runProgram(['--enable-source-maps', join(folder, 'dist/src/index.js')], { env })
        assert.match(broken.stderr, /src\/cards\.ts:\d+:\d+/, 'The stack of an error names our own source')
      } finally {
        await simulator.close()
        await azurite.close()
      }
    }))
})
