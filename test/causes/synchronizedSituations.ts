import type { SimulatedOrganization } from '../simulator/rows/organization.js'
import { seedOnlineContoso } from '../simulator/seeds/synchronized/onlineContoso.js'
import { now, type Situation, type Situations } from './situation.js'

const [NORA, YAMADA] = ['nora@contoso.com', 'yamada@contoso.com'] as const

const online = (sender: string, causes: readonly string[], more: Partial<Situation> = {}): Situation => ({
  causes,
  sender: `${sender}@contoso.com`,
  seed: seedOnlineContoso,
  ...more,
})

const untested = { outgoingemailstatus: 0, enabledforoutgoingemail: false }

/**
 * Senders of an organization with server-side synchronization. Its system jobs that were refused may concern any sender
 * (`heldJobs`), and so may the depth of one job's owner.
 */
export const synchronizedSituations: Situations = {
  'a healthy sender beside jobs of others': online('nora', ['heldJobs'], { verdict: 'healthy' }),
  'a healthy queue with drafts of its agents': online('support', ['heldJobs'], { verdict: 'healthy' }),
  'a mailbox that was never tested': online('sara', ['mailboxNotEnabled', 'heldJobs']),
  'a mailbox whose test is queued': online('quinn', ['heldJobs', 'mailboxNotEnabled']),
  'a mailbox whose test failed': online('felix', ['mailboxNotEnabled', 'sendAsDepth', 'heldJobs']),
  'a mailbox that is not approved': online('ute', ['mailboxNotApproved', 'heldJobs']),
  'a mailbox with another delivery method': online('mia', ['deliveryMethod', 'heldJobs']),
  'an inactive mailbox online': online('ivan', ['mailboxInactive', 'sendAsDepth', 'heldJobs']),
  'no server profile': online('paul', ['serverProfile', 'heldJobs']),
  'an inactive server profile': online('petra', ['serverProfile', 'sendAsDepth', 'heldJobs']),
  'a mailbox with another address': online('adam', ['addressMismatch', 'heldJobs']),
  'a postponed mailbox': online('lena', ['heldJobs', 'mailboxPostponed']),
  'mail to be sent later': online('wen', ['sendAsDepth', 'heldJobs', 'sendLater']),
  'a disabled sender online': online('dave', ['senderDisabled', 'heldJobs']),
  'a sender without a license': online('lucy', ['senderUnlicensed', 'mailboxNotEnabled', 'heldJobs']),
  'a mailbox over its quota': online('hugo', ['otherMailboxError', 'heldJobs']),
  'a campaign that leaves slowly': online('newsletter', ['heldJobs', 'slowlyLeaving']),
  'mail that failed': online('rosa', ['heldJobs', 'failedMails']),
  'a program without a mailbox': online('orders', ['noMailbox', 'heldJobs']),
  'two people with one address': online('shared', ['senderUnknown']),
  'a workflow without the consent of its sender': online('grace', ['senderConsent', 'heldJobs']),
  'a flow with the connection of a person': online('nora', ['senderConsent', 'sendAsPrivilege', 'heldJobs'], {
    // Helen made a draft two hours ago.
    arrange: organization => {
      organization.control.setConsent(NORA, false)
      organization.table('flowrun').insert({
        name: '08585',
        status: 'Failed',
        starttime: new Date(now().getTime() - 119 * 60_000).toISOString(),
      })
    },
  }),
  'an integration whose privilege is too shallow': online('obrien', ['sendAsDepth', 'heldJobs']),
  'a workflow that may not read the queue': online('invoices', ['queueAccess', 'heldJobs']),
  'a workflow whose owner is disabled': online('karim', ['actingAccountDisabled', 'heldJobs']),
  'an integration that impersonates': online('lars', ['sendAsPrivilege', 'heldJobs']),
  'an unknown sender online': online('nobody', ['senderUnknown']),
  'a recent e-mail online': online('nora', ['heldJobs', 'justWaiting'], {
    verdict: 'healthy',
    arrange: ({ control }) => control.addPending(NORA, 5),
  }),
  'old mail that nothing holds online': online('yamada', ['heldJobs'], {
    verdict: 'unexplained',
    arrange: ({ control }) => control.addPending(YAMADA, 60),
  }),
  'mail through the mailbox of whoever submits it': online(
    'newsletter',
    ['delegatedSending', 'heldJobs', 'slowlyLeaving'],
    {
      arrange({ backgroundControl, control }) {
        backgroundControl.setDelegation(true)
        control.setMailboxColumns('admin@contoso.com', untested)
      },
    },
  ),
  'settings of the organization that cannot be read': online('sara', ['heldJobs'], {
    verdict: 'undetermined',
    arrange: ({ control }) => control.setOrganizationColumns({ orgdborgsettings: '<OrgSettings' }),
  }),
  'a router that is refused': online('sara', ['mailboxNotEnabled', 'heldJobs', 'routerRefused'], {
    router: 'svc-router@contoso.com',
  }),
  'a mailbox that was switched off although newer mail left': online('nora', ['heldJobs', 'mailboxNotEnabled'], {
    verdict: 'unexplained',
    arrange: switchedOffAfterwards,
  }),
}

/** The oldest waiting e-mail was overtaken, so it is not the mailbox that holds it. */
function switchedOffAfterwards({ control }: SimulatedOrganization): void {
  control.addPending(NORA, 6 * 60)
  control.setMailboxColumns(NORA, untested)
}
