import fc from 'fast-check'
import { anyAttempts } from './attempts.js'
import { botRights, mostly } from './botRights.js'

/** How many business units there are, each below the one before. */
export const UNITS = 4

/** The sender's mailbox, and the profile through which it sends. */
const mailbox = fc.record({
  is: mostly('kept', 'none', 'named'),
  method: mostly(2, 0, 1),
  approval: mostly(1, 0, 2, 3),
  approvedInMicrosoft365: mostly(true, false),
  inactive: mostly(false, true),
  enabled: mostly(true, false),
  test: mostly(1, 0, 2),
  testQueued: mostly(false, true),
  ownAddress: mostly(true, false),
  postponed: mostly(false, true),
  alert: mostly(false, true),
  profile: mostly('active', 'inactive', 'none'),
  serverType: fc.constantFrom(3, 2, 0),
  /** Azure Communication Services, and whether the mailbox is enabled for them. */
  acs: mostly('off', 'on', 'disabled'),
})

/** Columns that the product may leave empty. */
const BLANKS = ['mailbox.outgoingemailstatus', 'mailbox.emailaddress', 'usersettings.issendasallowed'] as const

const waiting = fc.record({
  minutes: fc.constantFrom<number>(2, 20, 60, 300),
  /** Its status was set, instead of sending it. */
  set: mostly(false, true),
  /** In how many minutes it is to be sent. */
  later: fc.constantFrom(0, 0, 0, 90, -10),
})

/** What a random organization with server-side synchronization is made of. */
export const anySynchronizedPlan = fc.record({
  sender: fc.oneof(
    { weight: 6, arbitrary: fc.constant('user' as const) },
    { weight: 3, arbitrary: fc.constantFrom('queue' as const, 'privateQueue' as const, 'program' as const) },
  ),
  senderUnit: fc.nat(UNITS - 1),
  consent: mostly(true, false),
  /** The consent came after the attempts to send. */
  consentedSince: mostly(false, true),
  disabled: mostly(false, true),
  licensed: mostly(true, false),
  accessMode: mostly(0, 1, 4),
  online: fc.constantFrom(true, true, false),
  approvalRequired: fc.boolean(),
  mailbox,
  waiting: fc.array(waiting, { maxLength: 3 }),
  /** Mail that was submitted after the oldest waiting one has left. */
  overtaken: mostly(false, true),
  failed: mostly(false, true),
  attempts: anyAttempts(UNITS),
  /** A workflow of the sender was refused the name of somebody else. */
  ownJob: fc.constantFrom(false, false, true),
  delegated: mostly(false, true, true),
  submitterEnabled: fc.boolean(),
  /** The background operations of the environment are off. */
  stopped: mostly(false, true),
  /** More waits than Exchange takes in an hour. */
  campaign: mostly(false, true),
  bot: botRights,
  blank: mostly<(typeof BLANKS)[number] | null>(null, ...BLANKS),
})

export type SynchronizedPlan = typeof anySynchronizedPlan extends fc.Arbitrary<infer P> ? Readonly<P> : never

/** Leaves out what would have no single truth, for example several reasons of which each alone explains the mail. */
export function sensible(plan: SynchronizedPlan): SynchronizedPlan {
  const delegated = plan.delegated && !plan.stopped
  const campaign = plan.campaign && !delegated && !plan.stopped
  const overtaken = plan.overtaken && !delegated && !campaign && !plan.stopped && plan.mailbox.is === 'kept'
  const alert = plan.mailbox.alert && !overtaken
  const patient = !overtaken && !campaign
  return {
    ...plan,
    delegated,
    campaign,
    overtaken,
    disabled: plan.disabled && plan.sender === 'user' && !delegated && !overtaken,
    attempts: delegated ? [] : plan.attempts,
    waiting: campaign
      ? [1, 2, 3].map(() => ({ minutes: 50, set: false, later: 0 }))
      : plan.waiting.map(mail => (overtaken ? { ...mail, set: false, later: 0 } : mail)),
    mailbox: {
      ...plan.mailbox,
      alert,
      // Azure Communication Services are for hosted organizations.
      acs: plan.online ? plan.mailbox.acs : 'off',
      postponed: plan.mailbox.postponed && patient,
      testQueued: plan.mailbox.testQueued && patient && !alert,
    },
  }
}
