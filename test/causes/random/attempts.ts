import fc from 'fast-check'
import type { SynchronizedBuilder } from '../../simulator/seeds/synchronized/synchronizedBuilder.js'
import { mostly } from './botRights.js'

/** Another account that makes an e-mail for the sender or for somebody else, and tries to send it unless it is a person. */
export function anyAttempts(units: number) {
  const attempt = fc.record({
    by: fc.constantFrom('workflow', 'flow', 'plugin', 'impersonation', 'person'),
    /** The depth at which the account may send for others. */
    right: fc.constantFrom(null, 'Local', 'Deep', 'Global'),
    unit: fc.nat(units - 1),
    disabled: mostly(false, true),
    forOther: mostly(false, true, true),
    /** The same account also writes drafts for the sender by hand. */
    alsoDrafts: mostly(false, true),
    /** Of the program that calls in the name of the account. */
    programMay: mostly(true, false),
  })
  return fc.array(attempt, { maxLength: 2 })
}

type Attempt = ReturnType<typeof anyAttempts> extends fc.Arbitrary<(infer A)[]> ? Readonly<A> : never

const TO = 'purchasing@fabrikam.example'

export function addAttempts(org: SynchronizedBuilder, attempts: readonly Attempt[]): void {
  for (const [i, attempt] of attempts.entries()) {
    addAccount(org, attempt, i)
    runAttempt(org, attempt, i)
    if (attempt.alsoDrafts) org.mails('sender', { minutes: 45 + 15 * i, status: 'draft', maker: `account ${i}` })
  }
}

export function addOwnJob(org: SynchronizedBuilder): void {
  org.process({ kind: 'workflow', name: 'Own', from: 'other', to: TO, subject: 'On behalf' }, 'sender')
  const automation = org.automation(25)
  automation.trigger('Own')
  automation.tick()
}

function addAccount(org: SynchronizedBuilder, { by, right, unit, disabled, programMay }: Attempt, i: number): void {
  const seed = { unit: `unit ${unit}`, disabled, method: 0 }
  const roles = ['Salesperson', ...(right ? [`Send ${right}`] : [])]
  const account = { key: `account ${i}`, name: `Account ${i}`, address: `account${i}@contoso.com` }
  org.person({
    ...seed,
    ...account,
    roles,
    ...(by === 'flow' && { accessMode: 4, licensed: false }),
    ...(by === 'plugin' && { applicationId: org.id(`application ${i}`) }),
  })
  if (by !== 'impersonation') return
  const program = { key: `program ${i}`, name: `Program ${i}`, address: `program${i}@contoso.com` }
  const may = ['Salesperson', ...(programMay ? ['Send Global'] : [])]
  org.person({ ...program, unit: 'unit 0', method: 0, roles: may, applicationId: org.id(`application ${i}`) })
}

function runAttempt(org: SynchronizedBuilder, { by, forOther }: Attempt, i: number): void {
  const from = forOther ? 'other' : 'sender'
  const [key, name, minutes] = [`account ${i}`, `Process ${i}`, 40 + 15 * i]
  const automation = org.automation(minutes)
  const account = org.row('systemuser', `user ${key}`)
  const step = { sender: org.id(`user ${from}`), to: TO, subject: name }
  switch (by) {
    case 'workflow':
      org.process({ kind: 'workflow', name, from, to: TO, subject: name }, key)
      automation.trigger(name)
      automation.tick()
      return
    case 'flow':
      org.process({ kind: 'flow', name, from, to: TO, subject: name }, 'admin')
      org.environment.connections.set(org.id(`process ${name}`), org.id(`user ${key}`))
      automation.runFlow(name)
      return
    case 'plugin':
      automation.runPlugin(name, account, step)
      automation.tick()
      return
    case 'impersonation':
      automation.impersonate(org.row('systemuser', `user program ${i}`), account, step)
      return
    case 'person':
      org.mails(from, { minutes, status: 'draft', maker: key })
  }
}
