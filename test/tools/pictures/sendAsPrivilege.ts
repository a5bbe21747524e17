import { circle, legacyRole, legacyRow, levels, roleEditor, roleRow } from './elements/roleEditors.js'
import { mark, type Picture, pointer } from './parts.js'

const privilege = 'Send Email as Another User'

export const currentEditor: Picture = {
  height: 286,
  body: roleEditor({
    role: 'The role',
    rows: [
      roleRow('Search Availability', 'None'),
      mark(roleRow(privilege, 'Organization') + pointer, 2),
      roleRow('Send Invitation', 'None'),
    ],
  }),
}

export const legacyEditor: Picture = {
  height: 316,
  body: legacyRole({
    role: 'The role',
    rows: [
      legacyRow('Reparent user', circle('None')),
      mark(legacyRow(privilege, circle('Organization')) + pointer, 2),
      legacyRow('Send Invitation', circle('None')),
    ],
  }),
}

const options = levels
  .map(level => `<div class="row">${circle(level)}${level}</div>`)
  .map((option, index) => (index === levels.length - 1 ? mark(option + pointer, 2) : option))

export const currentEditorDepth: Picture = {
  height: 330,
  body: roleEditor({
    role: 'Mail Services',
    rows: [roleRow(privilege, 'Business unit'), `<div class="options">${options.join('')}</div>`],
  }),
}

/** Every press fills the circle further. The hint is in the row that it applies to; in another row, people would press there. */
const presses = `<div class="presses">Press the circle until it is full: ${levels.slice(2).map(circle).join('→')}</div>`

export const legacyEditorDepth: Picture = {
  height: 352,
  body: legacyRole({
    role: 'Mail Services',
    rows: [
      legacyRow('Reparent user', circle('None')),
      mark(legacyRow(privilege, circle('Organization')) + presses, 2),
      legacyRow('Send Invitation', circle('None')),
    ],
  }),
}
