import type { Written } from './api/requests.js'
import { backgroundChanges, backgroundSection } from './backgroundPage.js'
import { documentOf, type Exchange, html, isForeign, sendPage } from './html.js'
import { button, labelled, row, table, toggle } from './pageParts.js'
import type { Row } from './rows/database.js'
import type { SimulatedOrganization } from './rows/organization.js'
import { ROUTER_ROLE } from './rows/roles.js'
import { PRIVATE } from './rows/security.js'

/** The page of the demo, which stands in for Dynamics: a person does here what an administrator does there. All links of the bot lead here. */
export function answerPage(org: SimulatedOrganization, { request, body, response }: Exchange): void {
  if (request.method === 'POST') {
    const refusal = isForeign(request) ? 403 : change(org, new URLSearchParams(body)) ? null : 400
    response.writeHead(refusal ?? 303, refusal ? { 'Content-Type': 'text/plain' } : { Location: '/' })
    response.end(refusal ? 'Nothing was changed.' : '')
    return
  }
  sendPage(response, 200, pageOf(org))
}

/** Returns false if there is no such change, or no such person. */
function change(org: SimulatedOrganization, form: URLSearchParams): boolean {
  const { control, faults } = org
  const who = form.get('user') ?? ''
  const on = form.get('to') === 'on'
  const mailbox: Readonly<Record<string, () => void>> = {
    method: () => control.setDeliveryMethod(who, 2),
    approve: () => control.setApproval(who, 1),
    activate: () => control.setMailboxActive(who, true),
    test: () => (isByRouter(org) ? control.testAndEnable(who) : org.backgroundControl.scheduleTest(who)),
  }
  const people = {
    ...mailbox,
    consent: () => control.setConsent(who, on),
    enable: () => control.setDisabled(who, !on),
  }
  const queues = { ...mailbox, ...(hasRouter(org) && { member: () => control.addQueueMember(who) }) }
  const others: Readonly<Record<string, () => void>> = {
    ...(hasRouter(org) && {
      grantRouter: () => control.grantRouter(),
      channel: () => control.setChannel(on ? 1 : 0),
    }),
    throttle: () => faults.set({ kind: 'throttle', every: 2, retryAfterSeconds: 2 }),
    clearFaults: () => faults.clear(),
  }
  const change = form.get('do') ?? ''
  const own = control.find(who) ? people : control.findQueue(who) ? queues : {}
  const changes: Readonly<Record<string, () => void>> = { ...backgroundChanges(org, form), ...others, ...own }
  if (!Object.hasOwn(changes, change)) return false
  changes[change]?.()
  return true
}

function pageOf(org: SimulatedOrganization): string {
  const people = org
    .table('systemuser')
    .where(row => row.applicationid === null && row.azureactivedirectoryobjectid !== null)
  const queues = org.table('queue').all()
  const byRouter = isByRouter(org)
  const intro = `A simulated Dynamics 365 organization. The bot and ${byRouter ? 'the Email Router' : 'the synchronization'} see your changes here until the demo stops; then everything is reset.`
  const main = `<section><h2>People</h2>${table(
    PEOPLE,
    people.map(person => rowOfPerson(org, person)),
  )}</section>
${
  queues.length === 0
    ? ''
    : `<section><h2>Queues</h2>${table(
        hasRouter(org) ? QUEUES : QUEUES.filter(column => column !== MAY_READ),
        queues.map(queue => rowOfQueue(org, queue)),
      )}</section>`
}
${hasRouter(org) ? routerSection(org) : ''}
${backgroundSection(org)}
<section><h2>Changes</h2><pre>${html(org.written.slice(-8).map(lineOf).join('\n') || 'Nothing yet')}</pre></section>
<section><h2>Trouble</h2>${button('throttle', 'Throttle every second request')} ${button('clearFaults', 'End the trouble')}</section>`
  return documentOf({ title: `${org.name} (simulated Dynamics 365)`, heading: org.name, intro, main })
}

