import type { Row } from '../../simulator/rows/database.js'
import { ADMINISTRATOR, READER, READER_ROLE, SALESPERSON } from '../../simulator/rows/roles.js'
import { CLIENT_ID } from '../../simulator/seeds/contoso.js'
import type { Seeded } from '../../simulator/seeds/seeds.js'
import type { MailState } from '../../simulator/seeds/synchronized/mailStates.js'
import { SynchronizedBuilder } from '../../simulator/seeds/synchronized/synchronizedBuilder.js'
import { addAttempts, addOwnJob } from './attempts.js'
import { visibleTo } from './botRights.js'
import { type SynchronizedPlan, sensible, UNITS } from './synchronizedPlan.js'

export interface RandomSynchronized {
  readonly plan: SynchronizedPlan
  readonly seeded: Seeded
  readonly senderId: string
  readonly visible: boolean
  readonly complete: boolean
}

/** The rows for a plan. */
export function synchronizedOf(wanted: SynchronizedPlan, now: () => Date): RandomSynchronized {
  const plan = sensible(wanted)
  const org = new SynchronizedBuilder('Random online', now)
  addFoundation(org, plan)
  addSender(org, plan)
  addMails(org, plan)
  const settings = org.db.table('usersettings')
  const isUser = settings.find(org.id('user sender')) !== undefined
  const consent = (issendasallowed: boolean) => isUser && settings.update(org.id('user sender'), { issendasallowed })
  consent(plan.consent && !plan.consentedSince)
  addAttempts(org, plan.attempts)
  if (plan.ownJob && isUser) addOwnJob(org)
  consent(plan.consent)
  removeMissing(org, plan)
  if (plan.stopped) stop(org)
  return {
    plan,
    seeded: { ...org.online('admin'), online: plan.online },
    senderId: org.id('user sender'),
    visible: visibleTo(plan.bot),
    complete: plan.blank === null,
  }
}

function addFoundation(org: SynchronizedBuilder, plan: SynchronizedPlan): void {
  org.organization('random')
  for (let i = 0; i < UNITS; i++) org.unit(`unit ${i}`, i === 0 ? null : `unit ${i - 1}`)
  org.role('System Administrator', ADMINISTRATOR)
  org.role('Salesperson', { ...SALESPERSON, prvReadQueue: 'Local' })
  for (const depth of ['Local', 'Deep', 'Global'] as const) org.role(`Send ${depth}`, { prvSendAsUser: depth })
  org.role(
    READER_ROLE,
    Object.fromEntries(Object.entries(plan.bot).flatMap(([name, depth]) => (depth ? [[name, depth]] : []))),
  )
  // Creates every privilege.
  org.role('All of them', READER)
  org.platform('unit 0')
  const { profile, serverType, acs } = plan.mailbox
  const bot = { key: 'bot', name: '# Pending Send', applicationId: CLIENT_ID }
  org.person({ ...bot, address: 'bot@contoso.com', unit: 'unit 0', roles: [READER_ROLE] })
  const administrator = { unit: 'unit 0', roles: ['System Administrator'] }
  org.person({ key: 'admin', name: 'Adele Admin', address: 'admin@contoso.com', ...administrator })
  const enabled = { enabledforoutgoingemail: plan.submitterEnabled }
  const submitter = { key: 'submitter', name: 'The Submitter', address: 'submitter@contoso.com' }
  org.person({ ...submitter, ...administrator, mailbox: enabled })
  org.profile('Exchange Online', 'admin')
  org.profile('Own', 'admin', { serverType, inactive: profile === 'inactive' })
  org.db.table('emailserverprofile').update(org.id('profile Own'), { acsenabledforoutgoingemail: acs !== 'off' })
  for (const key of ['other', 'another']) {
    org.person({ key, name: `Any ${key}`, address: `${key}@contoso.com`, unit: 'unit 0', consent: false })
    org.mails(key, { minutes: 700, status: 'sent' })
  }
  const setting = `<EnableMailboxDelegationForOutgoingEmail>${plan.delegated}</EnableMailboxDelegationForOutgoingEmail>`
  org.db.table('organization').update(org.id('organization'), {
    requireapprovalforuseremail: plan.approvalRequired,
    requireapprovalforqueueemail: plan.approvalRequired,
    orgdborgsettings: `<OrgSettings>${setting}</OrgSettings>`,
  })
}

