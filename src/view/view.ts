import type { Screen } from '../app/ports.js'
import { assertNever } from '../domain/assertNever.js'
import { type Viewer, viewerOf } from '../domain/case/authorization.js'
import type { Case, Surface } from '../domain/case/case.js'
import { isUnderWay, type Offered } from '../domain/case/phase.js'
import type { Definitions } from '../domain/repair/remedy.js'
import { askingData } from './cards/askingCard.js'
import { casesData } from './cards/caseList.js'
import { diagnosisData } from './cards/diagnosisCard.js'
import { summaryOf } from './cards/diagnosisSummary.js'
import { intakeData } from './cards/intake/intakeCard.js'
import { noteData } from './cards/noteData.js'
import { offerData, withoutOffer } from './cards/offerCard.js'
import { outcomeData } from './cards/outcomeCard.js'
import { progressData } from './cards/progressCard.js'
import { signInData } from './cards/signInCard.js'
import { batchData } from './cards/triage/batchCard.js'
import { boardData } from './cards/triage/boardCard.js'
import { exportData } from './cards/triage/exportCard.js'
import { queueData } from './cards/triage/queueCard.js'
import { watchingData } from './cards/watchingCard.js'
import { noticeData, welcomeData } from './cards/welcomeCard.js'
import type { DrawingContext } from './drawingContext.js'
import { mentionIn } from './mention.js'
import { readingData } from './parts/clueLines.js'
import { withRefresh } from './parts/refresh.js'
import { type CardLibrary, createRender, sizeOf } from './render.js'
import { createSentences, pictureUrlOf, type SentenceOptions, type Sentences } from './sentences.js'
import { createWordings, type Wording } from './wordings.js'

export type { CardLibrary } from './render.js'

export interface View extends Sentences {
  /** An Adaptive Card 1.5 of less than 28 KB. `short`: without its optional parts, whatever its size. */
  card(screen: Screen, surface: Surface, size?: 'short'): object
  /** One line without markup, for notifications, screen readers and clients without cards. */
  summary(screen: Screen, locale: string): string
}

/** `remedies`: those that cards may offer. */
export interface ViewOptions extends SentenceOptions, Definitions {
  /** People can sign in, so that the bot may write for them. */
  readonly repairs?: boolean
  /** People can see their checks on the web page. */
  readonly web?: boolean
}

/** Bytes. The Bot Connector's documented limit of a card is 28 KB; the message around it needs some of that. */
const MAX_SIZE = 26_000

/** Draws cards and sentences for the application's screens. Pure: the same screen gives the same card. */
export function createView(library: CardLibrary, options: ViewOptions): View {
  const { publicUrl, checks, remedies, repairs = false, helpdesk = false, web = false } = options
  const checkUrl = (id: string) => `${publicUrl}/check/case/${encodeURIComponent(id)}`
  const wordingOf = createWordings(library.strings)
  const render = createRender(library.templates)
  const pictureUrl = pictureUrlOf(library.pictures, publicUrl)
  const summary = (screen: Screen, locale: string) =>
    summaryOf(screen, { wording: wordingOf(locale), checks, remedies })

  return {
    ...createSentences(library, { publicUrl, checks }),
    summary,
    card(screen, surface, size) {
      const wording = wordingOf(surface.locale, surface.page)
      const place = { ...surface, ...('audience' in screen && screen.audience && { audience: screen.audience }) }
      const viewer = 'case' in screen ? viewerOf(screen.case, place, remedies) : NOBODY
      const common = {
        lang: wording.locale,
        summary: summary(screen, surface.locale),
        ...noteData(screen, { viewer, surface, wording }),
      }
      const drawn = (room: number, less: object = {}) => {
        const { template, data } = contentOf(screen, {
          ...{ wording, pictureUrl, viewer, repairs, room, page: surface.page === true, ...(web && { checkUrl }) },
          ...{ checks, remedies, helpdesk, mention: mentionIn(screen, surface) },
        })
        return withRefresh(render(template, { ...common, ...data, ...less }, surface), screen, surface)
      }
      for (const room of size === 'short' ? [] : ROOMS) {
        const card = drawn(room)
        if (sizeOf(card) <= MAX_SIZE) return card
      }
      return drawn(LEAST_ROOM, shorter(wording))
    },
  }
}

const LEAST_ROOM = 5
/** The numbers of choices to try, one after the other, until a card is small enough. */
const ROOMS: readonly number[] = [100, 50, 20]

const NOBODY: Viewer = { isSender: false, alone: false, administers: false }

type Content = { readonly template: string; readonly data: object }

function contentOf(screen: Screen, drawing: DrawingContext): Content {
  const { wording } = drawing
  switch (screen.kind) {
    case 'welcome':
      return { template: 'welcome', data: welcomeData(screen, drawing) }
    case 'notice':
      return { template: 'notice', data: noticeData(screen.message, drawing) }
    case 'reading':
      return { template: 'reading', data: readingData(screen, wording) }
    case 'cases':
      return { template: 'cases', data: casesData(screen, wording) }
    case 'signIn':
      return { template: 'step', data: signInData(screen, drawing) }
    case 'export':
      return { template: 'export', data: exportData(screen, drawing) }
    case 'queue':
      return { template: 'queue', data: queueData(screen, drawing) }
    case 'board':
      return { template: 'board', data: boardData(screen, drawing) }
    case 'case':
      return caseContent(screen.case, drawing)
    default:
      return assertNever(screen)
  }
}

function caseContent(thisCase: Case, drawing: DrawingContext): Content {
  const { phase } = thisCase
  const { wording } = drawing
  if (isUnderWay(phase)) return { template: 'progress', data: progressData(thisCase, phase, wording) }
  switch (phase.name) {
    case 'intake':
      return { template: 'intake', data: intakeData(thisCase, phase, drawing) }
    case 'diagnosed':
      return { template: 'diagnosis', data: diagnosisData(thisCase, phase, drawing) }
    case 'asking':
      return { template: 'step', data: askingData(thisCase, phase, drawing) }
    case 'offered':
      return offerContent(thisCase, phase, drawing)
    case 'watching':
      return { template: 'step', data: watchingData(thisCase, phase, drawing) }
    case 'batched':
      return { template: 'batch', data: batchData(thisCase, phase, drawing) }
    case 'resolved':
    case 'closed':
      return { template: 'outcome', data: outcomeData(thisCase, phase, drawing) }
    default:
      return assertNever(phase)
  }
}

/** For a repair that this version does not know, the diagnosis and its guide are drawn. */
function offerContent(thisCase: Case, phase: Offered, drawing: DrawingContext): Content {
  const data = offerData(thisCase, phase, drawing)
  if (data) return { template: 'offer', data }
  const diagnosis = diagnosisData(thisCase, withoutOffer(phase), { ...drawing, repairs: false })
  return { template: 'diagnosis', data: { ...diagnosis, note: drawing.wording.say('notes.repairUnknown') } }
}

/** The parts that a card drops when it is too large. */
function shorter(wording: Wording): object {
  return { details: [], detailsLeftOut: wording.say('details.leftOut') }
}
