import { createHash } from 'node:crypto'

/** A public page, at a URL in the manifest of the Teams app. Nobody has to sign in to read it, and it sets no cookie. */
export interface Page {
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

const STYLE = `
:root { color-scheme: light dark; --text: #242424; --back: #ffffff; --link: #3b3fa3; }
@media (prefers-color-scheme: dark) { :root { --text: #ededed; --back: #1f1f1f; --link: #a5a8f5; } }
body { margin: 0 auto; max-width: 42rem; padding: 1rem; overflow-wrap: break-word;
  background: var(--back); color: var(--text); font: 1rem/1.6 "Segoe UI", system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.3; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
a { color: var(--link); }`

/** Where each of them is. */
const AT = { about: '/check/about', privacy: '/check/privacy', terms: '/check/terms' } as const

const LINKS = {
  about: `<a href="${AT.about}">What it is</a>`,
  privacy: `<a href="${AT.privacy}">Privacy</a>`,
  terms: `<a href="${AT.terms}">Terms of use</a>`,
}

const ABOUT = `
<h1>Pending Send</h1>
<p>A bot in Microsoft Teams, and a web page, for people whose e-mail does not leave Dynamics 365. It finds out why, shows
what to do, repairs it if you agree, and proves that the e-mail left.</p>
<p>Write <em>my mail is stuck</em> to it in Teams. Or, if your organization has switched on its web page, open that in a
browser, sign in with your account at work, and say what you see. Both show you the same checks.</p>
<p>${LINKS.privacy} · ${LINKS.terms}</p>`

const PRIVACY = `
<h1>Privacy</h1>
<p>Pending Send is a bot, with a web page if it is switched on, that your organization runs for itself. It finds out why
an e-mail of Dynamics 365 does not leave. What it knows stays with your organization: in its Azure storage account, its
Dynamics 365 and its Microsoft Teams. Nobody else gets it.</p>
<h2>What is kept</h2>
<ul>
<li><strong>Checks.</strong> Who asked, in which chat or on the web page, about which sender and organization; what was
found in the settings of Dynamics 365 and in the alerts of the mailbox; what was repaired. Never the text of an e-mail or
its attachments.</li>
<li><strong>Logs and error texts that you paste or attach.</strong> They are read and dropped. At most three lines that
prove the cause are kept with the check. A text that you typed and that proved nothing stands in its field again, and is
kept until you have answered. Passwords, tokens and keys are masked in all of it.</li>
<li><strong>E-mails that are offered to you for a repair.</strong> Subject and recipients are shown to their sender. They
are kept while the offer stands, and for a day at most.</li>
<li><strong>Consents and changes.</strong> Who agreed to what, and what was changed, so that it can be proven later. No
subjects and no addresses of e-mails.</li>
<li><strong>The address of your personal chat</strong> with the bot, so that it can ask you when somebody else needs your
consent.</li>
<li><strong>Your session on the web page,</strong> while you are signed in there: the ids of your account and of your
organization, your name, when you signed in, and when the session ends.</li>
<li><strong>The log of the bot.</strong> For its operator, to find faults. Addresses and secrets are masked. Where the web
page runs, the host may also record which page was opened, when, and from which address in the network.</li>
</ul>
<p>Where you sign in in Teams to let the bot act for you, Microsoft's Bot Framework keeps that sign-in; the bot uses it only
for what you agreed to. Where you sign in on the web page, what lets the bot act for you stays in its memory, and is gone
when you sign out, or when it was not used for half an hour.</p>
<h2>Cookies</h2>
<p>In Teams, and on pages such as this one, there are none. The web page sets two kinds, and both are only there to sign you
in: one while Microsoft asks you who you are, for a quarter of an hour at most, and one for your session. No script can read
them, no other site gets them, and nobody is tracked with them. If the bot runs on several machines, the host may add one that
leads your browser to the same machine each time.</p>
<h2>How long</h2>
<p>A check is deleted 90 days after it ended, and the address of your chat 90 days after you last used it, unless the
operator has set another time. A check that has not ended is kept until somebody ends it. Consents and changes are kept
until the operator deletes them, but without you: when their check is deleted, so is the key that says who was meant.</p>
<p>Your session ends when you sign out, when you have done nothing for eight hours, and at most twelve hours after you
signed in. When you sign out, what is kept of it is deleted at once; otherwise within about two hours of its end.</p>
<h2>Whom to ask</h2>
<p>Whoever runs this bot in your organization: usually your IT helpdesk or the administrator of Microsoft Teams. They can
tell you what is kept about you, and delete it.</p>
<p>${LINKS.about} · ${LINKS.terms}</p>`

const TERMS = `
<h1>Terms of use</h1>
<p>Pending Send is a bot, with a web page if it is switched on, that your organization runs for itself. It finds out why
an e-mail of Dynamics 365 does not leave, and repairs the cause if you agree.</p>
<h2>What it does</h2>
<ul>
<li>It reads settings of Dynamics 365, and the state of e-mails that wait.</li>
<li>It changes something only after you agreed to exactly that, with your own rights, and only where you might change it
yourself.</li>
<li>A repair may make e-mails leave that have been waiting. You see how many before you agree.</li>
</ul>
<h2>What you do</h2>
<ul>
<li>Ask about your own e-mail. Only members of the helpdesk may ask about somebody else's.</li>
<li>Read what a button will change before you press it.</li>
<li>Paste no passwords or keys.</li>
<li>On the web page, sign in as yourself, and sign out on a device that others use, too.</li>
</ul>
<h2>What nobody promises</h2>
<p>The software comes without a warranty, under the MIT license. What it says about a cause is what Dynamics 365 showed at
that moment.</p>
<h2>Whom to ask</h2>
<p>Whoever runs this bot in your organization: usually your IT helpdesk or the administrator of Microsoft Teams.</p>
<p>${LINKS.about} · ${LINKS.privacy}</p>`

function page(title: string, body: string): Page {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Pending Send</title>
<style>${STYLE}</style>
</head>
<body><main>${body}
</main></body>
</html>
`
  return { html, headers: HEADERS }
}

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'public, max-age=3600',
  // Allows nothing but the one style sheet in the page.
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
}

/** By path. */
export const PAGES: ReadonlyMap<string, Page> = new Map([
  [AT.about, page('What it is', ABOUT)],
  [AT.privacy, page('Privacy', PRIVACY)],
  [AT.terms, page('Terms of use', TERMS)],
])

/** Where they were before there was a web page; packages of the Teams app that were uploaded then still name these. */
export const MOVED: ReadonlyMap<string, string> = new Map([
  ['/about', AT.about],
  ['/privacy', AT.privacy],
  ['/terms', AT.terms],
])
