import { SERVER_IS_DOWN } from '../simulator/background/environment.js'
import { seedContoso } from '../simulator/seeds/contoso.js'
import { seedCopyOfProduction } from '../simulator/seeds/synchronized/copyOfProduction.js'
import { seedOnlineContoso } from '../simulator/seeds/synchronized/onlineContoso.js'
import { letPass, type Situations } from './situation.js'

const [NORA, YAMADA] = ['nora@contoso.com', 'yamada@contoso.com'] as const
const ROUTER = 'svc-router@contoso.com'

/** What people call us about, each with the cause that has to be named first. The system jobs of others are told as well. */
export const namedSituations: Situations = {
  'background operations are off': {
    causes: ['everybodyWaits', 'heldJobs'],
    sender: NORA,
    seed: seedOnlineContoso,
    arrange(organization) {
      organization.backgroundControl.setBackgroundOperations(false)
      letPass(organization, 60)
      organization.control.addPending(NORA, 40)
      organization.control.addPending(YAMADA, 30)
      organization.background.tick()
    },
  },
  'a fresh copy of production': { causes: ['everybodyWaits'], sender: NORA, seed: seedCopyOfProduction },
  'a mailbox that was enabled in another environment': {
    causes: ['mailboxNotEnabled', 'otherMailboxError', 'heldJobs'],
    sender: YAMADA,
    seed: seedOnlineContoso,
    arrange({ backgroundControl, control, background }) {
      control.addPending(YAMADA, 30)
      backgroundControl.setServerFault(YAMADA, { kind: 'permanent', name: 'OutgoingIncorrectCrmOrgError' })
      background.tick()
    },
  },
  'a busy router': {
    causes: ['slowlyLeaving'],
    sender: NORA,
    seed: seedContoso,
    router: ROUTER,
    arrange({ control, router }) {
      for (let i = 0; i < 40; i++) control.addPending(NORA, 540 - i)
      router.poll(10)
    },
  },
  'a router whose service is dead': {
    causes: ['everybodyWaits'],
    sender: NORA,
    seed: seedContoso,
    router: ROUTER,
    arrange(organization) {
      letPass(organization, 60)
      organization.control.addPending(NORA, 40)
      organization.control.addPending(YAMADA, 30)
    },
  },
  'no approval by a Microsoft 365 administrator': {
    causes: ['mailboxNotApproved', 'heldJobs'],
    sender: YAMADA,
    seed: seedOnlineContoso,
    arrange({ control, background }) {
      control.setMailboxColumns(YAMADA, { isemailaddressapprovedbyo365admin: false })
      control.addPending(YAMADA, 30)
      background.tick()
    },
  },
  'a mailbox that was disabled after ten failures': {
    causes: ['mailboxNotEnabled', 'otherMailboxError', 'heldJobs'],
    sender: YAMADA,
    seed: seedOnlineContoso,
    arrange(organization) {
      organization.control.addPending(YAMADA, 30)
      organization.backgroundControl.setServerFault(YAMADA, SERVER_IS_DOWN)
      for (let failures = 0; failures < 10; failures++) {
        organization.background.tick()
        letPass(organization, 5)
      }
    },
  },
  'a flow whose connection has no right': {
    causes: ['sendAsPrivilege', 'sendAsDepth', 'heldJobs'],
    sender: 'omar@contoso.com',
    seed: seedOnlineContoso,
  },
  'a queue that a team without a role owns': {
    causes: ['heldJobs', 'queueOwnerWithoutRole'],
    verdict: 'healthy',
    sender: 'events@contoso.com',
    seed: seedOnlineContoso,
  },
  'a flow that only sets the status': {
    causes: ['notSubmitted', 'heldJobs'],
    sender: 'tom@contoso.com',
    seed: seedOnlineContoso,
  },
}
