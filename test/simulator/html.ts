import type { IncomingMessage, ServerResponse } from 'node:http'

export interface Exchange {
  readonly request: IncomingMessage
  readonly body: string
  readonly response: ServerResponse
}

/** Whether a page of another site made a visitor's browser send this. Programs other than browsers send no Origin. */
export function isForeign({ headers }: IncomingMessage): boolean {
  const { origin, host = '' } = headers
  const own = URL.canParse(`http://${host}`) && LOOPBACK.test(new URL(`http://${host}`).hostname)
  return !own || (origin !== undefined && origin !== `http://${host}`)
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/

export function html(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

interface Press {
  /** Path that the form is posted to. */
  readonly action: string
  readonly text: string
  readonly fields: Readonly<Record<string, string>>
  /** Further HTML attributes of the button. */
  readonly attributes?: string
}

/** A button that submits a form. */
export function press({ action, text, fields, attributes = '' }: Press): string {
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${html(value)}">`,
  )
  return `<form method="post" action="${action}">${hidden.join('')}<button ${attributes}>${html(text)}</button></form>`
}

interface Parts {
  readonly title: string
  readonly heading: string
  readonly intro: string
  /** HTML; the other fields are plain text. */
  readonly main: string
}

export function documentOf({ title, heading, intro, main }: Parts): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${html(title)}</title><style>${STYLE}</style></head><body>
<header><h1>${html(heading)}</h1><p>${html(intro)}</p></header>
<main>${main}</main></body></html>`
}

export function sendPage(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(page)
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.45 system-ui,sans-serif}body{margin:0}header{background:#0b2a4a;color:#fff;padding:1rem 1.5rem}
header h1{margin:0;font-size:1.4rem}header p{margin:.2rem 0 0}main{padding:0 1.5rem 3rem;max-width:90rem}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #8884}form{display:inline}button{font:inherit;padding:.2rem .6rem;border-radius:.3rem;border:1px solid #888;cursor:pointer}
tbody th{font-weight:600}td{white-space:nowrap}.no{color:#c4314b}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8882;padding:.8rem;border-radius:.3rem}
.choices{list-style:none;padding:0}.choices li{margin:.5rem 0}.code{font-size:2.5rem;font-variant-numeric:tabular-nums;letter-spacing:.15em;user-select:all}`
