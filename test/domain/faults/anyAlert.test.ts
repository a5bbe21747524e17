import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type AlertText, faultOf } from '../../../src/domain/faults/faultSigns.js'
import type { MailboxFault } from '../../../src/domain/faults/mailboxFault.js'
import { idOf, knownAlerts, sayNothing } from '../../fixtures/alerts.js'

type Signs = Pick<MailboxFault, 'codes' | 'names' | 'texts' | 'together'>

const SIGNS_OF_CAUSES: Readonly<Record<'sendAs' | 'routerDisabled', Signs>> = {
  sendAs: {
    codes: ['0x8004480D'],
    names: ['UserDoesNotHaveSendAsAllowed'],
    texts: ['user does not have send-as privilege', 'you cannot send email as the selected user'],
  },
  routerDisabled: { codes: ['0x8005E246'], names: ['RouterIsDisabled'], texts: [] },
}

/** Fails if a fault is reported although the alert has none of its codes, names and wordings. */
function assertShown({ text, details }: AlertText): void {
  const fault = faultOf({ text, details })
  if (fault === null) return
  const { codes, names, texts, together = [] } = typeof fault === 'object' ? fault : SIGNS_OF_CAUSES[fault]
  const all = `${text} ${details ?? ''}`.toLowerCase().replaceAll('’', "'").replaceAll('e-mail', 'email')
  const spelled = codes.flatMap(code => [code.slice(2).toLowerCase(), `${Number(code) | 0}`])
  const signs = [...spelled, ...names.map(name => name.toLowerCase()), ...texts]
  const single = all.replace(/\s+/g, ' ').replaceAll('–', '-')
  const has = (sign: string) => single.includes(sign)
  assert.ok(
    signs.some(has) ||
      together.some(pair => pair.any.some(has) && pair.with.some(has)) ||
      /missing.{0,20}prv/.test(all),
    `${JSON.stringify(fault)} in ${all}`,
  )
}

describe('the fault of any text', () => {
  it('finds the fault in the middle of other text', () => {
    const around = fc.array(fc.constantFrom(...sayNothing, '\n', '-', '0x', 'mailbox', '{8004480d-0000-4000-8000-0}'))
    const isFound = fc.property(
      fc.constantFrom(...knownAlerts),
      around,
      around,
      ({ is, text, details }, before, after) => {
        const long = [...before, text, details ?? '', ...after].join(' ')
        assert.equal(idOf({ text: long, details: null }), is)
        assert.equal(idOf({ text: '', details: long }), is)
      },
    )
    // "Test Connection" is in the alert, "timed out" behind somebody else's error code: together they say nothing of this alert.
    fc.assert(isFound, { seed: -1421078014 })
    fc.assert(isFound, { numRuns: 1000 })
  })

  it('takes the specific one of several reasons of a server, however far behind its code it comes', () => {
    const trust = 'Could not establish trust relationship for the SSL/TLS secure channel.'
    for (let length = 0; length <= 200; length += 10) {
      const text = `Email Server Error Code: ${'-'.repeat(length)} The underlying connection was closed: ${trust}`
      assert.equal(idOf({ text, details: null }), 'mailServerCertificate', text)
    }
  })

  it('reports a fault only if its code, name or wording is there, wherever an alert is cut off', () => {
    const cut = fc.constantFrom(...knownAlerts).chain(({ text, details }) =>
      fc.record({
        text: fc.nat(text.length).map(end => text.slice(0, end)),
        details: fc.nat((details ?? '').length).map(end => (details ?? '').slice(0, end)),
      }),
    )
    fc.assert(fc.property(cut, assertShown), { numRuns: 1000 })
  })

  it('finds nothing in noise, and accepts any text', () => {
    const all = knownAlerts.flatMap(({ text, details }) => `${text} ${details ?? ''}`.split(/[^\w.-]+/))
    const pieces = fc
      .array(fc.oneof(fc.constantFrom(...all), fc.string({ unit: 'binary' })))
      .map(words => words.join(' '))
    fc.assert(fc.property(fc.record({ text: pieces, details: fc.option(pieces) }), assertShown), { numRuns: 1000 })
    const letters = fc.record({ text: fc.stringMatching(/^[a-z ]*$/), details: fc.string({ unit: 'binary' }) })
    fc.assert(fc.property(letters, alert => assert.equal(idOf(alert), null)))
  })

  it('reads a megabyte of near misses, and finds the fault at the end', () => {
    const misses = [
      '8004480',
      'ErrorQuotaExceede',
      ' ',
      '-214720305',
      '0x',
      'x',
      'is missing pr',
      'SendFailureSendFailure',
      'e-',
    ]
    for (const miss of misses) {
      const text = miss.repeat(Math.ceil(1_000_000 / miss.length))
      assert.equal(idOf({ text, details: text }), null, miss)
      assert.equal(idOf({ text: `${text} (MailboxDisabled)`, details: null }), 'mailboxDisabled', miss)
    }
  })
})
