import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { namesIn, targetIn } from './names.js'

describe('the contract check', () => {
  const api = '/api/data/v9.2/'
  const guid = '11111111-2222-4333-8444-555555555555'
  const xml = (inner: string, attributes = 'name="email"') =>
    `emails?fetchXml=${encodeURIComponent(`<fetch><entity ${attributes}>${inner}</entity></fetch>`)}`
  const wrong: readonly (readonly [string, string])[] = [
    ['contacts?$select=fullname', 'contacts is no function'],
    ['queues?$select=name,title', 'queue has no column title'],
    ['queues', 'queue is read with all its columns'],
    [`queues(${guid})`, 'queue is read with all its columns'],
    ["queues?$select=name&$filter=title%20eq%20'name'%20and%20name%20ne%20null", 'queue has no column title'],
    ["queues?$select=name&$filter=contains(title,'it''s')", 'queue has no column title'],
    ['queues?$select=name&$orderby=name%20asc,rank%20desc', 'queue has no column rank'],
    ['queues?$select=name&$expand=members($select=name)', 'queue has no relationship members'],
    ['queues?$select=name&$expand=defaultmailbox($select=title)', 'mailbox has no column title'],
    ['queues?$select=name&$expand=defaultmailbox', 'mailbox is read with all its columns'],
    [`systemusers(${guid})/teams?$select=name`, 'systemuser has no relationship teams'],
    ['systemusers(mail=1)?$select=fullname', 'systemuser has no column mail'],
    [`systemusers(${guid})/Microsoft.Dynamics.CRM.RetrieveMood`, 'RetrieveMood is no function of systemuser'],
    [`queues(${guid})/Microsoft.Dynamics.CRM.WhoAmI`, 'WhoAmI is no function of queue'],
    ['RetrieveCurrentOrganization', 'RetrieveCurrentOrganization lacks AccessType'],
    ['RetrieveVersion(Of=1)', 'RetrieveVersion takes no Of'],
    ['RetrieveCurrentOrganization(AccessType=@p1)?@p2=1', 'RetrieveCurrentOrganization has no value for @p1'],
    [xml('', 'name="mail"'), 'mail is no table'],
    [xml('<attribute name="title"/>'), 'email has no column title'],
    [xml('<filter><filter><condition attribute="title"/></filter></filter>'), 'email has no column title'],
    [xml('<link-entity name="queue"><order attribute="title"/></link-entity>'), 'queue has no column title'],
    [xml('<link-entity name="queue" from="title" to="emailsender"/>'), 'queue has no column title'],
    [xml('<link-entity name="queue" from="queueid" to="title"/>'), 'email has no column title'],
    [xml('<all-attributes/>'), 'email is read with all its columns'],
    ['mailboxes?$select=password', 'mailbox.password must not be read'],
    ['mailboxes?$select=oauthaccesstoken', 'mailbox.oauthaccesstoken must not be read'],
    ['mailboxes?$select=name&$filter=oauthrefreshtoken%20ne%20null', 'mailbox.oauthrefreshtoken must not be read'],
    [`usersettingscollection(${guid})?$select=emailpassword`, 'usersettings.emailpassword must not be read'],
    ['emails?$select=subject,description', 'email.description must not be read'],
    [xml('<attribute name="description"/>'), 'email.description must not be read'],
  ]
  for (const [path, fault] of wrong) {
    it(`sees that ${fault}: ${decodeURIComponent(path)}`, () => assert.deepEqual(namesIn(api + path).faults, [fault]))
  }

  const wrongWrites: readonly (readonly [string, string])[] = [
    ['contacts', `${api}contacts is no place to write to`],
    ['roles(1)', `${api}roles(1) is no place to write to`],
    [`systemusers(${guid})/roles/$ref`, 'systemuser has no relationship roles'],
    [`systemusers(${guid})/systemuserroles_association`, 'systemuserroles_association is written without $ref'],
    [`roles(${guid})/Microsoft.Dynamics.CRM.RetrieveVersion`, 'RetrieveVersion is no action of role'],
    [`queues(${guid})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, 'AddPrivilegesRole is no action of queue'],
  ]
  for (const [path, fault] of wrongWrites) {
    it(`sees that a write is impossible: ${path}`, () => assert.deepEqual(targetIn(api + path).faults, [fault]))
  }

  it('sees nothing wrong in what is right', () => {
    const filter = `teamid%20eq%20${guid}%20and%20createdon%20lt%202026-01-01T00:00:00Z`
    const expand = '$expand=teamroles_association($select=name)'
    const path = `systemusers(${guid})/teammembership_association?$select=name&$filter=${filter}&${expand}`
    const { faults, tables, columns } = namesIn(api + path)
    assert.deepEqual(faults, [])
    assert.deepEqual([...tables], ['systemuser', 'team', 'role'])
    assert.deepEqual([...columns], ['team.name', 'team.teamid', 'team.createdon', 'role.name'])
  })
})
