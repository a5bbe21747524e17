import type { SimulatedOrganization } from '../simulator/rows/organization.js'
import { seedContoso } from '../simulator/seeds/contoso.js'

/** A state of the demo organization in which one cause, and only that, is in the way; or none. */
export interface Situation {
  readonly causes: readonly string[]
  /** Not there: what is in the way is found, or nothing is. */
  readonly verdict?: 'unexplained' | 'undetermined'
  readonly sender: string
  /** Default: the configured one. */
  readonly router?: string
  /** Puts a fresh organization into the state. */
  arrange?(organization: SimulatedOrganization): void
}

const NORA = 'nora@contoso.com'
const ROUTER = 'svc-router@contoso.com'

/** Every row of the table of causes, each once or more, and what is healthy. */
export const situations: Readonly<Record<string, Situation>> = {
  healthy: { causes: [], sender: NORA },
  'an unknown sender': { causes: ['senderUnknown'], sender: 'nobody@contoso.com' },
  'two senders with one address': { causes: ['senderUnknown'], sender: 'shared@contoso.com' },
  'an unknown router account': { causes: ['routerAccountUnknown'], sender: NORA, router: 'nobody@contoso.com' },
  'a disabled router account': {
    causes: ['routerAccountDisabled'],
    sender: NORA,
    arrange: ({ control }) => control.setDisabled(ROUTER, true),
  },
  'a disabled sender': { causes: ['senderDisabled'], sender: 'dave@contoso.com' },
  'server-side synchronization': {
    causes: ['notTheRouter'],
    sender: NORA,
    arrange: ({ control }) => control.setChannel(0),
  },
  'another delivery method': { causes: ['deliveryMethod'], sender: 'mia@contoso.com' },
  'an address that is not approved': {
    causes: ['mailboxNotApproved'],
    sender: NORA,
    arrange: ({ control }) => control.setApproval(NORA, 2),
  },
  'an inactive mailbox': {
    causes: ['mailboxNotApproved'],
    sender: NORA,
    arrange: ({ control }) => control.setMailboxActive(NORA, false),
  },
  'no consent': { causes: ['senderConsent'], sender: 'sara@contoso.com' },
  'no privilege': {
    causes: ['routerPrivilege'],
    sender: NORA,
    arrange: ({ control }) => control.removePrivilege('Mail Services', 'prvSendAsUser'),
  },
  'no consent and no privilege': {
    causes: ['senderConsent', 'routerPrivilege'],
    sender: 'sara@contoso.com',
    arrange: ({ control }) => control.removePrivilege('Mail Services', 'prvSendAsUser'),
  },
  'a privilege that is too shallow': { causes: ['routerPrivilegeDepth'], sender: 'grace@contoso.com' },
  'a queue out of reach': { causes: ['queueSender'], sender: 'invoices@contoso.com' },
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
    arrange: organization => organization.load({ ...seedContoso(() => new Date()), online: true }),
  },
  'an inactive default mailbox beside an active one': {
    causes: ['mailboxNotApproved'],
    sender: NORA,
    arrange({ control }) {
      control.addMailbox(NORA)
      control.setMailboxActive(NORA, false)
    },
  },
  'a sender without a mailbox': {
    causes: [],
    verdict: 'undetermined',
    sender: NORA,
    arrange: ({ control }) => control.removeMailbox(NORA),
  },
  'a default mailbox that is not there': {
    causes: [],
    verdict: 'undetermined',
    sender: NORA,
    arrange: ({ control }) => control.removeMailbox(NORA, { named: true }),
  },
  'an alert behind many that say what is seen anyway': {
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
  'a user whose row does not tell whether it is disabled': {
    causes: [],
    verdict: 'undetermined',
    sender: NORA,
    arrange: ({ control }) => control.setColumns(NORA, { isdisabled: null }),
  },
  'an organization that does not tell whether addresses are to be approved': {
    causes: [],
    verdict: 'undetermined',
    sender: NORA,
    arrange({ control }) {
      control.setApproval(NORA, 2)
      control.setOrganizationColumns({ requireapprovalforuseremail: null })
    },
  },
  'no consent in an organization of 8.2': {
    causes: ['senderConsent'],
    sender: 'sara@contoso.com',
    arrange: organization => organization.load({ ...seedContoso(() => new Date()), version: '8.2.2.112' }),
  },
  'no consent in an organization of 9.0': {
    causes: ['senderConsent'],
    sender: 'sara@contoso.com',
    arrange: organization => organization.load({ ...seedContoso(() => new Date()), version: '9.0.46.7' }),
  },
  'e-mail that waits, and nothing in the way': {
    causes: [],
    verdict: 'unexplained',
    sender: NORA,
    arrange: ({ control }) => control.addPending(NORA, 60),
  },
  'a young e-mail': { causes: ['justWaiting'], sender: 'wen@contoso.com' },
}
