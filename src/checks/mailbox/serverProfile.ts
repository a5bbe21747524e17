import { defineCheck } from '../../domain/diagnosis/check.js'
import { ok, undetermined } from '../../domain/diagnosis/finding.js'
import { profileOf } from '../../domain/diagnosis/mailboxRules.js'
import { OWN_MAILBOX_NEEDS, OWN_MAILBOX_WEIGHED_BY, ownMailbox } from '../../domain/diagnosis/ownMailbox.js'

/** The mailbox has no email server profile, or an inactive one (0x8005E222, 0x8005E228). KB 4484702. */
export const serverProfile = defineCheck({
  id: 'serverProfile',
  gate: 2,
  channel: 'synchronization',
  sharedBy: 'profile',
  needs: [...OWN_MAILBOX_NEEDS, 'serverProfiles'],
  weighedBy: OWN_MAILBOX_WEIGHED_BY,
  evaluate({ serverProfiles, ...facts }) {
    const own = ownMailbox(facts)
    if ('stop' in own) return own.stop
    const { sender, mailbox, severity } = own
    const profile = profileOf(mailbox, serverProfiles)
    if (profile === undefined)
      return undetermined('serverProfiles', 'the profile of the mailbox was not found', 'absent')
    if (profile?.active === null) return undetermined('serverProfiles', 'the profile has no statecode')
    const evidence = [{ label: 'serverProfile', value: profile?.name ?? 'none' }] as const
    if (profile?.active) return ok(...evidence)
    return {
      outcome: 'problem',
      severity,
      message: {
        key: `checks.serverProfile.${profile ? 'inactive' : 'problem'}`,
        args: { sender: sender.name, profile: profile?.name ?? '' },
      },
      evidence,
      guide: 'serverProfile',
      links: { mailboxId: mailbox.id, ...(profile && { profileId: profile.id }) },
    }
  },
})
