import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { understand } from '../../src/symptoms/understand.js'

const S = 'sara@contoso.com'
const O = 'omar@contoso.com'

/** What is typed, the addresses to check, and the place. */
const LISTS: readonly (readonly [typed: string, addresses: readonly string[], place?: string])[] = [
  [`check ${S}`, [S]],
  [`Check ${S}.`, [S]],
  [`/check ${S}`, [S]],
  [`please check ${S}`, [S]],
  [`check: ${S}`, [S]],
  [`check ${S} in Contoso`, [S], 'Contoso'],
  [`check ${S} in the Contoso organization, please`, [S], 'Contoso'],
  [`check ${S}, ${O} in contoso field service.`, [S, O], 'contoso field service'],
  [`check ${S}; ${O}`, [S, O]],
  [`check ${S} ${O}`, [S, O]],
  [`check\n${S}\n${O}\nin Contoso`, [S, O], 'Contoso'],
  [`check ${S} and ${O}`, [S, O]],
  [`check <${S}>, <${O}>`, [S, O]],
  [`check Sara Davis <${S}>; Omar Haddad <${O}>`, [S, O]],
  [`check Davis, Sara <${S}>; Haddad, Omar <${O}>`, [S, O]],
  [`check Davis, Sara <${S}>`, [S]],
  ['check stuck@contoso.com', ['stuck@contoso.com']],
  [`check ${S} in Contoso, ${O}`, [S, O], 'Contoso'],
  [`check ${S} in Contoso ${O}`, [S, O], 'Contoso'],
  [`check ${S} in Contoso; Omar Haddad <${O}>`, [S, O], 'Contoso'],
  [`check ${S} in Contoso, ${O} in Fabrikam`, [S], `Contoso ${O} in Fabrikam`],
]

describe('a request to check addresses', () => {
  for (const [typed, addresses, place] of LISTS) {
    it(`${JSON.stringify(typed)}: ${addresses.join(' ')} ${place ?? ''}`, () => {
      const { check, place: found } = understand(typed)
      assert.deepEqual(check, { addresses, repeated: 0, strays: [] })
      assert.equal(found, place)
    })
  }

  it('has each address once, in the order typed, and says how many came again', () => {
    const { check } = understand(`check ${S}, ${O}, nora@contoso.com, SARA@contoso.com, ${S} ${O}`)
    assert.deepEqual(check, { addresses: [S, O, 'nora@contoso.com'], repeated: 3, strays: [] })
  })

  it('names what is no address', () => {
    const strays = (typed: string) => understand(typed).check?.strays
    assert.deepEqual(strays(`check ${S}, bob, ${O}`), ['bob'])
    assert.deepEqual(strays(`check bob, ${S}`), ['bob'])
    assert.deepEqual(strays(`check ${S}, omar@contoso`), ['omar@contoso'])
    assert.deepEqual(strays('check omar@contoso'), ['omar@contoso'])
  })

  it('may be longer than a sentence, and then is no log', () => {
    const many = Array.from({ length: 51 }, (_, i) => `person.number${i}@contoso.com`)
    const { check, place } = understand(`check ${many.join(', ')} in Contoso`)
    assert.deepEqual([check?.addresses, place], [many, 'Contoso'])
  })

  it('says if the text was too long to be read to its end', () => {
    assert.equal(understand(`check ${S} ${'x'.repeat(20_000)}`).check?.cut, true)
  })

  for (const typed of [
    'check again',
    'check status',
    'check it again',
    'check',
    `check whether ${S} can send`,
    `check ${S} is stuck`,
    `${S} is stuck`,
    `I cannot send as ${S}`,
    'check bob',
  ]) {
    it(`is not ${JSON.stringify(typed)}`, () => assert.equal(understand(typed).check, undefined))
  }
})

/** Sentences about an address, and the organization that they name. */
const PLACES: Readonly<Record<string, string | undefined>> = {
  [`${S} is stuck in Nowhere`]: 'Nowhere',
  [`${S} is stuck in Contoso Field Service.`]: 'Contoso Field Service',
  [`The mail of ${S} is stuck in the nowhere environment`]: 'nowhere',
  [`${S} is stuck in organization nowhere`]: 'nowhere',
  [`${S} is stuck in Pending Send`]: undefined,
  [`${S} is stuck in Drafts`]: undefined,
  [`${S} is stuck in Dynamics 365`]: undefined,
  [`${S} is stuck in Outlook`]: undefined,
  [`${S} is stuck in her outbox`]: undefined,
  [`${S} is stuck in November`]: undefined,
  [`${S} is stuck in the morning`]: undefined,
  [`${S} is stuck`]: undefined,
  'my mail is stuck in Nowhere': undefined,
}

describe('the organization that a sentence names', () => {
  for (const [typed, place] of Object.entries(PLACES)) {
    it(`${typed}: ${place ?? 'none'}`, () => assert.equal(understand(typed).place, place))
  }
})

/** Messages as Teams shows them, and the sender that they name. */
const MESSAGES: Readonly<Record<string, string | undefined>> = {
  '<div><p><b>From:</b> Sara Davis &lt;sara@contoso.com&gt;</p><p><b>To:</b> Omar &lt;omar@contoso.com&gt;</p></div>':
    S,
  '<div>Von: Sara Davis &lt;sara@contoso.com&gt;<br>An: omar@contoso.com<br>Hallo</div>': S,
  'From: sara@contoso.com\nTo: omar@contoso.com\nCc: nora@contoso.com': S,
  '<p>Can somebody look at <a href="mailto:sara@contoso.com">sara@contoso.com</a>?</p>': S,
  '<p>sara@contoso.com and omar@contoso.com</p>': undefined,
  '<p>From: the helpdesk</p><p>sara@contoso.com</p>': S,
  '<p>It does not work.</p>': undefined,
}

describe('the sender that a message names', () => {
  for (const [message, from] of Object.entries(MESSAGES)) {
    it(`${message}: ${from ?? 'nobody'}`, () => assert.equal(understand(message).from, from))
  }

  it('is found in a text that is too long for an answer', () => {
    assert.equal(understand(`${'It does not work. '.repeat(50)}<br>From: ${S}<br>`).from, S)
  })
})
