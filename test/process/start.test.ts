import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startBot } from '../demo/bot.js'
import { type Azurite, freePort, startAzurite } from '../storage/azurite.js'
import { message, postActivity } from '../teams/activities.js'
import { bearer, rsaKeys, tokenOf } from '../teams/channel.js'
import { selfSigned } from '../tools/certificate.js'
import { inFolder } from '../tools/folder.js'
import { compiled, runProgram, startProgram } from '../tools/program.js'

const GUID = '7c1b0e52-0d0a-4c3e-9a86-3a9d7a3f7f10'
const SECRET = 'the-secret-of-the-application'
/** This organization is never called: the bot calls one only when a person asks. */
const ORGANIZATIONS = '[{"name":"Contoso","url":"https://contoso.crm4.dynamics.com"}]'
const dataverse = {
  ORGANIZATIONS,
  DATAVERSE_TENANT_ID: GUID,
  DATAVERSE_CLIENT_ID: GUID,
  DATAVERSE_CLIENT_SECRET: SECRET,
}
const hosted = {
  ORGANIZATIONS,
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: GUID,
  MicrosoftAppPassword: SECRET,
  MicrosoftAppTenantId: GUID,
  PUBLIC_URL: 'https://pending-send.example',
}

let azurite: Azurite
before(async () => {
  azurite = await startAzurite()
})
after(() => azurite.close())

const run = (env: Readonly<Record<string, string>>) => runProgram([compiled('src/index.js')], { env })

/** Starts the bot, runs `look` against it, and returns its log. */
function started(env: Readonly<Record<string, string>>, look: (url: URL) => Promise<void>): Promise<string> {
  return inFolder(async folder => {
    const log = join(folder, 'bot.log')
    const storage = { AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString }
    const bot = await startBot({ port: await freePort(), env: { ...storage, ...env }, log })
    try {
      await look(new URL(bot.url))
    } finally {
      await bot.stop()
    }
    return readFile(log, 'utf8')
  })
}

const listen = (server: Server, host: string) =>
  new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, () => resolve((server.address() as { port: number }).port))
  })

/** An address of this machine other than 127.0.0.1. */
async function otherAddress(): Promise<string> {
  for (const host of ['127.0.0.2', '::1']) {
    const server = createServer()
    const port = await listen(server, host).catch(() => null)
    server.close()
    if (port !== null) return host.includes(':') ? `[${host}]` : host
  }
  throw new Error('This machine has only one loopback address')
}

async function answersAt(host: string, { port }: URL): Promise<boolean> {
  const answer = await fetch(`http://${host}:${port}/health`).catch(() => null)
  return answer?.ok === true
}

const stranger = { key: rsaKeys().privateKey }
/** Claims of tokens that are signed, but not by the channel for this bot, so that the channel's keys need not be fetched. */
const TOKENS_OF_OTHERS: readonly object[] = [
  { iss: `https://login.microsoftonline.com/${GUID}/v2.0`, aud: GUID, azp: GUID, ver: '2.0' },
  { iss: `https://sts.windows.net/${GUID}/`, aud: GUID, appid: GUID, ver: '1.0' },
  { aud: '00000000-0000-0000-0000-000000000001' },
  { aud: GUID, nbf: 1, exp: 2 },
]

