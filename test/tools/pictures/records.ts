import { icon } from './icons.js'
import { command, field, mark, type Picture, pointer } from './parts.js'
import { record, unifiedPage } from './unified.js'

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

export const disabledRouterAccount = disabledUser('Email Router Service', 'ER', 'svc-router@contoso.com')
export const disabledSender = disabledUser('The sender', 'S', 'sender@contoso.com')

export const pendingEmail: Picture = {
  height: 270,
  body: unifiedPage({
    area: 'Sales Hub',
    me: 'S',
    body: record({
      title: 'The stuck e-mail',
      table: 'Email',
      initials: 'S',
      body: `${mark(field({ label: 'Status Reason', value: '<i class="short">Pending Send</i>' }))}
        ${field({ label: 'From', value: 'The sender' })}${field({ label: 'To', value: 'The recipient' })}`,
    }),
  }),
}

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
