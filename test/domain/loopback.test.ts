import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isLoopbackAddress, isLoopbackUrl } from '../../src/domain/loopback.js'

const HERE = ['http://localhost:3978', 'http://127.0.0.1', 'https://127.9.8.7/path', 'http://[::1]:1', 'http://127.1']
const ELSEWHERE = [
  ...['http://127.0.0.1.evil.example', 'http://localhost.evil.example', 'http://evil.example/127.0.0.1'],
  ...['http://127.0.0.1@evil.example', 'http://[::2]', 'http://10.0.0.1', 'localhost', ''],
]

describe('an address on this machine', () => {
  for (const url of HERE) it(`is ${url}`, () => assert.ok(isLoopbackUrl(url)))
  for (const url of ELSEWHERE) it(`is not ${url || 'nothing'}`, () => assert.ok(!isLoopbackUrl(url)))

  it('is recognized in IPv4 and IPv6', () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) assert.ok(isLoopbackAddress(address), address)
    for (const address of ['10.0.0.1', '::ffff:10.0.0.1', '127.0.0.1.1', '']) assert.ok(!isLoopbackAddress(address))
  })
})
