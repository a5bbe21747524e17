import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FileRefused } from '../../src/app/ports.js'
import { serve } from '../simulator/http.js'
import { FAULT, filesWith, piecesOf, script } from './reading.js'

const MINUTE = 60_000

/** A file whose next piece never comes; `closed` tells that nobody waits for it any more. */
function endless() {
  const state = { begun: false, closed: false }
  const pieces: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next() {
        state.begun = true
        return new Promise<never>(() => {})
      },
      async return() {
        state.closed = true
        return { done: true, value: undefined }
      },
    }),
  }
  return { state, pieces }
}

describe('a file that is read beside the conversation', () => {
  it('says what it proves, however it is cut', async () => {
    const { read, warnings } = filesWith()
    for (const size of [1, 7, FAULT.length]) {
      const bytes = Buffer.from(FAULT)
      const cut = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, at * size + size),
      )
      const said = await read(piecesOf(...cut))
      assert.ok(typeof said === 'object')
      assert.deepEqual(
        [said.log?.clue?.fault, said.log?.address, said.log?.organization, said.codes],
        ['sendAs', 'sara@contoso.com', 'contoso', ['0x8004480D']],
      )
    }
    assert.deepEqual(warnings, [])
  })

  it('holds nobody up: the process answers while nine megabytes of one line are read', async () => {
    const { read } = filesWith()
    const { url, close } = await serve(0, (_request, _body, response) => {
      response.end('{}')
    })
    const order: string[] = []
    const piece = Buffer.from('0x8004480D '.repeat(6_000))
    const reading = read(piecesOf(...Array.from({ length: 140 }, () => piece))).then(said => {
      order.push('file')
      return said
    })
    for (let request = 0; request < 5; request++) {
      assert.equal((await fetch(url)).status, 200)
      order.push('answer')
    }
    const said = await reading
    await close()
    assert.deepEqual(order, [...Array.from({ length: 5 }, () => 'answer'), 'file'])
    assert.ok(typeof said === 'object' && said.log?.clue?.fault === 'sendAs')
  })

  it('is not fetched any further when its first bytes are no text', async () => {
    const { read } = filesWith()
    let fetched = 0
    const counted = async function* () {
      for await (const piece of piecesOf('PK\u0003\u0004', 'more', 'and more')) {
        fetched += 1
        yield piece
      }
    }
    assert.equal(await read(counted()), 'binary')
    assert.equal(fetched, 1)
    assert.equal(await read(piecesOf('ElfFile\u0000')), 'evtx')
    assert.equal(await read(piecesOf()), 'empty')
  })

  it('is refused with the reason that its edge gives', async () => {
    const { read } = filesWith()
    const refused = async function* () {
      yield Buffer.from(FAULT)
      throw new FileRefused('tooLarge')
    }
    await assert.rejects(read(refused()), { name: 'FileRefused', why: 'tooLarge' })
    assert.equal(typeof (await read(piecesOf(FAULT))), 'object')
  })
})

describe('a file that cannot be read to its end', () => {
  it('is given up when its time is over, and its place goes to the next', async () => {
    const { read, warnings } = filesWith({ atOnce: 1, patienceMs: 3_000 })
    const { pieces, state } = endless()
    assert.equal(await read(pieces), 'tooSlow')
    assert.ok(state.closed)
    assert.deepEqual(warnings, ['A file was not read to its end'])
    assert.equal(await read(piecesOf()), 'empty')
  })

  it('does not begin while others take all places, and says so', async () => {
    const { read } = filesWith({ atOnce: 1, patienceMs: 300 })
    const [first, second] = [endless(), endless()]
    assert.deepEqual(await Promise.all([read(first.pieces), read(second.pieces)]), ['tooSlow', 'tooSlow'])
    assert.deepEqual([first.state.begun, second.state.begun], [true, false])
  })

  const BREAKDOWNS: Readonly<Record<string, readonly [code: string, why: 'failed' | 'tooSlow']>> = {
    'a process that throws': ['throw new Error("no")', 'failed'],
    'a process that ends': ['process.exit(3)', 'failed'],
    'a process that says what is no answer': ['process.on("message", () => process.send({ text: "Hello" }))', 'failed'],
    'a process that takes all memory': ['const all = []; for (;;) all.push(new Array(1e5).fill({}))', 'failed'],
    'a process that does not come to an end': ['for (;;) {}', 'tooSlow'],
  }
  for (const [what, [code, why]] of Object.entries(BREAKDOWNS)) {
    it(`loses nothing else: ${what}`, async () => {
      const patienceMs = why === 'tooSlow' ? 300 : MINUTE
      const { read, warnings } = filesWith({ script: script(code), patienceMs })
      assert.equal(await read(piecesOf(FAULT)), why)
      assert.equal(warnings.length, 1)
    })
  }
})

describe('files that are read at the same time', () => {
  it('are as many as may be, and begin in the order of asking', async () => {
    const { read } = filesWith({ atOnce: 2 })
    const begun: number[] = []
    const ends: (() => void)[] = []
    const until = async (count: number) => {
      while (begun.length < count) await new Promise(resolve => setImmediate(resolve))
    }
    async function* held(number: number): AsyncGenerator<Uint8Array> {
      begun.push(number)
      await new Promise<void>(resolve => ends.push(resolve))
    }
    const all = [1, 2, 3, 4].map(number => read(held(number)))
    for (const seen of [
      [1, 2],
      [1, 2, 3],
      [1, 2, 3, 4],
    ]) {
      await until(seen.length)
      assert.deepEqual(begun, seen)
      ends.shift()?.()
    }
    for (const end of ends) end()
    assert.deepEqual(await Promise.all(all), ['empty', 'empty', 'empty', 'empty'])
  })
})
