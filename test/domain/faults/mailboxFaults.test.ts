import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { IntlMessageFormat } from 'intl-messageformat'
import { mailboxFaults } from '../../../src/domain/faults/mailboxFaults.js'
import { knownFault } from '../../../src/symptoms/knownFaults.js'
import { idOf, knownAlerts, sayNothing } from '../../fixtures/alerts.js'
import { library } from '../../fixtures/library.js'

const english = library.strings.en as unknown as {
  readonly acts: Readonly<Record<string, string>>
  readonly faults: Readonly<Record<string, Readonly<Record<string, string>>>>
}

const ids = mailboxFaults.map(({ id }) => id)

const inDetails = (details: string) => idOf({ text: 'The mailbox failed.', details })

function assertUnique(values: readonly string[]): void {
  assert.deepEqual(
    values.filter((value, at) => values.indexOf(value) !== at),
    [],
  )
}

function signed(code: string): string {
  return `${Number(code) | 0}`
}

describe('the faults', () => {
  it('have unique ids, and share no code, name or wording', () => {
    assertUnique(ids)
    for (const key of ['codes', 'names', 'texts'] as const) assertUnique(mailboxFaults.flatMap(fault => fault[key]))
  })

  it('have codes of eight hexadecimal digits, and none that has its own check or that many errors share', () => {
    const codes = mailboxFaults.flatMap(fault => fault.codes)
    for (const code of codes) assert.match(code, /^0x8[0-9A-F]{7}$/)
    for (const other of ['0x8004480D', '0x8004480E', '0x8005E246', '0x80040216']) assert.ok(!codes.includes(other))
  })

  it('can all be recognized, by wordings that are long enough to be unambiguous', () => {
    for (const { id, codes, names, texts, together = [] } of mailboxFaults) {
      assert.ok(codes.length + names.length + texts.length + together.length > 0, id)
      for (const text of texts) assert.ok(text.length >= 9, text)
      for (const text of [...texts, ...together.flatMap(pair => [...pair.any, ...pair.with])]) {
        assert.equal(text, text.toLowerCase().trim().replaceAll('e-mail', 'email').replace(/\s+/g, ' '))
      }
    }
  })

  it('have an article of Microsoft each', () => {
    for (const { id, article } of mailboxFaults) {
      assert.ok(URL.canParse(article), id)
    }
  })

  it('link articles in one form, and by number only those that Learn does not have', () => {
    const articles = [...mailboxFaults.map(({ id }) => id), 'sendAs' as const, 'routerDisabled' as const].map(
      id => knownFault(id).article,
    )
    const byNumber = articles.filter(article => !article.startsWith('https://learn.microsoft.com/en-us/'))
    assert.deepEqual(
      byNumber.toSorted(),
      [2003033, 2012555, 954522].map(number => `https://support.microsoft.com/help/${number}`),
    )
    const readme = readFileSync(fileURLToPath(new URL('../../../../README.md', import.meta.url)), 'utf8')
    assert.ok(!readme.includes('support.microsoft.com'))
  })

  it('have short strings, and no string is unused', () => {
    assert.deepEqual(Object.keys(english.faults).toSorted(), ids.toSorted())
    for (const [id, words] of Object.entries(english.faults)) {
      assert.deepEqual(Object.keys(words), ['name', 'meaning', 'next'], id)
      assert.ok((words.name ?? '').length <= 60, id)
      assert.match(words.meaning ?? '', /^[^.]+\.( [^.]+\.)?$/, `one or two sentences: ${id}`)
      for (const next of readings(words.next ?? '')) assert.match(next, /^[^.]+\.$/, `one sentence: ${id}`)
    }
    assert.deepEqual(
      Object.keys(english.acts).toSorted(),
      [...new Set(mailboxFaults.map(({ acts }) => acts))].toSorted(),
    )
  })

  it('each occur in a known alert', () => {
    assert.deepEqual(
      [...new Set(knownAlerts.map(({ is }) => is))].toSorted(),
      [...ids, 'routerDisabled', 'sendAs'].toSorted(),
    )
  })
})

