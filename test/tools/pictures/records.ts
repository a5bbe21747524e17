import { icon } from './elements/icons.js'
import { record, unifiedPage } from './elements/unified.js'
import { command, type Field, field, mark, type Picture, pointer } from './parts.js'

/** The record of a disabled user, with the command that enables it. */
function disabledUser(name: string, initials: string, address: string): Picture {
  return {
    height: 270,
    body: unifiedPage({
      area: 'Settings',
      me: 'AA',
      commands: [command('save', 'Save'), command('refresh', 'Refresh'), mark(command('enable', 'Enable') + pointer)],
      body: `<div class="notice">${icon('info')}This record’s status: <b>Disabled</b></div>
        ${record({ title: name, table: 'User', initials, body: field({ label: 'Primary Email', value: address }) })}`,
    }),
  }
}

export const disabledAccount = disabledUser('The account', 'A', 'account@contoso.com')
export const disabledSender = disabledUser('The sender', 'S', 'sender@contoso.com')

/** The record of a user, with the one field that matters. */
function userRecord(marked: Field): Picture {
  return {
    height: 290,
    body: unifiedPage({
      area: 'Settings',
      me: 'AA',
      commands: [command('save', 'Save'), command('refresh', 'Refresh')],
      body: record({
        title: 'The sender',
        table: 'User',
        initials: 'S',
        body: field({ label: 'Primary Email', value: 'sender@contoso.com' }) + mark(field(marked)),
      }),
    }),
  }
}

export const accessMode = userRecord({ label: 'Access Mode', value: 'Read-Write' })
export const emptyMailbox = userRecord({ label: 'Mailbox', value: '---' })

/** A private queue, which only its members can see. */
export const privateQueue: Picture = {
  height: 290,
  body: unifiedPage({
    area: 'Settings',
    me: 'AA',
    body: record({
      title: 'The queue',
      table: 'Queue',
      initials: 'Q',
      body: `${field({ label: 'Type', value: 'Private' })}
        <div><div class="row"><h2>Members</h2>${mark(command('add', '<b>Add Existing User</b>') + pointer)}</div>
        <table><tr><th>Full Name</th></tr><tr><td>A member</td></tr><tr><td>Another member</td></tr></table></div>`,
    }),
  }),
}

export const queueOwner: Picture = {
  height: 270,
  body: unifiedPage({
    area: 'Settings',
    me: 'AA',
    body: record({
      title: 'The queue',
      table: 'Queue',
      initials: 'Q',
      body: `${field({ label: 'Incoming Email', value: 'queue@contoso.com' })}
        ${mark(field({ label: 'Owner', value: 'The team' }) + pointer)}`,
    }),
  }),
}
