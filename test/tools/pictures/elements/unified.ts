import { tabs } from '../parts.js'
import { type IconName, icon } from './icons.js'

export interface UnifiedPage {
  readonly area: string
  readonly commands?: readonly string[]
  readonly body: string
  /** The gear in the top bar, if it is to be pressed. */
  readonly gear?: string
  /** Initials of the person who is signed in. */
  readonly me: string
  /** Set to false if the page needs the width. */
  readonly rail?: false
}

/** A page of the unified interface: top bar, site map rail, command bar, content. */
export function unifiedPage({ area, commands, body, gear, me, rail }: UnifiedPage): string {
  const tools = `${icon('search')}${gear ?? icon('gear')}${icon('help')}<i class="avatar">${me}</i>`
  const bar = commands ? `<div class="commands">${commands.join('')}</div>` : ''
  return `${topBar(`Dynamics 365<span class="area">${area}</span>`, tools)}
    <div class="page">${rail === false ? '' : RAIL}<div class="main">${bar}${body}</div></div>`
}

const ENTRIES: readonly IconName[] = ['menu', 'home', 'clock', 'pin', 'people']
const RAIL = `<div class="rail">${ENTRIES.map(icon).join('')}</div>`

export function topBar(title: string, tools: string): string {
  return `<div class="top"><b>${title}</b><span class="tools">${tools}</span></div>`
}

export interface UnifiedRecord {
  readonly title: string
  readonly table: string
  readonly initials: string
  readonly tabs?: readonly string[]
  readonly body: string
}

/** The header of a record, with its form below. */
export function record({ title, table, initials, tabs: labels, body }: UnifiedRecord): string {
  return `<div class="head"><i class="avatar">${initials}</i><div><h1>${title}</h1><span>${table}</span></div></div>
    ${labels ? tabs(labels) : ''}<div class="form">${body}</div>`
}
