import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Row } from './database.js'
import type { SimulatedOrganization } from './organization.js'

interface Exchange {
  readonly request: IncomingMessage
  readonly body: string
  readonly response: ServerResponse
}

/** The page of the demo, where a person does what an administrator does in Dynamics. All deep links of the bot land here. */
export function answerPage(org: SimulatedOrganization, { request, body, response }: Exchange): void {
  if (request.method === 'POST') {
    const refusal = isForeign(request) ? 403 : change(org, new URLSearchParams(body)) ? null : 400
    response.writeHead(refusal ?? 303, refusal ? { 'Content-Type': 'text/plain' } : { Location: '/' })
    response.end(refusal ? 'Nothing was changed.' : '')
    return
  }
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(pageOf(org))
}

/** A page of another site makes its visitors' browsers post here. Programs that are no browser send no Origin. */
function isForeign({ headers }: IncomingMessage): boolean {
  const { origin, host = '' } = headers
  const own = URL.canParse(`http://${host}`) && LOOPBACK.test(new URL(`http://${host}`).hostname)
  return !own || (origin !== undefined && origin !== `http://${host}`)
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/

/** false: there is no such change, or nobody to make it for. */
function change({ control, faults }: SimulatedOrganization, form: URLSearchParams): boolean {
  const who = form.get('user') ?? ''
  const on = form.get('to') === 'on'
  const people: Readonly<Record<string, () => void>> = {
    consent: () => control.setConsent(who, on),
    enable: () => control.setDisabled(who, !on),
    method: () => control.setDeliveryMethod(who, 2),
  }
  const others: Readonly<Record<string, () => void>> = {
    grantRouter: () => control.grantRouter(),
    throttle: () => faults.set({ kind: 'throttle', every: 2, retryAfterSeconds: 2 }),
    clearFaults: () => faults.clear(),
  }
  const wanted = form.get('do') ?? ''
  const make = control.find(who) ? { ...others, ...people } : others
  if (!Object.hasOwn(make, wanted)) return false
  make[wanted]?.()
  return true
}

function pageOf(org: SimulatedOrganization): string {
  const people = org.table('systemuser').where(row => row.applicationid === null)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${html(org.name)} (simulated Dynamics 365)</title><style>${STYLE}</style></head><body>
<header><h1>${html(org.name)}</h1><p>A simulated Dynamics 365 organization. What you change here, the bot and the Email Router see.</p></header>
<main><section><h2>People</h2><div class="scroll"><table><thead><tr><th scope="col">Name</th><th scope="col">Address</th><th scope="col">Enabled</th><th scope="col">Others may send for them</th><th scope="col">Delivery method</th><th scope="col">Pending</th><th scope="col">Sent</th></tr></thead>
<tbody>${people.map(person => rowOf(org, person)).join('')}</tbody></table></div></section>
<section><h2>Email Router</h2><p>prvSendAsUser of its account: <b>${html(org.control.routerPrivilege())}</b></p>
${button('grantRouter', 'Grant “Send Email as Another User” for the whole organization')}
<h3>Log</h3><pre>${html(org.router.log.slice(-8).join('\n') || 'Nothing yet')}</pre></section>
<section><h2>Trouble</h2>${button('throttle', 'Throttle every second request')} ${button('clearFaults', 'No trouble')}</section></main></body></html>`
}

function rowOf(org: SimulatedOrganization, person: Row): string {
  const user = String(person.systemuserid)
  const allowed = org.table('usersettings').find(user)?.issendasallowed === true
  const mails = [...org.table('email').having('_emailsender_value', user)]
  const count = (status: number) => mails.filter(({ statuscode }) => statuscode === status).length
  const method = Number(person.outgoingemaildeliverymethod)
  const name = String(person.fullname)
  const set = button('method', 'Set to router', { user, to: '2' }, labelled(`Set to router: ${name}`))
  const cells = [
    html(String(person.internalemailaddress)),
    toggle('enable', { user, on: person.isdisabled !== true, label: `${name} is enabled` }),
    toggle('consent', { user, on: allowed, label: `Others may send for ${name}` }),
    method === 2 ? 'Router' : `None ${set}`,
    String(count(6)),
    String(count(3)),
  ]
  return `<tr id="${user}"><th scope="row">${html(name)}</th>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`
}

function toggle(what: string, { user, on, label }: { user: string; on: boolean; label: string }): string {
  const text = on ? 'Switch off' : 'Switch on'
  const press = button(what, text, { user, to: on ? 'off' : 'on' }, labelled(`${text}: ${label}`))
  return `${on ? 'Yes' : '<b class="no">No</b>'} ${press}`
}

/** Tells buttons of one text apart; begins with the text, so that it can be spoken. */
function labelled(label: string): string {
  return `aria-label="${html(label)}"`
}

function button(what: string, text: string, fields: Readonly<Record<string, string>> = {}, attributes = ''): string {
  const hidden = Object.entries({ do: what, ...fields }).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${html(value)}">`,
  )
  return `<form method="post" action="/control">${hidden.join('')}<button ${attributes}>${html(text)}</button></form>`
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.45 system-ui,sans-serif}body{margin:0}header{background:#0b2a4a;color:#fff;padding:1rem 1.5rem}
header h1{margin:0;font-size:1.4rem}header p{margin:.2rem 0 0}main{padding:0 1.5rem 3rem;max-width:75rem}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #8884}form{display:inline}button{font:inherit;padding:.2rem .6rem;border-radius:.3rem;border:1px solid #888;cursor:pointer}
tbody th{font-weight:600}td{white-space:nowrap}.no{color:#c4314b}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8882;padding:.8rem;border-radius:.3rem}`
