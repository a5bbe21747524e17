import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type BatchAnswer, readBatch } from '../../../src/dataverse/http/batchRequest.js'
import { type Simulator, startSimulator } from '../index.js'
import { type Ask, asPerson, type Reply, userId } from './callers.js'
import { BOUNDARY, changeset, multipart, type Operation, part } from './multipart.js'

let simulator: Simulator
let admin: Ask
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  admin = await asPerson(simulator, 'admin')
})
after(() => simulator.close())

function send(parts: readonly string[], prefer?: string, contentType = `multipart/mixed; boundary="${BOUNDARY}"`) {
  const headers = { 'Content-Type': contentType, ...(prefer && { Prefer: prefer }) }
  return admin('$batch', { method: 'POST', headers, body: multipart(parts) })
}

const GO_ON = 'odata.continue-on-error'
const whoAmI = part({ path: 'WhoAmI' })
const broken = part({ path: 'systemusers?$select=nothing' })
const version = part({ path: 'RetrieveVersion' })

function answersOf(reply: Reply): readonly BatchAnswer[] {
  const answers = readBatch(reply.headers.get('content-type') ?? '', reply.text)
  assert.ok(answers, reply.text)
  return answers
}

const codeOf = (answer: BatchAnswer | undefined) => JSON.parse(answer?.body ?? '{}').error?.code

describe('$batch', () => {
  it('answers every operation in order, in the format of Dataverse', async () => {
    const reply = await send([whoAmI, version])
    assert.equal(reply.status, 200)
    const boundary = /^multipart\/mixed; boundary=(batchresponse_[0-9a-f-]{36})$/.exec(
      reply.headers.get('content-type') ?? '',
    )?.[1]
    assert.ok(boundary)
    const head = `--${boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 200 OK\r\n`
    assert.ok(
      reply.text.startsWith(
        `${head}Content-Type: application/json; odata.metadata=minimal\r\nOData-Version: 4.0\r\n\r\n{`,
      ),
    )
    assert.ok(reply.text.endsWith(`\r\n--${boundary}--\r\n`))
    const [who, is] = answersOf(reply).map(({ body }) => JSON.parse(body))
    assert.equal(who.UserId, userId(simulator.contoso, 'admin@contoso.com'))
    assert.match(is.Version, /^9\.2/)
  })

  it('ends at the first failure, with its status and its response alone', async () => {
    const reply = await send([whoAmI, broken, version])
    assert.equal(reply.status, 400)
    const answers = answersOf(reply)
    assert.deepEqual(
      answers.map(({ status }) => status),
      [400],
    )
    assert.equal(codeOf(answers[0]), '0x80060888')
    assert.match(answers[0]?.headers.req_id ?? '', /^[0-9a-f-]{36}$/)
  })

  it('continues after a failure if asked to', async () => {
    const reply = await send([broken, whoAmI, broken], GO_ON)
    assert.equal(reply.status, 200)
    assert.deepEqual(
      answersOf(reply).map(({ status }) => status),
      [400, 200, 400],
    )
  })

  it('accepts absolute URLs in its parts', async () => {
    const whole = whoAmI.replace('/api/', `${simulator.contoso.url}/api/`)
    assert.deepEqual(
      answersOf(await send([whole])).map(({ status }) => status),
      [200],
    )
  })

  it('cannot contain another batch', async () => {
    const inner = part({ method: 'POST', path: '$batch', body: {} })
    const [answer] = answersOf(await send([inner], GO_ON))
    assert.equal(answer?.status, 400)
    assert.match(answer?.body ?? '', /cannot contain a batch/)
  })

  it('has at most 1000 operations, including those in change sets', async () => {
    const thousand = Array.from({ length: 999 }, () => version)
    const nothing = { method: 'PATCH', path: `usersettingscollection(${userId(simulator.contoso, 'wen@contoso.com')})` }
    const one = changeset({ ...nothing, body: {} })
    const two = changeset({ ...nothing, body: {} }, { ...nothing, body: {} })
    assert.equal((await send([...thousand, one])).status, 200)
    const reply = await send([...thousand, two])
    assert.deepEqual([reply.status, reply.error?.code], [400, '0x80060888'])
    assert.match(reply.error?.message ?? '', /1000/)
  })

  it('has to be multipart, and sent by POST', async () => {
    const reply = await send([whoAmI], undefined, 'application/json')
    assert.deepEqual([reply.status, reply.error?.code], [400, '0x80048d19'])
    assert.equal((await admin('$batch')).status, 405)
  })

  it('counts as one round trip, and as many operations as it contains', async () => {
    const { requests } = simulator.contoso
    requests.reset()
    await send([whoAmI, broken, version], GO_ON)
    assert.deepEqual([requests.roundTrips, requests.operations], [1, 3])
    assert.deepEqual(
      requests.log.map(({ method, path, status }) => `${method} ${path} ${status}`),
      [
        'GET /api/data/v9.2/WhoAmI 200',
        'GET /api/data/v9.2/systemusers?$select=nothing 400',
        'GET /api/data/v9.2/RetrieveVersion 200',
      ],
    )
  })
})

