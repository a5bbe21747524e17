import { icon } from './icons.js'
import { command, field, mark, onTheWay, type Picture, pointer } from './parts.js'
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
export const disabledSender = disabledUser('Dave Miller', 'DM', 'dave@contoso.com')

const method = field({ label: 'Outgoing Email', value: 'Server-Side Synchronization<br>or Email Router' })

export const mailbox: Picture = {
  height: 290,
  body: unifiedPage({
    area: 'Settings',
    me: 'AA',
    rail: false,
    commands: [onTheWay(command('save', 'Save'), 2), command('test', 'Test &amp; Enable Mailbox')],
    body: `<div class="form wide"><h2>Synchronization Method</h2>${field({ label: 'Incoming Email', value: 'None' })}
      ${mark(method + pointer, 1)}${field({ label: 'Appointments,<br>Contacts, and<br>Tasks', value: 'None' })}</div>`,
  }),
}

export const pendingEmail: Picture = {
  height: 270,
  body: unifiedPage({
    area: 'Sales Hub',
    me: 'WZ',
    body: record({
      title: 'Your visit next week',
      table: 'Email',
      initials: 'WZ',
      body: `${mark(field({ label: 'Status Reason', value: '<i class="short">Pending Send</i>' }))}
        ${field({ label: 'From', value: 'Wen Zhou' })}${field({ label: 'To', value: 'Fabrikam' })}`,
    }),
  }),
}