function mailboxColumns(org: SynchronizedBuilder, { mailbox: box }: SynchronizedPlan): Row {
  return {
    _emailserverprofile_value: box.profile === 'none' ? null : org.id('profile Own'),
    isemailaddressapprovedbyo365admin: box.approvedInMicrosoft365,
    enabledforoutgoingemail: box.enabled,
    outgoingemailstatus: box.test,
    acsenabledforoutgoingemail: box.acs === 'on',
    acsoutgoingemailstatus: box.acs === 'on' ? 1 : 0,
    ...(!box.ownAddress && { emailaddress: 'before@contoso.com' }),
    ...(box.postponed && { postponesendinguntil: org.at(4) }),
    ...(box.testQueued && {
      testemailconfigurationscheduled: true,
      testandenablelastattemptedon: org.at(-20),
      postponetestemailconfigurationuntil: org.at(25),
    }),
    ...(box.alert && { lastsuccessfulsynccompletedon: org.at(-180) }),
  }
}

function addSender(org: SynchronizedBuilder, plan: SynchronizedPlan): void {
  const { method, approval, inactive, alert } = plan.mailbox
  const seed = {
    key: 'sender',
    name: 'The Sender',
    address: 'sender@contoso.com',
    unit: `unit ${plan.senderUnit}`,
    method,
    approval,
    mailboxInactive: inactive || plan.disabled,
    mailbox: mailboxColumns(org, plan),
  }
  const { disabled, licensed, accessMode } = plan
  if (plan.sender === 'user') org.person({ ...seed, disabled, licensed, accessMode })
  else if (plan.sender === 'program') org.person({ ...seed, applicationId: org.id('application sender') })
  else org.queue({ ...seed, owner: 'submitter', private: plan.sender === 'privateQueue' })
  const text = 'An error occurred while sending the email message for the mailbox The Sender.'
  const details = 'Email Server Error Code: Exchange server returned ErrorQuotaExceeded exception.'
  if (alert) org.alert('sender', { level: 3, text, details, minutesAgo: 80 })
}

function addMails(org: SynchronizedBuilder, plan: SynchronizedPlan): void {
  const isUser = plan.sender === 'user' || plan.sender === 'program'
  const maker = isUser && !plan.delegated ? 'sender' : 'submitter'
  const add = (...states: MailState[]) => org.mails('sender', ...states.map(state => ({ ...state, maker })))
  add({ minutes: 600, status: 'sent' })
  if (plan.failed) add({ minutes: 100, status: 'failed' })
  for (const { minutes, set, later } of plan.waiting)
    add({ minutes, status: set ? 'set' : 'pending', ...(later !== 0 && { laterMinutes: later }) })
  if (plan.overtaken) add({ minutes: 1.5, sentMinutes: 1, status: 'sent' })
  if (!plan.campaign) return
  for (const sentMinutes of [40, 30]) add({ minutes: 70, sentMinutes, status: 'sent' })
  org.environment.hourlyLimits.set(org.id('mailbox sender'), 2)
}

function removeMissing(org: SynchronizedBuilder, { mailbox: { is }, blank }: SynchronizedPlan): void {
  const [table = '', column = ''] = blank?.split('.') ?? []
  const key = { mailbox: 'mailbox sender', usersettings: 'user sender' }[table]
  const row = key && org.db.table(table).find(org.id(key))
  if (row) org.db.table(table).update(org.db.table(table).idOf(row), { [column]: null })
  if (is === 'kept') return
  org.db.table('mailbox').remove(org.id('mailbox sender'))
  const senders = org.db.table(org.db.table('queue').find(org.id('user sender')) ? 'queue' : 'systemuser')
  if (is === 'none') senders.update(org.id('user sender'), { _defaultmailbox_value: null })
}

/** Nothing has been processed for an hour, and others have noticed. */
function stop(org: SynchronizedBuilder): void {
  org.mails('other', { minutes: 30 })
  org.mails('another', { minutes: 40 })
  org.environment.backgroundOperations = false
  for (const row of org.db.table('mailbox').all())
    if (row.processinglastattemptedon !== null)
      org.db.table('mailbox').update(String(row.mailboxid), { processinglastattemptedon: org.at(-60) })
}
