import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMasker } from '../../src/domain/secrets.js'
import { readLog } from '../../src/symptoms/readLog.js'

const SECRET = 'kY7-wQz/91+Lm=='
const JWT = 'eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'

/** Texts with a secret, as programs and people write them. */
const secrets: readonly string[] = [
  `Password=${SECRET};Url=https://contoso.crm.dynamics.com`,
  `AuthType=Office365;Username=router@contoso.com;password = "${SECRET}"`,
  `password: ${SECRET}`,
  `PWD='${SECRET}'`,
  `<EmailPassword>${SECRET}</EmailPassword>`,
  `<Password xmlns="urn:x">${SECRET}</Password>`,
  `&lt;Password&gt;${SECRET}&lt;/Password&gt;`,
  `<Parameter Name="Password">${SECRET}</Parameter>`,
  `<add key="x" clientSecret="${SECRET}"/>`,
  `<EncryptionKey>\n  ${SECRET.repeat(2)}\n  ${SECRET.repeat(3)}\n</EncryptionKey>`,
  `Password:\n${SECRET}`,
  `{"client_secret":"${SECRET}","scope":"x"}`,
  `"password": "${SECRET}"`,
  `{"body":"{\\"Password\\":\\"${SECRET}\\"}"}`,
  `Authorization: Basic ${SECRET}`,
  `Authorization: Bearer ${SECRET}`,
  `authorization: "NTLM ${SECRET}"`,
  `sent Bearer ${SECRET}${SECRET} to the server`,
  `access_token=${SECRET}&token_type=bearer`,
  `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${SECRET};EndpointSuffix=core.windows.net`,
  `Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${SECRET}`,
  `https://a.blob.core.windows.net/c?sv=2020&sig=${SECRET}&se=1`,
  'smtp://router:kY7-wQz@mail.contoso.com:587',
  `the token was ${JWT}.`,
  `> > Password: ${SECRET}`,
  `Error,4/19/2021 9:31:02 AM,MSCRMEmail,1,None,"Password=""${SECRET}"""`,
]

/** Texts that have such words but no secret. */
const harmless: readonly string[] = [
  'mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089',
  'Make sure the user name and password you entered are correct and try again.',
  '535 5.7.8 Username and Password not accepted.',
  'ID3242: The security token could not be authenticated or authorized.',
  'System.Threading.CancellationToken token)',
  'Keywords:      Classic',
  'Design: blue, signed: yes',
  'sara@contoso.com',
  'HTTP 401: Basic authentication is off',
]

const ERROR = '\nErrorCode: 0x8004480D for the mailbox Sara Davis\n'

describe('secrets in a pasted text', () => {
  for (const text of secrets) {
    it(`are masked and reported: ${text.slice(0, 60)}`, () => {
      // On the line of the fault, before it and after it.
      for (const whole of [`${text} 0x8004480D`, `0x8004480D ${text}`, text + ERROR, ERROR + text]) {
        const reading = readLog(whole)
        assert.equal(reading.masked, true, whole)
        assert.doesNotMatch(JSON.stringify(reading), /kY7-wQz|eyJ0eXAi/, whole)
      }
    })
  }

  for (const text of harmless) {
    it(`are not reported if there is none: ${text.slice(0, 60)}`, () => {
      assert.equal(readLog(text + ERROR).masked, false)
      assert.equal(createMasker().mask(text), text)
    })
  }

  it('do not hide a fault on the same line', () => {
    const { verdict, faults } = readLog(`Password=${SECRET};ErrorCode=0x8004480D;Url=https://contoso.crm.dynamics.com`)
    assert.equal(verdict, 'sendAs')
    assert.match(faults[0]?.evidence[0]?.text ?? '', /Password=\[masked\];ErrorCode=0x8004480D/)
  })
})
