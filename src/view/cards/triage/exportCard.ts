import type { Screen } from '../../../app/ports.js'
import { ABRIDGED, abridged, type CaseExport, exportOf } from '../../../domain/triage/caseExport.js'
import type { DrawingContext } from '../../drawingContext.js'
import { momentOf, type Wording } from '../../wordings.js'
import { causeInWords } from './queueCard.js'

type Export = Extract<Screen, { kind: 'export' }>
type Exporting = Pick<DrawingContext, 'wording' | 'room'>

const ROOM = 100
/** Bytes, in place of each choice of another card; a card holds two such texts. */
const BYTES = 100

/** A case as text and as JSON. Where there is no room for all of it, the oldest is left out first. */
export function exportData({ case: thisCase, full }: Export, { wording, room = ROOM }: Exporting): object {
  const whole = exportOf(thisCase, { full })
  const most = room * BYTES
  return {
    headline: exportHeadline(whole, wording),
    text: wording.say(`triage.export.${full ? 'full' : 'masked'}`),
    labels: {
      text: wording.say('triage.export.text', {}, 'plain'),
      json: wording.say('triage.export.json', {}, 'plain'),
    },
    readable: beginningOf(readable(whole, causeInWords(thisCase, wording), wording), most),
    json: jsonOf(whole, most),
  }
}

function jsonOf(whole: CaseExport, most: number): string {
  const all = [whole, ...ABRIDGED.map(parts => abridged(whole, parts))].map(one => JSON.stringify(one, null, 1))
  return all.find(json => Buffer.byteLength(json) <= most) ?? all.at(-1) ?? ''
}

/** As many characters as fit. */
function beginningOf(text: string, bytes: number): string {
  const cut = new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes))
  return cut.endsWith('\uFFFD') ? cut.slice(0, -1) : cut
}

export function exportHeadline({ number }: Pick<CaseExport, 'number'>, wording: Wording): string {
  return wording.say('triage.export.headline', { number: number ?? 0 })
}

/** For people: one fact in each line. */
function readable(whole: CaseExport, cause: string, wording: Wording): string {
  const { organization, sender, triage, waiting, held, history, openedAt } = whole
  const moment = (at: string) => momentOf(at, wording, 'plain')
  const say = (key: 'about' | 'opened' | 'cause' | 'mail', args: Record<string, string | number>) =>
    wording.say(`triage.export.lines.${key}`, args, 'plain')
  const lines = [
    say('about', { sender: sender ?? '?', organization: organization?.name ?? '?' }),
    wording.say('triage.export.lines.opened', { at: moment(openedAt) }, 'plain'),
    say('cause', { cause }),
    say('mail', {
      waiting: waiting ?? 0,
      held: (held?.drafts ?? 0) + (held?.jobs ?? 0),
      counted: waiting === null ? 'no' : 'yes',
    }),
    ...(triage ? [turnLine(triage, wording)] : []),
    ...(triage?.notes ?? []).map(({ at, by, text }) => `${moment(at).text} ${by}: ${text}`),
    ...history.slice(-LINES).map(({ at, by, what }) => `${moment(at).text} ${by}: ${what}`),
  ]
  return lines.join('\n')
}

const LINES = 15

function turnLine({ turn, turnSince, assignee }: NonNullable<CaseExport['triage']>, wording: Wording): string {
  const at = momentOf(turnSince, wording, 'plain')
  const taken = { taken: assignee ? 'yes' : 'no', agent: assignee ?? '' }
  return wording.say(`triage.export.lines.turn`, { turn, at, ...taken }, 'plain')
}
