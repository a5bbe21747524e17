import { seedContoso } from '../simulator/seeds/contoso.js'
import type { Situation, Situations } from './situation.js'

const NORA = 'nora@contoso.com'
const ROUTER = 'svc-router@contoso.com'

type Arranged = Omit<Situation, 'seed'> & Partial<Pick<Situation, 'seed'>>

/** Senders of the organization with the Email Router. */
const arranged: Readonly<Record<string, Arranged>> = {
  healthy: { causes: [], sender: NORA },
  'an unknown sender': { causes: ['senderUnknown'], sender: 'nobody@contoso.com' },
  'two senders with one address': { causes: ['senderUnknown'], sender: 'shared@contoso.com' },
  'an unknown router account': { causes: ['actingAccountUnknown'], sender: NORA, account: 'nobody@contoso.com' },
  'a disabled router account': {
    causes: ['actingAccountDisabled'],
    sender: NORA,
    arrange: ({ control }) => control.setDisabled(ROUTER, true),
  },
  'a disabled sender': { causes: ['senderDisabled'], sender: 'dave@contoso.com' },
  'another delivery method': { causes: ['deliveryMethod'], sender: 'mia@contoso.com' },
  'an address that is not approved': {
    causes: ['mailboxNotApproved'],
    sender: NORA,
    arrange: ({ control }) => control.setApproval(NORA, 2),
  },
  'an inactive mailbox': {
    causes: ['mailboxInactive'],
    sender: NORA,
    arrange: ({ control }) => control.setMailboxActive(NORA, false),
  },
  'no consent': { causes: ['senderConsent'], sender: 'sara@contoso.com' },
  'no privilege': {
    causes: ['sendAsPrivilege'],
    sender: NORA,
    arrange: ({ control }) => control.removePrivilege('Mail Services', 'prvSendAsUser'),
  },
  'no consent and no privilege': {
    causes: ['senderConsent', 'sendAsPrivilege'],
    sender: 'sara@contoso.com',
    arrange: ({ control }) => control.removePrivilege('Mail Services', 'prvSendAsUser'),
  },
  'a privilege that is too shallow': { causes: ['sendAsDepth'], sender: 'grace@contoso.com' },
  'a queue out of reach': { causes: ['queueAccess'], sender: 'invoices@contoso.com' },
  'an alert of another fault': {
    causes: ['otherMailboxError'],
    sender: NORA,
    arrange: ({ control }) =>
      control.addAlert(NORA, {
        text: 'The e-mail message exceeds the maximum size. 0x8005E237',
        minutesAgo: 5,
        level: 3,
      }),
  },
  'a hosted organization that still has the router': {
    causes: ['routerRetired'],
    sender: NORA,
    seed: now => ({ ...seedContoso(now), online: true }),
    arrange: ({ control }) => control.addPending(NORA, 60),
  },
  'an inactive default mailbox beside an active one': {
    causes: ['mailboxInactive'],
    sender: NORA,
    arrange({ control }) {
      control.addMailbox(NORA)
      control.setMailboxActive(NORA, false)
    },
  },
  'a sender without a mailbox': {
    causes: ['noMailbox'],
    sender: NORA,
    arrange: ({ control }) => control.removeMailbox(NORA),
  },
  'a default mailbox that does not exist': {
    causes: ['noMailbox'],
    sender: NORA,
    arrange: ({ control }) => control.removeMailbox(NORA, { named: true }),
  },
  'an alert older than many about causes with their own checks': {
    causes: ['otherMailboxError'],
    sender: NORA,
    arrange({ control }) {
      control.addAlert(NORA, {
        text: 'The mailbox has exceeded its quota. ErrorQuotaExceeded',
        minutesAgo: 300,
        level: 3,
      })
      for (let minutesAgo = 1; minutesAgo <= 250; minutesAgo++)
        control.addAlert(NORA, { text: 'The mailbox is not approved. 0x8005E220', minutesAgo, level: 3 })
    },
  },
  'a user without a value for whether it is disabled': {
    causes: [],
    verdict: 'undetermined',
    sender: NORA,
    arrange: ({ control }) => control.setColumns(NORA, { isdisabled: null }),
  },
  'an organization without a value for whether addresses need approval': {
    causes: [],
    verdict: 'undetermined',
    sender: NORA,
    arrange({ control }) {
      control.setApproval(NORA, 2)
      control.setOrganizationColumns({ requireapprovalforuseremail: null })
    },
  },
  'no consent in an organization with version 8.2': {
    causes: ['senderConsent'],
    sender: 'sara@contoso.com',
    seed: now => ({ ...seedContoso(now), version: '8.2.2.112' }),
  },
  'no consent in an organization with version 9.0': {
    causes: ['senderConsent'],
    sender: 'sara@contoso.com',
    seed: now => ({ ...seedContoso(now), version: '9.0.46.7' }),
  },
  'waiting e-mail that nothing holds': {
    causes: [],
    verdict: 'unexplained',
    sender: NORA,
    arrange: ({ control }) => control.addPending(NORA, 60),
  },
  'a recent e-mail': { causes: ['justWaiting'], verdict: 'healthy', sender: 'wen@contoso.com' },
}

export const routerSituations: Situations = Object.fromEntries(
  Object.entries(arranged).map(([name, one]) => [
    name,
    { seed: seedContoso, ...(one.account === undefined && { router: ROUTER }), ...one },
  ]),
)
