import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Sample } from './load.js'

/** In a thread of its own: answers each request, and closes the connection a moment later without having said so. */
const SERVER = `
const { createServer } = require('node:net')
const { parentPort } = require('node:worker_threads')
const server = createServer(socket => {
  socket.on('error', () => {})
  socket.on('data', () => {
    socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: 4\\r\\n\\r\\nhere')
    setTimeout(() => socket.end(), 100)
  })
})
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

/** Nothing else happens in this thread for so long, as while a large organization is made up. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

describe('a sample', () => {
  it('is not ended by a connection that was closed while the process was blocked', async () => {
    const server = new Worker(SERVER, { eval: true })
    try {
      const [port] = await once(server, 'message')
      const ask = async () => void (await (await fetch(`http://127.0.0.1:${port}`)).text())
      const sample = new Sample()
      await sample.take([ask], 1)
      // The client has put the connection by for the next request.
      await setTimeout(10)
      block(400)
      await sample.take([ask], 1)
      assert.equal(sample.size, 2)
    } finally {
      await server.terminate()
    }
  })
})
