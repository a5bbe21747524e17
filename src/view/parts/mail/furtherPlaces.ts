import { type Diagnosis, isHeldWithoutCause } from '../../../domain/diagnosis/diagnosis.js'
import { adminCenter, list, mailboxOrAll, messageTrace } from '../../links.js'
import { momentOf, type TextPlace, type Wording } from '../../wordings.js'
import type { Link } from '../guide.js'
import { waits } from './backlogLine.js'

/** Where to look next if nothing that was seen accounts for the mail; the router's own log is on its server. */
export function furtherPlaces(diagnosis: Diagnosis, organizationUrl: string, wording: Wording): readonly Link[] {
  const { channel, mailboxId } = diagnosis
  const link = (name: PlaceName, url: string): Link => ({ title: wording.say(`places.${name}`, {}, 'plain'), url })
  if (organizationUrl === '') return []
  if (isHeldWithoutCause(diagnosis)) {
    return [link('emails', list(organizationUrl, 'email')), link('jobs', list(organizationUrl, 'asyncoperation'))]
  }
  const alerts = link('alerts', mailboxOrAll(organizationUrl, mailboxId === null ? {} : { mailboxId }))
  const center = channel === 'router' ? null : adminCenter(organizationUrl)
  return center === null ? [alerts] : [alerts, link('environment', center)]
}

type PlaceName = 'emails' | 'jobs' | 'alerts' | 'environment'

/** Where an administrator sees what became of mail that left Dynamics 365; empty: the router hands it to a server that we do not know. */
export function tracePlace({ channel }: Diagnosis, organizationUrl: string, wording: Wording): readonly Link[] {
  return channel === 'synchronization'
    ? [{ title: wording.say('places.messageTrace', {}, 'plain'), url: messageTrace(organizationUrl) }]
    : []
}

/** Who else is stuck, and when anybody's mail last left; null: not seen. */
export function othersLine({ others, backlog }: Diagnosis, wording: Wording, place?: TextPlace): string | null {
  if (!others) return null
  const count = Math.max(0, others.waitingSenders - (waits(backlog) ? 1 : 0))
  const stuck = wording.say('others.waiting', { count }, place)
  const { lastDeparture } = others
  const left =
    lastDeparture === null
      ? wording.say('others.nothingLeft', {}, place)
      : wording.say('others.lastLeft', { at: momentOf(lastDeparture, wording, place) }, place)
  return `${stuck} ${left}`
}
