import type { Screen } from '../../../app/ports.js'
import { type CaseExport, exportOf } from '../../../domain/triage/caseExport.js'
import { momentOf, type Wording } from '../../wordings.js'
import { causeInWords } from './queueCard.js'

type Export = Extract<Screen, { kind: 'export' }>

/** Characters; a card holds two such texts. */
const MOST = 8_000

/** A case as text and as JSON, without the beginning of its history if there is no room for it. */
export function exportData({ case: thisCase, full }: Export, wording: Wording): object {
  const whole = exportOf(thisCase, { full })
  const json = [whole, withLessHistory(whole, 10), withLessHistory(whole, 0)].map(one => JSON.stringify(one, null, 1))
  return {
    headline: exportHeadline(whole, wording),
    text: wording.say(`triage.export.${full ? 'full' : 'masked'}`),
    labels: {
      text: wording.say('triage.export.text', {}, 'plain'),
      json: wording.say('triage.export.json', {}, 'plain'),
    },
    readable: readable(whole, causeInWords(thisCase, wording), wording),
    json: json.find(({ length }) => length <= MOST) ?? json.at(-1) ?? '',
  }
}

function withLessHistory(whole: CaseExport, most: number): CaseExport {
  return { ...whole, history: most === 0 ? [] : whole.history.slice(-most) }
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
  return lines.join('\n').slice(0, MOST)
}

const LINES = 15

function turnLine({ turn, turnSince, assignee }: NonNullable<CaseExport['triage']>, wording: Wording): string {
  const at = momentOf(turnSince, wording, 'plain')
  const taken = { taken: assignee ? 'yes' : 'no', agent: assignee ?? '' }
  return wording.say(`triage.export.lines.turn`, { turn, at, ...taken }, 'plain')
}
