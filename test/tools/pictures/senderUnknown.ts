import { icon } from './elements/icons.js'
import { unifiedPage } from './elements/unified.js'
import { command, mark, onTheWay, type Picture } from './parts.js'

const users = [
  ['A colleague', 'colleague@contoso.com'],
  ['The sender', mark('<b>sender@contoso.com</b>', 2)],
  ['Another colleague', 'another@contoso.com'],
]

const rows = users.map(([name, address]) => `<tr><td>${name}</td><td>${address}</td></tr>`)

export const listOfUsers: Picture = {
  height: 290,
  body: unifiedPage({
    area: 'Settings',
    me: 'AA',
    commands: [command('add', 'New'), command('people', 'Manage Roles')],
    body: `<div class="list"><h1>Enabled Users${icon('chevron')}</h1>
      <table><tr><th>Full Name</th><th>${onTheWay('Primary Email', 1)}</th></tr>${rows.join('')}</table></div>`,
  }),
}
