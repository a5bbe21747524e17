import { JOB } from '../../automation/jobs.js'
import type { SynchronizedBuilder } from './synchronizedBuilder.js'

const HOUR = 60
const DAY = 24 * HOUR

const TO = 'purchasing@fabrikam.example'

export function seedHeldSenders(org: SynchronizedBuilder): void {
  seedAccounts(org)
  seedIntegrations(org)
  seedSenders(org)
  seedProcesses(org)
}

/** The accounts that send for others: the owners of workflows, the user of a flow's connection. */
function seedAccounts(org: SynchronizedBuilder): void {
  org.person({
    key: 'dana',
    name: 'Dana Reyes',
    address: 'dana@contoso.com',
    unit: 'Sales',
    roles: ['Salesperson', 'Mail Sender'],
  })
  org.person({
    key: 'elena',
    name: 'Elena Rossi',
    address: 'elena@contoso.com',
    unit: 'Sales',
    roles: ['Salesperson', 'Mail Sender'],
  })
  org.person({
    key: 'bruno',
    name: 'Bruno Costa',
    address: 'bruno@contoso.com',
    unit: 'Sales',
    disabled: true,
    roles: ['Salesperson', 'Mail Sender'],
  })
  const service = { unit: 'Sales', accessMode: 4, licensed: false, method: 0 } as const
  org.person({ ...service, key: 'flows', name: 'Flow Service', address: 'flows@contoso.com' })
  org.person({ ...service, key: 'reminders', name: 'Reminder Service', address: 'reminders@contoso.com' })
}

function seedIntegrations(org: SynchronizedBuilder): void {
  org.person({
    key: 'integration',
    name: 'Invoice Integration',
    address: 'invoice-integration@contoso.com',
    unit: 'Sales',
    applicationId: org.id('application invoice integration'),
    roles: ['Salesperson', 'Unit Mailer'],
    method: 0,
  })
  org.person({
    key: 'connector',
    name: 'ERP Connector',
    address: 'erp-connector@contoso.com',
    unit: 'Sales',
    applicationId: org.id('application erp connector'),
    roles: ['Salesperson'],
    method: 0,
  })
}

function seedSenders(org: SynchronizedBuilder): void {
  org.person({ key: 'grace', name: 'Grace Kim', address: 'grace@contoso.com', unit: 'Sales', consent: false })
  org.person({
    key: 'omar',
    name: 'Omar Haddad',
    address: 'omar@contoso.com',
    unit: 'Field Sales',
    roles: ['Salesperson', 'Shared Mail'],
  })
  org.person({ key: 'obrien', name: "Áine O'Brien", address: 'obrien@contoso.com', unit: 'Field Sales' })
  org.person({ key: 'karim', name: 'Karim Aziz', address: 'karim@contoso.com', unit: 'Sales' })
  org.person({ key: 'lars', name: 'Lars Holm', address: 'lars@contoso.com', unit: 'Sales' })
  org.person({ key: 'ines', name: 'Ines Costa', address: 'ines@contoso.com', unit: 'Sales', consent: false })
  org.queue({
    key: 'invoices',
    name: 'Invoices',
    address: 'invoices@contoso.com',
    unit: 'Contoso',
    owner: 'admin',
    private: true,
    members: ['grace'],
  })
  org.mails('grace', { minutes: 2 * DAY, status: 'sent' })
  org.mails('omar', { minutes: DAY, status: 'sent' })
}

function seedProcesses(org: SynchronizedBuilder): void {
  const workflow = { kind: 'workflow', to: TO } as const
  org.process({ ...workflow, name: 'Order confirmation', from: 'grace', subject: 'Your order' }, 'dana')
  org.process({ ...workflow, name: 'Payment reminder', from: 'invoices', subject: 'Your invoice is due' }, 'dana')
  org.process({ ...workflow, name: 'Welcome', from: 'karim', subject: 'Welcome to Contoso' }, 'bruno')
  org.process({ ...workflow, name: 'Follow-up', from: 'grace', subject: 'Any questions?' }, 'dana')
  org.process(
    { kind: 'flow', name: 'Survey after a visit', from: 'omar', to: TO, subject: 'How was our visit?' },
    'dana',
  )
  org.environment.connections.set(org.id('process Survey after a visit'), org.id('user flows'))
  // Both send in the name of Ines.
  org.process({ ...workflow, name: 'Contract renewal', from: 'ines', subject: 'Your contract ends soon' }, 'elena')
  org.process(
    { kind: 'flow', name: 'Appointment reminder', from: 'ines', to: TO, subject: 'See you tomorrow' },
    'elena',
  )
  org.environment.connections.set(org.id('process Appointment reminder'), org.id('user reminders'))
  runWorkflow(org, 'Order confirmation', [{ minutes: 50 }, { minutes: 5 * HOUR, hasErrorCode: false }])
  runWorkflow(org, 'Payment reminder', [{ minutes: 3 * HOUR }])
  runWorkflow(org, 'Welcome', [{ minutes: 26 * HOUR }])
  runWorkflow(org, 'Contract renewal', [{ minutes: 2 * HOUR }])
  // Nothing is wrong with these two: one waits for a condition, the other was canceled by somebody.
  org.unfinishedJob('Follow-up', { minutes: 3 * DAY, ...JOB.waiting, iswaitingforevent: true })
  org.unfinishedJob('Follow-up', { minutes: 5 * DAY, ...JOB.canceled })
  for (const minutes of [70, 7 * HOUR]) org.automation(minutes).runFlow('Survey after a visit')
  org.automation(4 * HOUR).runFlow('Appointment reminder')
  const account = org.row('systemuser', 'user integration')
  const task = { sender: org.id('user obrien'), to: TO, subject: 'Your invoice' }
  const step = org.automation(100)
  step.runPlugin('Invoices: send to the customer', account, task)
  step.tick()
  // It works in the name of Dana, who may send for others, and may not do so itself.
  const [connector, dana] = [org.row('systemuser', 'user connector'), org.row('systemuser', 'user dana')]
  const delivery = { sender: org.id('user lars'), to: TO, subject: 'Your delivery' }
  for (const minutes of [45, 8 * HOUR]) org.automation(minutes).impersonate(connector, dana, delivery)
}

/** Runs at several ages. In the product, errorcode may be empty; see `Task`. */
function runWorkflow(
  org: SynchronizedBuilder,
  name: string,
  runs: readonly { minutes: number; hasErrorCode?: boolean }[],
): void {
  for (const { minutes, hasErrorCode = true } of runs) {
    const automation = org.automation(minutes)
    automation.trigger(name, { hasErrorCode })
    automation.tick()
  }
}