describe('a change set', () => {
  const settings = (address: string, value: unknown): Operation => ({
    method: 'PATCH',
    path: `usersettingscollection(${userId(simulator.contoso, address)})`,
    body: { issendasallowed: value },
  })
  const consents = () =>
    ['sara@contoso.com', 'omar@contoso.com'].map(
      address => simulator.contoso.table('usersettings').find(userId(simulator.contoso, address))?.issendasallowed,
    )
  const everything = async () => {
    const pages = ['usersettingscollection', 'systemuserrolescollection', 'mailboxes'].map(set => admin(set))
    return (await Promise.all(pages)).map(({ rows }) => rows)
  }

  it('is all or nothing: the response is the failure, and no row or ETag has changed', async () => {
    const sara = userId(simulator.contoso, 'sara@contoso.com')
    const [role] = simulator.contoso.table('systemuserroles').where(({ systemuserid }) => systemuserid === sara)
    const away = { method: 'DELETE', path: `systemusers(${sara})/systemuserroles_association(${role?.roleid})/$ref` }
    const before = await everything()
    const reply = await send([changeset(away, settings('sara@contoso.com', true), settings('omar@contoso.com', 'yes'))])
    assert.equal(reply.status, 400)
    assert.match(reply.text, /boundary=changesetresponse_[0-9a-f-]{36}\r\n/)
    assert.match(reply.text, /Content-ID: 3\r\n\r\nHTTP\/1\.1 400 Bad Request/)
    assert.equal(reply.text.match(/HTTP\/1\.1/g)?.length, 1)
    assert.deepEqual(await everything(), before)
  })

  it('lets the rest of the batch continue after its failure if asked to', async () => {
    const failing = changeset(settings('sara@contoso.com', true), settings('omar@contoso.com', 'yes'))
    const reply = await send([failing, whoAmI], GO_ON)
    assert.equal(reply.status, 200)
    assert.deepEqual(reply.text.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 400', 'HTTP/1.1 200'])
    assert.deepEqual(consents(), [false, false])
  })

  it('cannot contain a GET', async () => {
    const reply = await send([changeset({ path: 'WhoAmI' })])
    assert.equal(reply.status, 400)
    assert.match(reply.text, /cannot contain a GET/)
  })

  it('writes everything if nothing fails', async () => {
    const reply = await send([changeset(settings('sara@contoso.com', true), settings('omar@contoso.com', true))])
    assert.equal(reply.status, 200)
    assert.deepEqual(reply.text.match(/Content-ID: \d|HTTP\/1\.1 \d+/g), [
      'Content-ID: 1',
      'HTTP/1.1 204',
      'Content-ID: 2',
      'HTTP/1.1 204',
    ])
    assert.deepEqual(consents(), [true, true])
  })
})
