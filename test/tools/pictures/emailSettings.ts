import { type IconName, icon } from './elements/icons.js'
import { legacyDialog } from './elements/legacy.js'
import { unifiedPage } from './elements/unified.js'
import { chosen, mark, onTheWay, type Picture, pointer, tabs } from './parts.js'

const channel = `<span class="choice">Process Email Using
  <span class="select"><b>Server-Side Synchronization</b>${icon('chevron')}</span></span>`

/** The setting for how the whole organization sends. */
export const systemSettings: Picture = {
  height: 300,
  body: legacyDialog({
    title: 'System Settings',
    body: `${tabs(['General', 'Calendar', chosen(onTheWay('Email', 1)), 'Auditing', '…'])}
      <div class="panel"><h2>Configure email processing</h2>${mark(channel + pointer, 2)}</div>`,
    buttons: ['<i class="button first">OK</i>', '<i class="button">Cancel</i>'],
  }),
}

function entry(name: IconName, label: string): string {
  return `<span class="entry">${icon(name)}${label}</span>`
}

export const emailConfiguration: Picture = {
  height: 290,
  body: unifiedPage({
    area: 'Settings',
    me: 'AA',
    body: `<div class="list"><h1>Email Configuration</h1><div class="entries">
      ${entry('server', 'Email Server Profiles')}
      ${mark(entry('migrate', '<b>Migrate Email Router Data</b>') + pointer)}
      ${entry('envelope', 'Mailboxes')}</div></div>`,
  }),
}
