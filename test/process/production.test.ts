import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFile, cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { startBot } from '../demo/bot.js'
import { dataverseEnvironment } from '../demo/stack.js'
import { startSimulator } from '../simulator/index.js'
import { freePort, startAzurite } from '../storage/azurite.js'
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

describe('what npm run build makes', () => {
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
