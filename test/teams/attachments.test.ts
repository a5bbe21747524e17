import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { AttachedFile } from '../../src/app/ports.js'
import { type Listening, serve } from '../simulator/http.js'
import { activity, postActivity } from './activities.js'
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

/** What the application is told of a message with this attachment. */
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

  it('may stand in the message itself', async () => {
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
    ]
    for (const url of elsewhere) await refuses(inTeams(url), 'foreign')
  })

  it('that is gone, moved or too large is told apart', async () => {
    await refuses(inTeams(`${files.url}/none.txt`), 'away')
    await refuses(inTeams(`${files.url}/moved.txt`), 'away')
    assert.ok(!asked.some(request => request.startsWith('/log.txt')), 'a redirect is not followed')
    await refuses(inTeams(`${files.url}/large.txt`), 'tooLarge')
  })

  it('that is no text is something attached, and no more', async () => {
    assert.equal(await attached({ contentType: 'image/png', contentUrl: 'https://evil.example/a.png' }), true)
    assert.equal(await attached({ contentType: TEAMS_FILE, content: {} }), true)
    assert.equal(await attached({ contentType: 'text/html', content: '<p>hi</p>' }), false)
  })
})
