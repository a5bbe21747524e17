import { type Simulator, startSimulator } from '../../index.js'
import type { Row } from '../../rows/database.js'
import type { SimulatedOrganization } from '../../rows/organization.js'
import type { Seeded } from '../seeds.js'
import { seedOnlineContoso } from './onlineContoso.js'

/** A simulator whose first organization sends through synchronization, with a clock that a test sets forward. */
export interface OnlineWorld {
  readonly simulator: Simulator
  readonly org: SimulatedOrganization
  /** Waits so many minutes, and lets the platform do what is due. */
  pass(minutes: number): void
  now(): Date
  sender(address: string): Row
  mailbox(address: string): Row
  /** E-mails of a sender, in a status. */
  mails(address: string, statuscode: number): Row[]
}

export async function startOnlineWorld(seed: (now: () => Date) => Seeded = seedOnlineContoso): Promise<OnlineWorld> {
  let time = new Date('2026-06-15T10:00:00Z')
  const now = () => time
  const simulator = await startSimulator({ routerIntervalMs: 0, now, contoso: seed(now) })
  const org = simulator.contoso
  const sender = (address: string) => org.control.find(address) ?? org.control.queue(address)
  return {
    simulator,
    org,
    now,
    sender,
    pass(minutes) {
      time = new Date(time.getTime() + minutes * 60_000)
      org.background.tick()
    },
    mailbox: address => org.table('mailbox').find(String(sender(address)._defaultmailbox_value)) ?? {},
    mails(address, statuscode) {
      const { systemuserid, queueid } = sender(address)
      const mails = org.table('email').where(mail => mail._emailsender_value === (systemuserid ?? queueid))
      return mails.filter(mail => mail.statuscode === statuscode)
    },
  }
}
