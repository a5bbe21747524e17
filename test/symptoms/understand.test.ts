import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readAccount, readAddress } from '../../src/domain/parsedMessage.js'
import { understand } from '../../src/symptoms/understand.js'

describe('understand', () => {
  const commands = {
    stuck: [
      ...['stuck', 'My mail is stuck', 'it stays in Pending Send', "my e-mail isn't sent", 'mails never leave'],
      ...['check', 'Run a check, please.', 'check sara@contoso.com'],
    ],
    help: ['help', 'Hello', '?', 'hi', 'Help me, please!', 'good morning', 'What can you do?'],
    cancel: ['cancel', 'STOP', 'never mind', 'Cancel.', 'please cancel it', 'ok, cancel', 'Could you stop this check?'],
    startOver: [
      'start over',
      'restart',
      'Please start over.',
      'start over with sara@contoso.com',
      'A new check, please!',
    ],
    status: ['status', 'Status?', 'Can you show me the status please', 'what’s the status', 'where are we'],
    back: ['back', 'Go back, please.', 'previous question'],
    unknown: ["I don't know", 'do not know', "I don't have it at hand."],
  }
  for (const [command, texts] of Object.entries(commands)) {
    for (const text of texts) it(`"${text}" is ${command}`, () => assert.equal(understand(text).command, command))
  }

  const none = [
    'stop mail from sara',
    'cancel the order 4711',
    'help sara@contoso.com',
    'my status is busy',
    'back in Contoso',
    'check the order 4711',
  ]
  for (const text of none) it(`"${text}" is no command`, () => assert.equal(understand(text).command, null))

  it('finds all addresses in a short text', () => {
    assert.deepEqual(understand('a@contoso.com or b@contoso.com').addresses, ['a@contoso.com', 'b@contoso.com'])
  })

  it('finds one address in a short text, none in a list and none in a log', () => {
    assert.equal(understand("aine.o'brien@contoso.com is stuck").address, "aine.o'brien@contoso.com")
    assert.equal(understand('<yamada@contoso.com>').address, 'yamada@contoso.com')
    assert.equal(understand('a@contoso.com, b@contoso.com').address, null)
    assert.equal(understand(`sara@contoso.com ${'log line '.repeat(50)}`).address, null)
  })

  it('finds error codes with and without 0x, in any case, each once', () => {
    assert.deepEqual(understand('ErrorCode: 0x8004480d … 8004480D, 0x80040220').codes, ['0x8004480D', '0x80040220'])
    assert.deepEqual(understand('the router says -2147203059').codes, ['0x8004480D'])
    assert.deepEqual(understand('call 800-448-0000').codes, [])
  })

  it('finds a URL', () => {
    assert.equal(understand('http://evil.example/ please').url, 'http://evil.example/')
  })

  it('accepts any text, however long or odd, and makes it one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12_000 }), text => {
        const said = understand(text)
        assert.doesNotMatch(said.text, /[\p{Cc}]/u)
        assert.ok(said.text.length <= text.length)
      }),
    )
  })
})

describe('readAddress and readAccount', () => {
  it('accepts addresses with apostrophes and Japanese letters', () => {
    for (const address of ["aine.o'brien@contoso.com", 'yamada@contoso.com', '山田@例え.jp']) {
      assert.equal(readAddress(` ${address} `), address)
    }
  })

  it('reject what is not an address', () => {
    const wrong = [
      '',
      'sara',
      'sara@contoso',
      'a b@c.de',
      '@contoso.com',
      'a@b.c,d@e.f',
      `${'a'.repeat(100)}@b.de`,
      '\u0000',
    ]
    for (const text of wrong) assert.equal(readAddress(text), null, text)
  })

  it('accept a sign-in name or a full name as an account', () => {
    assert.equal(readAccount('CONTOSO\\svc-router'), 'CONTOSO\\svc-router')
    assert.equal(readAccount(' \u0007 '), null)
    assert.equal(readAccount('x'.repeat(201)), null)
  })
})
