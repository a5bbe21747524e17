import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { signatureHeaders } from '../../src/webhook/signature.js'

describe('the signature', () => {
  it('is the one that the libraries of Standard Webhooks expect', () => {
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/webhook.test.ts
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
    const parts = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }
    assert.deepEqual(signatureHeaders(parts, [key]), {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('is one for each key while a key is being replaced', () => {
    const parts = { id: 'a', timestamp: 1, body: '{}' }
    const [old, fresh] = [Buffer.from('old'), Buffer.from('new')]
    const alone = [fresh, old].map(key => signatureHeaders(parts, [key])['webhook-signature'])
    assert.equal(signatureHeaders(parts, [fresh, old])['webhook-signature'], alone.join(' '))
  })
})
