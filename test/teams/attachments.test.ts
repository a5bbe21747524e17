import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { AttachedFile } from '../../src/app/ports.js'
import { isOfTeamsFiles } from '../../src/teams/http/hosts.js'
import { type Listening, serve } from '../simulator/http.js'
import { activity, postActivity } from './activities.js'
import { authAt, bearer, jwkOf, publishKeys, rsaKeys, tokenOf } from './channel.js'
import { type Bot, startBot } from './harness.js'

const TEAMS_FILE = 'application/vnd.microsoft.teams.file.download.info'

let bot: Bot
let files: Listening
let asked: string[] = []
before(async () => {
  bot = await startBot()
  files = await serve(0, (request, _body, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? 'no token'}`)
    if (request.url === '/log.txt') return void response.end('ErrorCode: 0x8004480D')
    if (request.url === '/large.txt') return void response.end(Buffer.alloc(11 * 1024 * 1024, 'x'))
    response.writeHead(request.url === '/moved.txt' ? 302 : 404, { Location: '/log.txt' })
    response.end()
  })
})
after(() => Promise.all([bot.close(), files.close()]))

const inTeams = (downloadUrl: string) => ({ contentType: TEAMS_FILE, name: 'a.txt', content: { downloadUrl } })

/** What the application receives of a message with this attachment. */
async function attached(attachment: object): Promise<AttachedFile | boolean | undefined> {
  asked = []
  const { status } = await postActivity(bot.url, activity(bot, { type: 'message', attachments: [attachment] }))
  assert.equal(status, 200)
  return bot.calls.at(-1)?.attachment
}

async function textOf(attachment: object): Promise<string> {
  const file = await attached(attachment)
  assert.ok(typeof file === 'object')
  const chunks: Uint8Array[] = []
  for await (const chunk of file.read()) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const refuses = (attachment: object, why: string) => assert.rejects(textOf(attachment), { name: 'FileRefused', why })

describe('an attached file', () => {
  it('is read where Teams says that it is, without a token', async () => {
    assert.equal(await textOf(inTeams(`${files.url}/log.txt`)), 'ErrorCode: 0x8004480D')
    assert.deepEqual(asked, ['/log.txt no token'])
  })

  it('may be in the message itself', async () => {
    const contentUrl = `data:text/plain;base64,${Buffer.from('a log').toString('base64')}`
    assert.equal(await textOf({ contentType: 'text/plain', contentUrl }), 'a log')
  })

  it('that is somewhere else is not fetched', async () => {
    const elsewhere = [
      'https://evil.example/log.txt',
      'http://contoso.sharepoint.com/log.txt',
      'https://contoso.sharepoint.com.evil.example/log.txt',
      'https://contoso.sharepoint.com:8443/log.txt',
      'https://user@contoso.sharepoint.com/log.txt',
      'file:///etc/passwd',
      'http://169.254.169.254/latest/meta-data',
      'https://10.0.0.1/log.txt',
      'https://[fd00::1]/log.txt',
      'https://sharepoint.com/log.txt',
      'https://evilsharepoint.com/log.txt',
      'https://a.b.sharepoint.com/log.txt',
      // Clouds where a bot gets no files.
      'https://contoso.sharepoint.us/log.txt',
      'https://contoso.sharepoint-mil.us/log.txt',
      'https://contoso.sharepoint.cn/log.txt',
      'https://contoso.sharepoint.de/log.txt',
    ]
    for (const url of elsewhere) {
      await refuses(inTeams(url), 'foreign')
      await refuses({ contentType: 'text/plain', contentUrl: url }, 'foreign')
    }
  })

  it('is in OneDrive or SharePoint of a tenant', () => {
    for (const host of ['contoso.sharepoint.com', 'contoso-my.sharepoint.com', 'CONTOSO-my.sharepoint.com']) {
      assert.ok(isOfTeamsFiles(`https://${host}/personal/sara_contoso_com/_layouts/15/download.aspx?UniqueId=1`), host)
    }
  })

  it('is never fetched from this machine in production', async () => {
    const channel = rsaKeys()
    const keys = await publishKeys(jwkOf(channel.publicKey))
    const hosted = await startBot({}, { auth: authAt(keys.url), host: '127.0.0.1' })
    const headers = bearer(tokenOf({ key: channel.privateKey }, { serviceurl: hosted.connector.url }))
    asked = []
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const url = `${files.url.replace('127.0.0.1', host)}/log.txt`
      for (const attachment of [inTeams(url), { contentType: 'text/plain', contentUrl: url }]) {
        const posted = activity(hosted, { type: 'message', attachments: [attachment] })
        assert.equal((await postActivity(hosted.url, posted, headers)).status, 200)
        const file = hosted.calls.at(-1)?.attachment
        assert.ok(typeof file === 'object')
        await assert.rejects(
          async () => {
            for await (const _ of file.read());
          },
          { name: 'FileRefused', why: 'foreign' },
        )
      }
    }
    assert.deepEqual(asked, [])
    await Promise.all([hosted.close(), keys.close()])
  })

  it('that is gone, moved or too large is reported as such', async () => {
    await refuses(inTeams(`${files.url}/none.txt`), 'away')
    await refuses(inTeams(`${files.url}/moved.txt`), 'away')
    assert.ok(!asked.some(request => request.startsWith('/log.txt')), 'a redirect is not followed')
    await refuses(inTeams(`${files.url}/large.txt`), 'tooLarge')
  })

  it('that is not text counts only as something attached', async () => {
    assert.equal(await attached({ contentType: 'image/png', contentUrl: 'https://evil.example/a.png' }), true)
    assert.equal(await attached({ contentType: TEAMS_FILE, content: {} }), true)
    assert.equal(await attached({ contentType: 'text/html', content: '<p>hi</p>' }), false)
    assert.equal(await attached({ contentType: 'text/plain', contentUrl: { a: 1 } }), true)
  })
})
