import { defineCheck, ok } from '../domain/diagnosis/diagnosis.js'
import { usesSynchronization } from '../domain/diagnosis/sendAs.js'

/** organization.emailconnectionchannel is Server-Side Synchronization, so a router that still polls is refused (0x8005E246, RouterIsDisabled). */
export const notTheRouter = defineCheck({
  id: 'notTheRouter',
  needs: ['mailSettings'],
  evaluate({ mailSettings }) {
    const synchronizes = usesSynchronization(mailSettings)
    const evidence = [
      { label: 'channel', value: synchronizes ? 'Server-Side Synchronization' : 'Email Router' },
    ] as const
    if (!synchronizes) return ok(...evidence)
    return {
      outcome: 'problem',
      severity: 'blocking',
      message: { key: 'checks.notTheRouter.problem' },
      evidence,
      guide: 'notTheRouter',
    }
  },
})
