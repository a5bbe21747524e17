import type { MessageKey } from '../domain/messageKey.js'

/** What the server knows about a page; the rest is drawn by the page's script. */
export interface Shell {
  readonly page: 'start' | 'case' | 'cases' | 'board' | 'message'
  readonly locale: string
  /** Name of whoever is signed in; null: nobody. */
  readonly person: string | null
  readonly agent?: boolean
  readonly caseId?: string
  readonly symptom?: string
  readonly organization?: string
  /** A sentence above the page. */
  readonly notice?: string
  /** With `message`. */
  readonly message?: {
    readonly headline: string
    readonly text: string
    readonly link: { readonly title: string; readonly to: string; readonly inNewTab?: true }
  }
  readonly assets: { readonly script: string; readonly style: string; readonly renderer: string }
  /** A sentence in the language of the page. */
  text(key: MessageKey): string
}

export function shellOf(shell: Shell): string {
  return `<!doctype html><html lang="${shell.locale}"><body data-page="${shell.page}"></body></html>`
}
