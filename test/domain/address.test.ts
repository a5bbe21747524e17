import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addressesIn, readAddress, withoutAddresses } from '../../src/domain/address.js'

describe('an address in a text', () => {
  const found: Readonly<Record<string, readonly string[]>> = {
    'sara@contoso.com': ['sara@contoso.com'],
    'Sara <sara@contoso.com>': ['sara@contoso.com'],
    '"Davis, Sara" <sara@contoso.com>;': ['sara@contoso.com'],
    'mailto:sara@contoso.com?subject=stuck': ['sara@contoso.com'],
    'write to sara@contoso.com.': ['sara@contoso.com'],
    'is it sara@contoso.com?!': ['sara@contoso.com'],
    '‘sara@contoso.com’, **sara@contoso.com**': ['sara@contoso.com'],
    'ｓａｒａ＠ｃｏｎｔｏｓｏ。ｃｏｍ': ['sara@contoso.com'],
    'sara@contoso.com, SARA@CONTOSO.COM and omar@contoso.com': ['sara@contoso.com', 'omar@contoso.com'],
    '<mailto:sara@contoso.com|sara@contoso.com>': ['sara@contoso.com'],
    "aine.o'brien@contoso.com": ["aine.o'brien@contoso.com"],
    '山田@例え.jp': ['山田@例え.jp'],
    '差出人：sara@contoso.com、宛先「omar@contoso.com」': ['sara@contoso.com', 'omar@contoso.com'],
    '（sara@contoso.com）。メールが出ません。': ['sara@contoso.com'],
    '送信者sara@contoso.comのメール': ['sara@contoso.com'],
    'sara@contoso.com。エラー': ['sara@contoso.com'],
    'sara@contoso.みんな': ['sara@contoso.みんな'],
    'https://contoso.crm4.dynamics.com@evil.example/': [],
    'a@b@c.de': [],
    'sara@contoso': [],
    '@contoso.com': [],
    'sara@.com sara@contoso..com': [],
  }
  for (const [text, addresses] of Object.entries(found)) {
    it(`${text}`, () => assert.deepEqual(addressesIn(text), addresses))
  }

  it('is found wherever it stands, and the text is read once', () => {
    const around = fc.string({
      unit: fc.constantFrom(' ', '<', '>', '(', ')', ';', ',', ':', '"', '\n'),
      maxLength: 20,
    })
    fc.assert(
      fc.property(around, around, (before, behind) => {
        assert.deepEqual(addressesIn(`${before}sara@contoso.com${behind}`), ['sara@contoso.com'])
      }),
    )
    for (const sign of ['@', 'a@', '@a.', 'a.', 'a@b.c ']) {
      assert.ok(addressesIn(sign.repeat(50_000)).length <= 1)
    }
  })

  it('is read from a field with what it was copied with, but not from a sentence', () => {
    for (const text of [
      '<sara@contoso.com>',
      'mailto:sara@contoso.com',
      'Sara Davis <sara@contoso.com>;',
      ' sara@contoso.com. ',
      '「sara@contoso.com」',
      '『sara@contoso.com』、',
    ]) {
      assert.equal(readAddress(text), 'sara@contoso.com', text)
    }
    for (const text of ['sara davis@contoso.com', 'sara@contoso.com please', 'a@b.de c@d.de']) {
      assert.equal(readAddress(text), null, text)
    }
  })

  it('is removed from the rest of the text, complete or not', () => {
    assert.equal(withoutAddresses('sara@contoso.com in Fabrikam').trim(), 'in Fabrikam')
    assert.equal(withoutAddresses('sara＠contoso stuck').trim(), 'stuck')
  })
})
