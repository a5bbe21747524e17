import assert from 'node:assert/strict'
import http from 'node:http'
import https from 'node:https'
import { describe, it } from 'node:test'
import { message, postActivity, TENANT } from '../activities.js'
import { APP_ID, authAt, bearer, ISSUER, jwkOf, publishKeys, rsaKeys, tokenOf } from '../channel.js'
import { startBot } from '../harness.js'

const channel = rsaKeys()
const entra = rsaKeys()
const EMULATOR_TENANT = 'd6d49420-f39b-4df7-a1dc-d59a935871db'

/** Tokens that Entra signs for anybody who signs in to the bot, or for the bot itself: the SDK would accept each kind. */
const TOKENS: Readonly<Record<string, object>> = {
  'of a public client, version 2': {
    iss: `https://login.microsoftonline.com/${EMULATOR_TENANT}/v2.0`,
    azp: APP_ID,
    tid: EMULATOR_TENANT,
    ver: '2.0',
  },
  'of a public client, version 1': {
    iss: `https://sts.windows.net/${EMULATOR_TENANT}/`,
    appid: APP_ID,
    tid: EMULATOR_TENANT,
    ver: '1.0',
  },
  'of the tenant of the bot': {
    iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    azp: APP_ID,
    tid: TENANT,
    ver: '2.0',
  },
  'of another application': {
    iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    azp: '00000000-0000-0000-0000-000000000001',
    tid: TENANT,
    ver: '2.0',
  },
  'that claims to be of the channel': { iss: ISSUER, azp: APP_ID, ver: '2.0' },
}

describe('a token that Entra has signed', () => {
  for (const [what, claims] of Object.entries(TOKENS)) {
    it(`${what} lets nobody in, and causes no request and no output`, async ({ mock }) => {
      const keys = await publishKeys(jwkOf(channel.publicKey))
      const microsoft = await publishKeys(jwkOf(entra.publicKey, { kid: 'entra-key' }))
      const asked: string[] = []
      // Every https request to Microsoft is answered by a local service, which publishes Entra's keys.
      mock.method(
        https,
        'request',
        (options: https.RequestOptions, answered: (response: http.IncomingMessage) => void) => {
          asked.push(String(options.hostname ?? options.host))
          const { path, method, headers } = options
          const { port } = new URL(microsoft.url)
          return http.request({ host: '127.0.0.1', port, path, method, headers } as http.RequestOptions, answered)
        },
      )
      const bot = await startBot({}, { auth: authAt(keys.url), host: '127.0.0.1' })
      try {
        const serviceurl = bot.connector.url
        const token = tokenOf({ key: entra.privateKey, kid: 'entra-key' }, { serviceurl, ...claims })
        const someoneElse = { ...bot, from: { id: '29:helen', name: 'Helen', aadObjectId: null } }
        const { status } = await postActivity(bot.url, message(someoneElse, 'stuck'), bearer(token))
        assert.deepEqual([status, bot.calls, bot.connector.calls], [401, [], []])
        assert.deepEqual([asked, microsoft.asked], [[], []])
      } finally {
        await Promise.all([bot.close(), keys.close(), microsoft.close()])
      }
    })
  }
})
