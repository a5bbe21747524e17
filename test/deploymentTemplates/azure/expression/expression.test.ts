import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { evaluateAll, evaluateText } from './evaluate.js'
import { commonFunctions } from './functions.js'

const value = (text: string) => evaluateText(text, commonFunctions)

describe('an expression of a template', () => {
  const examples: readonly (readonly [text: string, result: unknown])[] = [
    ['plain', 'plain'],
    ['[[not an expression]', '[not an expression]'],
    ["[concat('a', 'b')]", 'ab'],
    ["[format('it''s {0} of {1}', 1, 'two')]", "it's 1 of two"],
    ["[take(toLower(replace('Pending-Send', '-', '')), 7)]", 'pending'],
    ["[if(empty(''), 'yes', concat(createArray(), 'never evaluated'))]", 'yes'],
    ["[string(createObject('a', createArray(1, 2)))]", '{"a":[1,2]}'],
    ["[and(not(startsWith('P0v3', 'b')), equals(createArray('a'), createArray('a')))]", true],
    ["[join(split('a,b', ','), ' ')]", 'a b'],
    ['[map(parse(\'[{"n":"a"},{"n":""}]\'), (row) => coalesce(row.n, 1))]', ['a', '']],
    ["[filter(createArray('', 'x'), (part) => not(empty(part)))]", ['x']],
  ]
  for (const [text, result] of examples) {
    it(`is evaluated: ${text}`, () => assert.deepEqual(value(text), result))
  }

  const faulty: readonly (readonly [text: string, message: RegExp])[] = [
    ["[concat('a']", /does not end/],
    ["[concat('a') 'b']", /does not end/],
    ['[%]', /cannot be read/],
    ["[shout('a')]", /no function shout/],
    ["[createObject('a', 1).b]", /no b/],
    ["[format('{1}', 'a')]", /no argument \{1\}/],
    ["[if('true', 1, 2)]", /neither true nor false/],
    ["[concat('a', createArray())]", /no text/],
    ['[row]', /stands for nothing/],
  ]
  for (const [text, message] of faulty) it(`is refused: ${text}`, () => assert.throws(() => value(text), message))

  it('may be the key of an object, too', () => {
    assert.deepEqual(evaluateAll({ "[concat('a', 'b')]": [{}] }, commonFunctions), { ab: [{}] })
  })

  it('makes thirteen letters and digits that depend on the input', () => {
    const [one, same, other] = ["[uniqueString('a')]", "[uniqueString('a')]", "[uniqueString('b')]"].map(value)
    assert.match(String(one), /^[a-z0-9]{13}$/)
    assert.equal(one, same)
    assert.notEqual(one, other)
  })
})
