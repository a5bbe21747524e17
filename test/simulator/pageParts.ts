import { html, press } from './html.js'

/** The parts of which the page of an organization is made. */
export function table(columns: readonly string[], rows: readonly string[]): string {
  const head = columns.map(name => `<th scope="col">${name}</th>`).join('')
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead>\n<tbody>${rows.join('')}</tbody></table></div>`
}

export function row({ id, name }: { id: string; name: string }, cells: readonly string[]): string {
  return `<tr id="${id}"><th scope="row">${html(name)}</th>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`
}

export function toggle(what: string, { user, on, label }: { user: string; on: boolean; label: string }): string {
  const text = on ? 'Switch off' : 'Switch on'
  const flip = button(what, text, { user, to: on ? 'off' : 'on' }, labelled(`${text}: ${label}`))
  return `${on ? 'Yes' : '<b class="no">No</b>'} ${flip}`
}

/** Distinguishes buttons with the same text; begins with that text, so that it can be spoken. */
export function labelled(label: string): string {
  return `aria-label="${html(label)}"`
}

export function button(
  what: string,
  text: string,
  fields: Readonly<Record<string, string>> = {},
  attributes = '',
): string {
  return press({ action: '/control', text, fields: { do: what, ...fields }, attributes })
}
