import type { OrganizationRef } from '../../domain/case/case.js'
import type { Message } from '../../domain/diagnosis/diagnosis.js'
import { MINUTE_MS } from '../../domain/durations.js'
import {
  afterLook,
  afterTelling,
  claimed,
  type GuardedMail,
  isLookDue,
  unguarded,
} from '../../domain/triage/guard/guardedMail.js'
import { owedNotice } from '../../domain/triage/guard/guardNotice.js'
import type { Dependencies } from '../caseUpdates.js'
import type { GuardRows, Pulses } from '../ports.js'

export interface GuardOptions {
  readonly pulses: Pulses
  readonly guardRows: GuardRows
  /** How often to look at each organization; 0: never. */
  readonly pulseMinutes: number
}

type Guarding = Dependencies & GuardOptions

/** So that organizations that do not answer hold up few others. */
const AT_ONCE = 4

/** Returns what looks at the mail of each organization where that is due, and tells the helpdesk when it stops and when it leaves again. */
export function createMailGuard(guarding: Guarding): () => Promise<void> {
  const { organizations, clock, stopping, log, helpdesk, pulseMinutes } = guarding
  // Without a helpdesk, there is nobody to tell.
  if (!helpdesk || pulseMinutes === 0) return async () => {}
  /** When each organization is due, as far as this instance knows. */
  const due = new Map<string, string>()
  return async () => {
    const now = clock.now().toISOString()
    const everyMs = pulseMinutes * MINUTE_MS
    const waiting = organizations.list().filter(({ url }) => isLookDue(due.get(url) ?? '', now, everyMs))
    const worker = async () => {
      for (let one = waiting.shift(); one && !stopping.aborted; one = waiting.shift()) {
        const { name, url } = one
        const next = await guard(guarding, one).catch(error => {
          if (!stopping.aborted)
            log.warn({ err: error, organization: name }, 'The mail of an organization could not be watched')
          return null
        })
        if (next !== null) due.set(url, next)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }
}

/** Returns when the organization is due next; null: not known. */
async function guard(guarding: Guarding, organization: OrganizationRef): Promise<string | null> {
  const { guardRows: rows, pulses, pulseMinutes, clock, stopping } = guarding
  const { url } = organization
  const stored = await rows.load(url)
  const before = stored?.mail ?? unguarded
  const claim = claimed(before, clock.now().toISOString(), pulseMinutes * MINUTE_MS)
  if (!claim) return before.next
  const version = await rows.save(url, claim, stored?.version ?? null)
  // Another instance was first.
  if (version === null) return null
  const facts = await pulses.look(organization, stopping)
  const seen = afterLook(claim, { facts, at: clock.now().toISOString(), everyMs: pulseMinutes * MINUTE_MS })
  note(guarding, organization, { before, seen })
  const saved = await rows.save(url, seen, version)
  if (saved === null) return null
  const message = owedNotice(seen, organization.name)
  const isNew = seen.standstill !== null && before.standstill === null
  if (message && (await tell(guarding, { message, isNew }))) await rows.save(url, afterTelling(seen), saved)
  return seen.next
}

interface Change {
  readonly before: GuardedMail
  readonly seen: GuardedMail
}

function note({ log, telemetry }: Guarding, { name: organization }: OrganizationRef, { before, seen }: Change): void {
  const { standstill, leftAt } = seen
  if (standstill && !before.standstill) {
    const { since, by, waiting } = standstill
    log.warn({ organization, since, by, ...waiting }, 'Mail has stopped leaving an organization')
    telemetry.standstill(organization)
  }
  if (!standstill && before.standstill) log.info({ organization, leftAt }, 'Mail leaves an organization again')
}

/** What cannot be posted now is still owed at the next look: also where no channel is chosen yet. */
async function tell(
  { triageSettings, messenger, log }: Guarding,
  { message, isNew }: { readonly message: Message; readonly isNew: boolean },
): Promise<boolean> {
  const channel = await triageSettings.channel()
  if (!channel) {
    if (isNew) log.warn({}, 'The helpdesk has chosen no channel, so it is not told that mail has stopped leaving')
    return false
  }
  const delivery = await messenger.send(channel.surface, { kind: 'notice', message }, 'news')
  if (delivery.result === 'shown') return true
  log.warn({ ...delivery }, 'The helpdesk could not be told about the mail of an organization')
  return false
}