describe('the fault of an alert', () => {
  for (const { is, text, details } of knownAlerts) {
    it(`${is}: ${details ?? text}`.slice(0, 110), () => assert.equal(idOf({ text, details }), is))
  }

  it('recognizes every code in every spelling, every name and every wording', () => {
    for (const { id, codes, names, texts } of mailboxFaults) {
      for (const code of codes) {
        for (const spelling of [code, code.toLowerCase(), code.slice(2), code.replace('0x', '0X'), signed(code)]) {
          assert.equal(inDetails(`(${spelling})`), id, spelling)
        }
      }
      for (const name of names) assert.equal(inDetails(`returned ${name}.`), id, name)
      for (const wording of texts) assert.equal(inDetails(`… ${wording.toUpperCase()} …`), id, wording)
    }
  })

  it('recognizes two phrases that mean a fault together, in either order, and neither of them alone', () => {
    for (const { id, together = [] } of mailboxFaults) {
      for (const { any, with: others } of together) {
        const [one = '', other = ''] = [any[0], others[0]]
        assert.equal(inDetails(`… ${one} … ${other} …`), id)
        assert.equal(inDetails(`… ${other} … ${one} …`), id)
        assert.notEqual(inDetails(`… ${one}x … ${other}x …`), id, `${one} and ${other} as parts of words`)
        assert.notEqual(inDetails(one), id)
      }
    }
  })

  it('trusts the reason that the mail server gave more than the sentence around it', () => {
    const sentence = 'Make sure that the credentials specified in the mailbox Sara Davis are correct.'
    assert.equal(inDetails(sentence), 'mailboxCredentials')
    assert.equal(
      inDetails(`${sentence} Email Server Error Code: Http server returned 401 Unauthorized exception.`),
      'exchangeUnauthorized',
    )
    assert.equal(
      inDetails(`${sentence} Email Server Error Code: Exchange server returned ErrorAccessDenied exception.`),
      'mailboxCredentials',
    )
  })

  it('counts the longer of two wordings of which one contains the other', () => {
    assert.equal(inDetails('GeneralOutgoingEmailServerError GeneralFailure'), 'gmailLimit')
    assert.equal(inDetails('GeneralOutgoingEmailServerError'), 'temporaryServerError')
  })

  it('names what a plug-in wraps, and the plug-in only if nothing else is named', () => {
    assert.equal(inDetails('ErrorCode: -2147220891'), 'pluginAborted')
    assert.equal(inDetails('ErrorCode: -2147220891 User does not have send-as privilege.'), 'sendAs')
    assert.equal(inDetails('IsvUnexpected (0x80040224): no roles are assigned to user'), 'userWithoutRole')
  })

  it('finds nothing in the text around the faults, alone or together', () => {
    for (const text of sayNothing) assert.equal(idOf({ text, details: null }), null, text)
    assert.equal(idOf({ text: sayNothing.join(' '), details: sayNothing.join('\n') }), null)
  })

  it('distinguishes the three codes around send-as', () => {
    assert.equal(inDetails('0x8004480D'), 'sendAs')
    assert.equal(inDetails('0x8004480E'), null)
    assert.equal(inDetails('0x8004480F'), 'queueSendAs')
  })

  it('ignores codes that are part of a number, a word or a GUID', () => {
    const parts = ['0x8004480DA', 'A8004480D', '8004480', '8004480d-1c2b-4d3e-8f90-a1b2c3d4e5f6', '-21472030591']
    const words = ['IsMailboxDisabledNow', 'ErrorQuotaExceededByFar', 'Mailbox Disabled', 'ÉSendFailure']
    for (const text of [...parts, '2147203059', ...words]) assert.equal(inDetails(text), null, text)
  })

  it('trusts a code more than a name, and a name more than the wording', () => {
    const wording = 'User does not have send-as privilege.'
    assert.equal(inDetails(`${wording} ErrorSendAsDenied`), 'exchangeSendAs')
    assert.equal(inDetails(`${wording} ErrorSendAsDenied 0x8005E219`), 'mailboxDisabled')
    assert.equal(inDetails(`${wording} 0x8004480F`), 'queueSendAs')
  })

  it('is not misled by wordings about permissions other than send-as', () => {
    const others = knownAlerts.filter(
      ({ is, text, details }) => is !== 'sendAs' && /permission|privilege/i.test(text + details),
    )
    assert.ok(others.length >= 6)
    for (const alert of others) assert.notEqual(idOf(alert), 'sendAs', alert.text)
  })

  it('reads wordings across lines, with other quotes and without details', () => {
    const text = 'The E‑mail Router service\r\n configuration\tparameter “Emailuser” is missing.'
    assert.equal(idOf({ text, details: null }), 'routerUserCredentials')
  })

  it('does not join the end of the text with the beginning of the details', () => {
    assert.equal(idOf({ text: 'User does not have', details: 'send-as privilege' }), null)
    assert.equal(idOf({ text: 'ErrorCode: 0x8004', details: '480D' }), null)
  })
})

/** What the sender reads, and what everybody else does. */
function readings(text: string): readonly string[] {
  return ['yes', 'no'].map(self =>
    String(new IntlMessageFormat(text, 'en').format({ self, sender: 'Sara', admin: 'no' })),
  )
}
