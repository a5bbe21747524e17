import { record, unifiedPage } from './elements/unified.js'
import { command, type Field, field, mark, type Picture, pointer } from './parts.js'

interface Email {
  readonly title: string
  readonly marked: Field
  readonly height?: number
}

/** An e-mail, with the one field that matters. */
function email({ title, marked, height = 270 }: Email): Picture {
  return {
    height,
    body: unifiedPage({
      area: 'Sales Hub',
      me: 'S',
      body: record({
        title,
        table: 'Email',
        initials: 'S',
        body: `${mark(field({ ...marked, value: `<i class="short">${marked.value}</i>` }))}
          ${field({ label: 'From', value: 'The sender' })}${field({ label: 'To', value: 'The recipient' })}`,
      }),
    }),
  }
}

export const pendingEmail = email({
  title: 'The stuck e-mail',
  marked: { label: 'Status Reason', value: 'Pending Send' },
})
export const failedEmail = email({
  title: 'The failed e-mail',
  marked: { label: 'Status Reason', value: 'Failed' },
})
export const delayedEmail = email({
  title: 'The e-mail for later',
  marked: { label: 'Send Later', value: 'Tomorrow, 8:00 AM' },
})

export const draft: Picture = {
  height: 290,
  body: unifiedPage({
    area: 'Sales Hub',
    me: 'S',
    commands: [mark(command('send', '<b>Send</b>') + pointer), command('save', 'Save'), '…'],
    body: record({
      title: 'The e-mail',
      table: 'Email',
      initials: 'S',
      body: `${field({ label: 'Status Reason', value: 'Draft' })}${field({ label: 'From', value: 'The sender' })}`,
    }),
  }),
}

const row = (time: string, status: string) => `<tr><td>${time}</td><td>${status}</td></tr>`

export const waitingEmails: Picture = {
  height: 290,
  body: unifiedPage({
    area: 'Sales Hub',
    me: 'S',
    body: `<div class="list"><h1>My Emails</h1>
      <table><tr><th>Created On</th><th>Status Reason</th></tr>
        ${row('9:01 AM', 'Sent')}${row('9:02 AM', mark('<b>Pending Send</b>'))}${row('9:03 AM', 'Pending Send')}</table></div>`,
  }),
}
