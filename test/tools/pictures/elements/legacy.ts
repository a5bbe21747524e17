import { icon } from './icons.js'

export interface LegacyDialog {
  readonly title: string
  readonly body: string
  readonly buttons: readonly string[]
}

/** A dialog of the pages that predate the unified interface. */
export function legacyDialog({ title, body, buttons }: LegacyDialog): string {
  return `<div class="legacy dialog"><div class="title">${title}<i>${icon('close')}</i></div>${body}
    <div class="buttons">${buttons.join('')}</div></div>`
}