function routerSection(org: SimulatedOrganization): string {
  const byRouter = isByRouter(org)
  return `<section><h2>Email Router</h2><p>E-mail is sent by: <b>${byRouter ? 'Email Router' : 'server-side synchronization'}</b>
${button('channel', byRouter ? 'Change to server-side synchronization' : 'Change to Email Router', { to: byRouter ? 'off' : 'on' })}</p>
<p>prvSendAsUser of its account: <b>${html(org.control.sendAsPrivilege())}</b></p>
${button('grantRouter', 'Grant “Send Email as Another User” for the whole organization')}
<h3>Log</h3><pre>${html(org.router.log.slice(-8).join('\n') || 'Nothing yet')}</pre></section>`
}

/** An organization that has always sent through synchronization has no account for a router. */
function hasRouter(org: SimulatedOrganization): boolean {
  return org.table('role').having('name', ROUTER_ROLE).size > 0
}

function isByRouter(org: SimulatedOrganization): boolean {
  return org.table('organization').all()[0]?.emailconnectionchannel === 1
}

/** A write through the Web API, for example by the bot. */
function lineOf({ at, method, path, by, byApplication }: Written): string {
  return `${at} ${by}${byApplication ? ' (application)' : ''}: ${method} ${path.replace(/^\/api\/data\/v9\.\d\//, '')}`
}

const PEOPLE = [
  'Name',
  'Address',
  'Enabled',
  'Others may send for them',
  'Delivery method',
  'Mailbox',
  'Pending',
  'Sent',
]
const MAY_READ = 'The router may read it'
const QUEUES = ['Name', 'Address', MAY_READ, 'Mailbox', 'Pending', 'Sent']

function rowOfPerson(org: SimulatedOrganization, person: Row): string {
  const user = String(person.systemuserid)
  const allowed = org.table('usersettings').find(user)?.issendasallowed === true
  const method = Number(person.outgoingemaildeliverymethod)
  const name = String(person.fullname)
  const way = isByRouter(org) ? 'router' : 'synchronization'
  const set = button('method', `Set to ${way}`, { user, to: '2' }, labelled(`Set to ${way}: ${name}`))
  return row({ id: user, name }, [
    html(String(person.internalemailaddress)),
    toggle('enable', { user, on: person.isdisabled !== true, label: `${name} is enabled` }),
    toggle('consent', { user, on: allowed, label: `Others may send for ${name}` }),
    method === 2 ? (isByRouter(org) ? 'Router' : 'Synchronization') : `None ${set}`,
    ...mailboxCells(org, { id: user, name, sender: person }),
  ])
}

function rowOfQueue(org: SimulatedOrganization, queue: Row): string {
  const [id, name] = [String(queue.queueid), String(queue.name)]
  const add = button('member', 'Make it a member', { user: id }, labelled(`Make it a member: ${name}`))
  const mayRead = org.control.routerMayRead(queue)
    ? 'Yes'
    : `<b class="no">No</b> ${queue.queueviewtype === PRIVATE ? add : ''}`
  return row({ id, name }, [
    html(String(queue.emailaddress)),
    ...(hasRouter(org) ? [mayRead] : []),
    ...mailboxCells(org, { id, name, sender: queue }),
  ])
}

/** The state of the mailbox with a button for each repair, and its counts. */
function mailboxCells(
  org: SimulatedOrganization,
  { id, name, sender }: { id: string; name: string; sender: Row },
): string[] {
  const mailbox = org.table('mailbox').find(String(sender._defaultmailbox_value)) ?? {}
  const alerts = [...org.table('tracelog').having('_regardingobjectid_value', mailbox.mailboxid ?? null)]
  const success = String(mailbox.lastsuccessfulsynccompletedon ?? '')
  const faults: readonly (readonly [boolean, string, string, string])[] = [
    [mailbox.emailrouteraccessapproval !== 1, 'Not approved', 'approve', 'Approve'],
    [mailbox.statecode === 1, 'Inactive', 'activate', 'Activate'],
    [alerts.some(alert => alert.level === 3 && String(alert.createdon) > success), 'Alert', 'test', 'Test and enable'],
  ]
  const repairs = faults
    .filter(([is]) => is)
    .map(([, fault, what, text]) => {
      const repair = button(what, text, { user: id }, labelled(`${text}: mailbox of ${name}`))
      return `<b class="no">${fault}</b> ${repair}`
    })
  const mails = [...org.table('email').having('_emailsender_value', id)]
  const count = (status: number) => String(mails.filter(({ statuscode }) => statuscode === status).length)
  return [repairs.join(' ') || 'Active', count(6), count(3)]
}
