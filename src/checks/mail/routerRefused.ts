import { defineCheck } from '../../domain/diagnosis/check.js'
import { notApplicable } from '../../domain/diagnosis/finding.js'

/** A router is in play, but organization.emailconnectionchannel is Server-Side Synchronization, so its polls are refused (0x8005E246, RouterIsDisabled). */
export const routerRefused = defineCheck({
  id: 'routerRefused',
  channel: 'synchronization',
  sharedBy: 'organization',
  needs: ['mailSettings', 'statement', 'routerAccounts'],
  evaluate({ statement, routerAccounts }) {
    if (!statement.aboutRouter && routerAccounts === null) return notApplicable('noRouter')
    return {
      outcome: 'problem',
      severity: 'contributing',
      message: { key: 'checks.routerRefused.problem' },
      evidence: [{ label: 'channel', value: 'Server-Side Synchronization' }],
      guide: 'routerRefused',
    }
  },
})
