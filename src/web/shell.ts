import type { KeyBelow, MessageKey } from '../domain/messageKey.js'
import { escaped } from './client/htmlText.js'
import { PAGE_SENTENCES, type PageSentences, SYMPTOM_SENTENCES } from './client/pageSentences.js'

export type PageName = KeyBelow<'web.title'>

/** A sentence of the strings, in the person's language. */
type Say = (key: MessageKey, args?: Readonly<Record<string, string | number>>) => string

export interface ShellOptions {
  readonly page: PageName
  readonly caseId?: string
  /** From the address, and trusted with nothing. */
  readonly symptom?: string
  readonly organization?: string
  /** Whether the person belongs to the helpdesk. */
  readonly agent?: boolean
  /** The name of who is signed in. */
  readonly person: string
  /** Distinguishes them from others who use the same browser, and says nothing about them. */
  readonly personKey?: string
  /** A sentence about what happened on the way here. */
  readonly notice?: string
  readonly say: Say
  readonly locale: string
  /** Addresses of the files. */
  readonly assets: Readonly<Record<'script' | 'style' | 'renderer' | 'icon', string>>
}

/** The page without what is inside, which the script in the browser draws. Pure; every text in it is escaped. */
export function shellOf(options: ShellOptions): string {
  const { page, say, assets, notice = '' } = options
  const title = say(`web.title.${page}`)
  const scripts = [assets.renderer, assets.script].map(file => `<script src="${escaped(file)}" defer></script>`)
  const body = `<body${dataOf(options)}>
<a class="skip" href="#main">${escaped(say('web.skip'))}</a>
${headerOf(options)}
<main class="page">
<h1${page === 'start' ? '' : ' class="heard"'}>${escaped(title)}</h1>
${page === 'start' ? `<p class="lead">${escaped(say('web.lead'))}</p>\n` : ''}<noscript><p class="notice">${escaped(say('web.noScript'))}</p></noscript>
<p id="notice" role="alert">${notice && `<span class="notice-line">${escaped(notice)}</span>`}</p>
<div id="main" tabindex="-1"></div>
<p id="live" class="heard" role="status" aria-live="polite"></p>
</main>
${footerOf(say)}
<script type="application/json" id="strings">${jsonOf(sentencesOf(say))}</script>
</body>`
  return documentOf({ ...options, title, body, scripts })
}

interface Document extends Pick<ShellOptions, 'say' | 'locale' | 'assets'> {
  readonly title: string
  /** Elements of scripts. */
  readonly scripts?: readonly string[]
  /** The element of the body. */
  readonly body: string
}

export function documentOf({ title, body, scripts = [], say, locale, assets }: Document): string {
  return `<!doctype html>
<html lang="${escaped(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} · ${escaped(say('web.name'))}</title>
<link rel="icon" href="${escaped(assets.icon)}" type="image/svg+xml">
<link rel="stylesheet" href="${escaped(assets.style)}">
${scripts.join('\n')}
</head>
${body}
</html>
`
}

function dataOf({ page, personKey, caseId, symptom, organization, agent }: ShellOptions): string {
  const data = { page, person: personKey, case: caseId, symptom, organization, agent: agent ? 'true' : undefined }
  return Object.entries(data)
    .map(([name, value]) => (value === undefined ? '' : ` data-${name}="${escaped(value)}"`))
    .join('')
}

function headerOf({ page, agent, person, say }: ShellOptions): string {
  const link = (path: string, key: 'start' | 'cases' | 'board') =>
    `<a href="${path}"${key === page ? ' aria-current="page"' : ''}>${escaped(say(`web.${key}`))}</a>`
  const links = [
    link('/check', 'start'),
    link('/check/cases', 'cases'),
    ...(agent ? [link('/check/board', 'board')] : []),
  ]
  return `<header class="top">
<a class="product" href="/check">${escaped(say('web.name'))}</a>
<nav aria-label="${escaped(say('web.pages'))}">${links.join('\n')}</nav>
<form class="person" method="post" action="/check/sign-out">
<span title="${escaped(say('web.person', { name: person }))}">${escaped(person)}</span>
<button class="quiet">${escaped(say('web.signOut'))}</button>
</form>
</header>`
}

export function footerOf(say: Say): string {
  const links = (['about', 'privacy', 'terms'] as const).map(
    key => `<a href="/check/${key}">${escaped(say(`web.${key}`))}</a>`,
  )
  return `<footer class="bottom">${links.join('\n')}</footer>`
}

function sentencesOf(say: Say): PageSentences {
  const own = PAGE_SENTENCES.map(key => [key, say(`web.client.${key}`)])
  const symptoms = SYMPTOM_SENTENCES.map(key => [`symptom.${key}`, say(`intake.symptom.${key}`)])
  return Object.fromEntries([...own, ...symptoms]) as PageSentences
}

/** Within a script, nothing but `<` could end it. */
function jsonOf(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}
