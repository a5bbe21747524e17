import { type IconName, icon } from './elements/icons.js'
import { record, unifiedPage } from './elements/unified.js'
import { chosen, command, type Field, field, mark, onTheWay, type Picture, pointer } from './parts.js'

const test = command('test', 'Test &amp; Enable Mailbox')

const method = field({ label: 'Outgoing Email', value: 'Server-Side Synchronization<br>or Email Router' })

export const outgoingMethod: Picture = {
  height: 290,
  body: unifiedPage({
    area: 'Settings',
    me: 'AA',
    rail: false,
    commands: [onTheWay(command('save', 'Save'), 2), test],
    body: `<div class="form wide"><h2>Synchronization Method</h2>${field({ label: 'Incoming Email', value: 'None' })}
      ${mark(method + pointer, 1)}${field({ label: 'Appointments,<br>Contacts, and<br>Tasks', value: 'None' })}</div>`,
  }),
}

interface Mailbox {
  readonly commands?: readonly string[]
  readonly tabs?: readonly string[]
  readonly form: string
}

function mailboxOfSender({ commands, form, tabs }: Mailbox): string {
  return unifiedPage({
    area: 'Settings',
    me: 'AA',
    rail: false,
    ...(commands && { commands }),
    body: record({ title: 'The sender', table: 'Mailbox', initials: 'S', body: form, ...(tabs && { tabs }) }),
  })
}

/** A command of the mailbox, with the status of its address at that point. */
function commandOfMailbox(pressed: string, status: string): Picture {
  const body = mailboxOfSender({
    commands: [command('save', 'Save'), mark(pressed + pointer), '…'],
    form: field({ label: 'Email Address', value: 'sender@contoso.com' }) + field({ label: 'Status', value: status }),
  })
  return { height: 270, body }
}

/** An inactive record has a command of its own in place of the others. */
export const activate: Picture = {
  height: 270,
  body: unifiedPage({
    area: 'Settings',
    me: 'AA',
    rail: false,
    commands: [command('refresh', 'Refresh'), mark(command('enable', 'Activate') + pointer), '…'],
    body: `<div class="notice">${icon('info')}Read-only: this record’s status is <b>Inactive</b></div>
      ${record({ title: 'The sender', table: 'Mailbox', initials: 'S', body: field({ label: 'Email Address', value: 'sender@contoso.com' }) })}`,
  }),
}

export const approveEmail = commandOfMailbox(command('approve', 'Approve Email'), 'Pending Approval')
export const testAndEnable = commandOfMailbox(test, 'Approved')

function alert(name: IconName, text: string, time: string): string {
  return `<div class="alert ${name}">${icon(name)}<span>${text}<br><i class="label">${time}</i></span></div>`
}

/** The mailbox, with the one field that matters. */
function fieldOfMailbox(marked: Field, pressed: readonly string[] = [test]): Picture {
  return {
    height: 290,
    body: mailboxOfSender({
      commands: [command('save', 'Save'), ...pressed],
      form: mark(field(marked) + pointer),
    }),
  }
}

export const chosenProfile = fieldOfMailbox({ label: 'Server Profile', value: 'Microsoft<br>Exchange Online' })
export const emailAddress = fieldOfMailbox({ label: 'Email Address', value: 'sender@contoso.com' }, [
  command('approve', 'Approve Email'),
  '…',
])

export const outgoingStatus = fieldOfMailbox({ label: 'Outgoing Email<br>Status', value: 'Not Run' }, [
  command('refresh', 'Refresh'),
  '…',
])

export const alerts: Picture = {
  height: 300,
  body: mailboxOfSender({
    tabs: ['General', 'Details', chosen(onTheWay('Alerts', 1))],
    form: `${mark(alert('error', '<b>The email could not be sent</b>', 'Today, 9:14 AM'), 2)}
      ${alert('info', 'The mailbox was tested', 'Monday, 4:02 PM')}`,
  }),
}
