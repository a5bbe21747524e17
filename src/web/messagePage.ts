import type { MessageKey } from '../domain/messageKey.js'
import { escaped } from './client/htmlText.js'
import { documentOf, footerOf, type ShellOptions } from './shell.js'

export interface MessagePage extends Pick<ShellOptions, 'say' | 'locale' | 'assets'> {
  readonly headline: MessageKey
  readonly text: MessageKey
  /** Where to go next. */
  readonly link: { readonly title: MessageKey; readonly to: string; readonly inNewTab?: boolean }
}

/** One sentence and the way on, for people who are not signed in or cannot be served. It needs no script. Pure. */
export function messagePage({ headline, text, link, say, locale, assets }: MessagePage): string {
  const target = link.inNewTab ? ' target="_blank" rel="noopener"' : ''
  const body = `<header class="top"><a class="product" href="/check">${escaped(say('web.name'))}</a></header>
<div class="page">
<main id="main" class="message">
<h1>${escaped(say(headline))}</h1>
<p>${escaped(say(text))}</p>
<p><a class="button primary" href="${escaped(link.to)}"${target}>${escaped(say(link.title))}</a></p>
</main>
</div>
${footerOf(say)}`
  return documentOf({ title: say(headline), body: `<body data-page="message">\n${body}\n</body>`, say, locale, assets })
}
