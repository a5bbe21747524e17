import { icon } from './elements/icons.js'
import { legacyDialog } from './elements/legacy.js'
import { unifiedPage } from './elements/unified.js'
import { chosen, mark, onTheWay, type Picture, pointer, tabs } from './parts.js'

const entries = [
  mark(`Personalization Settings${pointer}`, 2),
  'Advanced Settings',
  'Toast Notification Display Time',
  'Privacy and Cookies',
  'About',
]

export const gearMenu: Picture = {
  height: 270,
  body: `${unifiedPage({
    area: 'Sales Hub',
    me: 'S',
    gear: onTheWay(icon('gear'), 1),
    body: `<div class="dashboard">${'<div class="tile"><i></i><i></i><i></i></div>'.repeat(2)}</div>`,
  })}
    <div class="menu">${entries.map(entry => `<div>${entry}</div>`).join('')}</div>`,
}

const allow = 'Allow other Microsoft Dynamics 365 users to send email on your behalf'

export const sendOnYourBehalf: Picture = {
  height: 300,
  body: legacyDialog({
    title: 'Set Personal Options',
    body: `${tabs(['…', 'Email Signatures', chosen(onTheWay('Email', 1)), 'Privacy', '…'])}
      <div class="panel">
        <h2>Select whether other users can send email for you</h2>
        ${mark(`<span class="option"><i class="box">${icon('approve')}</i><b>${allow}</b></span>${pointer}`, 2)}
      </div>`,
    buttons: [onTheWay('<i class="button first">OK</i>', 3), '<i class="button">Cancel</i>'],
  }),
}
