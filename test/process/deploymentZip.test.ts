import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { unzipSync } from 'fflate'
import { freePort, startAzurite } from '../storage/azurite.js'
import { inFolder } from '../tools/folder.js'
import { compiled, runProgram } from '../tools/program.js'

const GUID = '7c1b0e52-0d0a-4c3e-9a86-3a9d7a3f7f10'

/** As App Service sets it, except for the store, which is on this machine, and a secret, for want of an identity. */
const env = (port: number, store: string) => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  PORT: String(port),
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: GUID,
  MicrosoftAppTenantId: GUID,
  MicrosoftAppPassword: 'the-secret-of-the-application',
  PUBLIC_URL: 'https://pending-send.example',
  AZURE_STORAGE_CONNECTION_STRING: store,
  ORGANIZATIONS: '[{"name":"Contoso","url":"https://contoso.crm4.dynamics.com"}]',
})

async function unpack(zip: string, folder: string): Promise<void> {
  const { code, stderr } = await runProgram([compiled('deploymentTemplates/package/azure.js'), '--out', zip])
  assert.deepEqual([code, stderr], [0, ''])
  for (const [name, content] of Object.entries(unzipSync(readFileSync(zip)))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

/** Runs `npm start` there; the work gets the bot's address. Returns what was printed and the exit code after SIGTERM. */
async function started(folder: string, work: (url: string) => Promise<void>) {
  const azurite = await startAzurite()
  const port = await freePort()
  // In a group of its own: a signal then reaches npm and the bot, as it does when a container stops.
  const child = spawn('npm', ['start'], { cwd: folder, env: env(port, azurite.connectionString), detached: true })
  let said = ''
  for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', text => (said += text))
  const closed = once(child, 'close')
  try {
    await work(`http://127.0.0.1:${port}`)
  } finally {
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGTERM')
    await closed
    await azurite.close()
  }
  return said
}

describe('the zip of npm run package:azure', { timeout: 120_000 }, () => {
  it('starts with npm start in an empty folder, without any package, and answers /health', () =>
    inFolder(async folder => {
      const empty = join(folder, 'wwwroot')
      await unpack(join(folder, 'bot.zip'), empty)
      assert.deepEqual(readdirSync(empty).toSorted(), ['cards', 'dist', 'package.json'])
      const said = await started(empty, async url => {
        for (let tries = 0; tries < 600; tries += 1) {
          const answer = await fetch(`${url}/health`).catch(() => null)
          if (answer?.ok) return
          await setTimeout(100)
        }
        assert.fail('it does not answer')
      })
      assert.match(said, /"msg":"Pending Send listens on every address"/)
      assert.match(said, /"signal":"SIGTERM","msg":"Stopping"/)
    }))
})
