import { chosen, onTheWay, tabs } from '../parts.js'
import { icon } from './icons.js'
import { topBar } from './unified.js'

/** The levels of a privilege, with the filled part of the circle; colour only repeats the level. */
const LEVELS = {
  None: 'M0 0z',
  User: 'M12 12V3a9 9 0 0 1 9 9z',
  'Business unit': 'M3 12a9 9 0 0 0 18 0z',
  'Parent: Child business unit': 'M12 12V3a9 9 0 1 1-9 9z',
  Organization: 'M12 3a9 9 0 1 0 .01 0z',
} as const

export type Level = keyof typeof LEVELS
export const levels = Object.keys(LEVELS) as Level[]

export function circle(level: Level): string {
  return `<svg class="circle level${levels.indexOf(level)}" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10"/><path d="${LEVELS[level]}"/></svg>`
}

export interface RoleEditor {
  readonly role: string
  readonly rows: readonly string[]
}

/** The security role editor of the admin center. */
export function roleEditor({ role, rows }: RoleEditor): string {
  const way = chosen(onTheWay('Miscellaneous privileges', 1))
  return `${topBar('Power Platform<span class="area">admin center</span>', `${icon('gear')}${icon('help')}`)}
    <div class="editor"><h1>${icon('shield')}${role}</h1>${tabs(['Details', 'Tables', way, '…'])}
    <div class="rows">${rows.join('')}</div></div>`
}

export function roleRow(privilege: string, level: Level): string {
  return `<div class="row"><span>${privilege}</span><span class="select">${circle(level)}${level}${icon('chevron')}</span></div>`
}

/** What the old editor calls the levels. */
const KEY = ['None Selected', 'User', 'Business Unit', 'Parent: Child Business Units', 'Organization']

/** The older security role editor: circles that are filled by clicking. */
export function legacyRole({ role, rows }: RoleEditor): string {
  const way = chosen(onTheWay('Business Management', 1))
  const key = levels.map((level, index) => `<span>${circle(level)}${KEY[index]}</span>`).join('')
  return `<div class="legacy"><div class="title">${icon('shield')}Security Role: ${role}</div>
    ${tabs(['Details', '…', way, '…'])}
    <div class="panel"><h2>Miscellaneous Privileges</h2><div class="rows">${rows.join('')}</div><div class="key">${key}</div></div></div>`
}

export function legacyRow(privilege: string, level: string): string {
  return `<div class="row"><span>${privilege}</span>${level}</div>`
}
