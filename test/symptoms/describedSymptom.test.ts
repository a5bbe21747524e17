import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { understand } from '../../src/symptoms/understand.js'

const said = {
  draft: [
    'my mail stays a draft',
    'The e-mail remains as a draft',
    'It’s still in draft status',
    'my mails end up in my drafts',
    'the mails are only saved as drafts',
    'drafts are not being sent',
    'the workflow failed',
    'Workflow "Order confirmation" could not send the e-mail',
    'Our flow fails since Monday',
    'Power Automate did not send my mail',
    'there is a failed flow',
    'the system job is waiting',
    'My mail is stuck as a draft',
  ],
  cannotSendAs: [
    'cannot send as',
    'I cannot send as sara@contoso.com',
    "I can't send e-mails as Sara Davis",
    'Dynamics does not let me send mail as our service queue',
    'You are not allowed to send on behalf of Sara',
    'Dana is unable to send in my name',
    'It says that I cannot send e-mail as the selected user.',
    'the workflow cannot send as Sara',
    'I lack the send as permission',
  ],
  stuck: [
    'my mail is stuck',
    'the flow sent it, but it stays in Pending Send',
    'my mail is not sent',
    "I can't send as many mails as before, they are stuck",
  ],
}
const none = [
  'mail flow in Contoso',
  'I cannot send as it is too large',
  'send me a draft of the contract',
  'what is a workflow',
  'as you cannot read it, send it again',
]

describe('what people say that they see', () => {
  for (const [symptom, texts] of Object.entries(said)) {
    for (const text of texts) it(`"${text}" is ${symptom}`, () => assert.equal(understand(text).command, symptom))
  }
  for (const text of none) it(`"${text}" is none`, () => assert.equal(understand(text).command, null))

  it('is not looked for in what is longer than a few sentences', () => {
    assert.equal(understand(`${'It was a long day. '.repeat(20)}The workflow failed.`).command, null)
  })
})

describe('whoever may not send as somebody else', () => {
  const partiesIn = (text: string) => {
    const { address, addresses, account = null } = understand(text)
    return { account, address, others: addresses.length }
  }

  it('is the account, and the other one is the sender', () => {
    assert.deepEqual(partiesIn('dana@contoso.com cannot send as sara@contoso.com'), {
      account: 'dana@contoso.com',
      address: 'sara@contoso.com',
      others: 1,
    })
  })

  it('is not taken for the sender where that has no address', () => {
    for (const text of ['dana@contoso.com cannot send as me', 'dana@contoso.com may not send in my name']) {
      assert.deepEqual(partiesIn(text), { account: 'dana@contoso.com', address: null, others: 0 }, text)
    }
  })

  it('is not known where an address only stands in the same text', () => {
    for (const text of ['sara@contoso.com: cannot send as the selected user', 'cannot send as sara@contoso.com']) {
      assert.deepEqual(partiesIn(text), { account: null, address: 'sara@contoso.com', others: 1 }, text)
    }
    assert.equal(partiesIn('dana@contoso.com and sara@contoso.com: the workflow failed').account, null)
  })
})
