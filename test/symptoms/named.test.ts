import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isEarlier, timeIn } from '../../src/symptoms/evidence/eventTime.js'
import { addressPositions, userIn } from '../../src/symptoms/evidence/mentionedUser.js'
import { organizationIn } from '../../src/symptoms/evidence/organizationName.js'

describe('the organization that a text names', () => {
  const named: readonly (readonly [string, string | null])[] = [
    ['process: https://disco.crm.dynamics.com/contoso. System', 'contoso'],
    ['process: https://disco.crm4.dynamics.com/contoso_test/', 'contoso_test'],
    ['https://disco.crm.dynamics.com/XRMServices/2011/Discovery.svc', null],
    ['https://globaldisco.crm.dynamics.com/api/discovery/v2.0/Instances', null],
    ['(https://Contoso.CRM4.dynamics.com/main.aspx?etn=email)', 'https://contoso.crm4.dynamics.com'],
    ['https://contoso.api.crm4.dynamics.com/api/data/v9.2/emails', 'https://contoso.crm4.dynamics.com'],
    ['https://contoso.crm9.dynamics.com.evil.example/x', null],
    ['contoso.crm.dynamics.com refused', 'https://contoso.crm.dynamics.com'],
    ['https://router:x@contoso.crm.dynamics.com/', 'https://contoso.crm.dynamics.com'],
    ['http://crm:5555/Contoso/XRMServices/2011/Organization.svc', 'http://crm:5555/Contoso'],
    ['https://contoso.example/XRMServices/2011/Organization.svc', 'https://contoso.example'],
    ['messages to process: Contoso. System.ServiceModel', 'Contoso'],
    ['"OrganizationUniqueName":"contoso"', 'contoso'],
    ['Organization Name = contoso', 'contoso'],
    ['OrganizationServiceFault: the organization cannot be found', null],
    ['https://login.microsoftonline.com/common and https://outlook.office365.com/EWS/Exchange.asmx', null],
    ['https://[broken and http:// and https://', null],
  ]
  for (const [text, organization] of named) {
    it(`${organization ?? 'none'}: ${text}`, () => assert.equal(organizationIn(text), organization))
  }
})

describe('the user that a text names', () => {
  const named: readonly (readonly [string, string | null])[] = [
    ['To: ben@fabrikam.com From: sara@contoso.com', 'sara@contoso.com'],
    ['To: ben@fabrikam.com', null],
    ['waits for <o’neil.s@mail.contoso.co.uk>.', 'o’neil.s@mail.contoso.co.uk'],
    ["waits for 'aine.o'brien@contoso.com'", "aine.o'brien@contoso.com"],
    ["user='sara@contoso.com'", 'sara@contoso.com'],
    ['a message for the mailbox Sara Davis. Email Server Error Code', 'Sara Davis'],
    ['because the mailbox Info Queue is deactivated', 'Info Queue'],
    ['Mailbox: Sara Davis', 'Sara Davis'],
    ['User: N/A\nUser: S-1-5-20\nUserName: SYSTEM', null],
    ['@ a@ @b a@b', null],
  ]
  for (const [text, user] of named) {
    it(`${user ?? 'nobody'}: ${text}`, () => assert.equal(userIn(text, addressPositions(text)), user))
  }
})

describe('the time of an event', () => {
  const times: readonly (readonly [string, string | null])[] = [
    ['2021-04-19T07:31:02.1134528Z', '2021-04-19T07:31:02Z'],
    ['2021-04-19T09:31:02+02:00', '2021-04-19T07:31:02Z'],
    ['2021-04-19T09:31:02 +0200', '2021-04-19T07:31:02Z'],
    ['2021-04-19 9:31', '2021-04-19T09:31:00'],
    ['2021/04/19 09:31:02,113', '2021-04-19T09:31:02'],
    ['19.04.2021 09:31:02', '2021-04-19T09:31:02'],
    ['4/19/2021 12:31:02 AM', '2021-04-19T00:31:02'],
    ['4/19/2021 12:31:02 PM', '2021-04-19T12:31:02'],
    ['19/04/2021 09:31:02', '2021-04-19T09:31:02'],
    ['4/5/2021 9:31:02 AM', '4/5/2021 9:31:02 AM'],
    ['2021-13-45 09:31:02', '2021-13-45 09:31:02'],
    ['2021-02-30T09:31:02Z', '2021-02-30T09:31:02Z'],
    ['Date: 4/5/2021 9:31:02 AM\n<TimeCreated SystemTime="2021-04-05T07:31:02Z"/>', '2021-04-05T07:31:02Z'],
    ['version 9.2.24073.198, 10:30', null],
  ]
  for (const [text, time] of times) it(`${time}: ${text}`, () => assert.equal(timeIn(text), time))

  it('is earlier than another only if they can be compared', () => {
    assert.equal(isEarlier('2021-04-19T07:31:02Z', '2021-04-19T07:31:03Z'), true)
    assert.equal(isEarlier('2021-04-19T07:31:02', '2021-04-19T07:31:01'), false)
    assert.equal(isEarlier('2021-04-19T07:31:02', '2021-04-19T07:31:03Z'), null)
    assert.equal(isEarlier('4/5/2021 9:31:02 AM', '2021-04-19T07:31:03Z'), null)
  })
})