/** Asserts that there are only lines of the log and Node's own warnings, and nothing from a library. */
function assertOnlyLogLines(output: string): void {
  for (const line of output.trimEnd().split('\n')) {
    if (/^\(.*(DeprecationWarning|trace-deprecation)/.test(line)) continue
    const { level, msg } = JSON.parse(line) as { level?: number; msg?: string }
    assert.ok(level && msg && !/"name":"restify"/.test(line), line)
  }
}

describe('a bot that starts', { concurrency: 2 }, () => {
  it('without MicrosoftAppId listens only on 127.0.0.1, and logs that', async () => {
    const other = await otherAddress()
    const log = await started(dataverse, async url => {
      assert.deepEqual([await answersAt('127.0.0.1', url), await answersAt(other, url)], [true, false])
    })
    assert.match(log, /Pending Send listens on 127\.0\.0\.1 only: local mode, because MicrosoftAppId is not set/)
    assert.ok(!log.includes(SECRET))
  })

  it('with MicrosoftAppId listens on every address, and lets nobody in without a valid token', async () => {
    const other = await otherAddress()
    const activity = message({ connector: { url: 'https://smba.trafficmanager.net/teams/' } }, 'hi')
    const log = await started(hosted, async url => {
      assert.deepEqual([await answersAt('127.0.0.1', url), await answersAt(other, url)], [true, true])
      const tokens = ['garbage', 'a.b.c', ...TOKENS_OF_OTHERS.map(claims => tokenOf(stranger, claims))]
      for (const headers of [{}, ...tokens.map(bearer)]) {
        const { status, body } = await postActivity(url.href, activity, { ...headers })
        assert.equal(status, 401)
        assert.deepEqual(body, { error: 'A valid token of the Bot Framework is needed.' })
      }
    })
    assertOnlyLogLines(log)
    assert.doesNotMatch(log, /eyJ|garbage|BEGIN|"stack"/)
    assert.match(log, /Pending Send listens on every address/)
    assert.doesNotMatch(log, /local mode/)
    assert.ok(!log.includes(SECRET))
  })

  it('with a managed identity or a certificate needs no secret, and warns of a certificate that ends soon', async () => {
    const { MicrosoftAppPassword: _, ...registered } = hosted
    const healthy = async (url: URL) => assert.ok(await answersAt('127.0.0.1', url))
    assert.doesNotMatch(await started({ ...registered, MANAGED_IDENTITY_CLIENT_ID: GUID }, healthy), /certificate/)
    await inFolder(async folder => {
      const file = join(folder, 'bot.pem')
      const { pem, privateKey } = selfSigned({ from: new Date(), to: new Date(Date.now() + 10.5 * 86_400_000) })
      await writeFile(file, pem)
      const log = await started({ ...registered, CERTIFICATE_FILE: file }, healthy)
      assertOnlyLogLines(log)
      assert.match(log, /"days":10,.*The certificate that the bot signs in with expires soon/)
      assert.ok(!log.includes(privateKey.slice(60, 120)))
    })
  })
})

/** On SIGUSR2, rejects a promise that nobody handles, with an error that carries a request as SDK errors do. */
const REJECTING = `data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => {
  const headers = { authorization: process.env.DATAVERSE_CLIENT_SECRET }
  Promise.reject(Object.assign(new Error('a request failed'), { request: { headers } }))
})`)}`

describe('an unhandled error', () => {
  it('ends the process with a log line that shows nothing of the request', async () => {
    const port = await freePort()
    const storage = { AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString }
    const env = { ...dataverse, ...storage, PORT: String(port) }
    const { child, said, ended } = startProgram(['--import', REJECTING, compiled('src/index.js')], { env })
    while (child.exitCode === null && !said.stdout.includes('listens on')) {
      await Promise.race([ended, once(child.stdout ?? child, 'data')])
    }
    child.kill('SIGUSR2')
    const { code, stdout, stderr } = await ended
    assert.deepEqual([code, stderr], [1, ''])
    assertOnlyLogLines(stdout)
    assert.match(stdout, /"message":"a request failed"/)
    assert.ok(!stdout.includes(SECRET))
  })
})

describe('a bot that cannot start', { concurrency: 2 }, () => {
  it('because of its configuration exits with 78: all faults in one message, each with its remedy, and no secret', async () => {
    const { code, stdout, stderr } = await run({
      ...hosted,
      PORT: 'x',
      LOG_LEVEL: 'loud',
      MicrosoftAppId: 'no guid',
      MicrosoftAppTenantId: '',
      PUBLIC_URL: 'http://pending-send.example',
      AZURE_STORAGE_CONNECTION_STRING: SECRET,
      ORGANIZATIONS: JSON.stringify([{ name: 'Contoso', url: 'http://127.0.0.1:1', password: SECRET }]),
      HELPDESK_MEMBERS: 'helen',
    })
    assert.deepEqual([code, stdout], [78, ''])
    const [headline, ...faults] = stderr.trimEnd().split('\n')
    assert.equal(headline, `The configuration has ${faults.length} faults:`)
    const WHERE: Readonly<Record<string, RegExp>> = {
      PORT: /from 1 to 65535/,
      LOG_LEVEL: /one of trace, debug, info/,
      MicrosoftAppId: /Azure Bot resource, Configuration/,
      MicrosoftAppTenantId: /Entra, Overview/,
      PUBLIC_URL: /for example https:/,
      AZURE_STORAGE_CONNECTION_STRING: /Storage account, Access keys/,
      DATAVERSE_TENANT_ID: /Entra, Overview/,
      ORGANIZATIONS: /\[\{"name": "Contoso", "url": "https:/,
      HELPDESK_MEMBERS: /Entra, Users, Object ID/,
    }
    for (const [name, where] of Object.entries(WHERE)) {
      const own = faults.filter(fault => fault.startsWith(`  - ${name} `))
      assert.equal(own.length, 1, name)
      assert.match(own[0] ?? '', where)
    }
    assert.equal(faults.length, Object.keys(WHERE).length)
    assert.ok(!stderr.includes(SECRET))
  })

  it('because it has no configuration names the missing variables', async () => {
    const { code, stderr } = await run({})
    assert.equal(code, 78)
    for (const name of ['AZURE_STORAGE_CONNECTION_STRING', 'ORGANIZATIONS', 'DATAVERSE_CLIENT_SECRET']) {
      assert.match(stderr, new RegExp(`^ {2}- ${name} .*is missing: `, 'm'))
    }
    assert.match(stderr, /\nMicrosoftAppId is not set, .* local mode, .* For Teams, set /)
  })

  it('because its port is taken says so in one sentence', async () => {
    const server = createServer()
    const port = await listen(server, '127.0.0.1')
    const storage = { AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString }
    const { code, stderr } = await run({ ...dataverse, ...storage, PORT: String(port) })
    server.close()
    assert.equal(code, 1)
    assert.equal(stderr, 'The port is taken: set PORT to a free one, or stop the program that uses it.\n')
  })

  it('because its storage does not answer says so in one sentence', async () => {
    const away = azurite.connectionString.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${await freePort()}`)
    const { code, stderr } = await run({ ...dataverse, AZURE_STORAGE_CONNECTION_STRING: away })
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^The case store cannot be reached: look at AZURE_STORAGE_CONNECTION_STRING\. \(connect ECONNREFUSED 127\.0\.0\.1:\d+\)\n$/,
    )
  })

  it('because its storage refuses access says so in one sentence, without the key', async () => {
    const key = Buffer.from('another key').toString('base64')
    const refused = azurite.connectionString.replace(/AccountKey=[^;]+/, `AccountKey=${key}`)
    const { code, stderr } = await run({ ...dataverse, AZURE_STORAGE_CONNECTION_STRING: refused })
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^The case store refuses the bot, .+: look at AZURE_STORAGE_CONNECTION_STRING\. \(HTTP 403\)\n$/,
    )
    assert.ok(!stderr.includes(key))
  })
})
