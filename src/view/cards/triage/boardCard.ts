import type { BoardRow, Screen } from '../../../app/ports.js'
import type { Click, Verb } from '../../../domain/case/cardClick.js'
import { maskedAddress } from '../../../domain/mask.js'
import { NO_CAUSE } from '../../../domain/triage/board/boardFilter.js'
import {
  type BoardPage,
  daysAt,
  PER_PAGE,
  type SharedRoot,
  type Tally,
} from '../../../domain/triage/board/boardPage.js'
import type { DrawingContext } from '../../drawingContext.js'
import type { Button } from '../../parts/buttons.js'
import { dateOf, Markup, timeOf, type Wording } from '../../wordings.js'
import { causeLabel, filtersOf, OTHERS, plainly } from './boardFilters.js'
import { queueStateOf } from './queueCard.js'

type Board = Extract<Screen, { kind: 'board' }>

/**
 * The helpdesk's board: counts, then ten cases. Its charts are elements of Teams' own; every other client shows their
 * fallback. https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards
 * UNCONFIRMED: how Teams lays them out on a phone; the tests draw the fallback.
 */
export function boardData(screen: Board, { wording, room }: Pick<DrawingContext, 'wording' | 'room'>): object {
  const { board, filter } = screen
  return {
    headline: boardHeadline(screen, wording),
    lines: introOf(screen, wording),
    ...(board.page === 0 ? numbersOf(screen, wording) : { turns: [], causes: [], ages: [], roots: [], titles: {} }),
    listed: board.pages > 1 ? listedLine(board, wording) : '',
    rows: screen.rows.map(row => rowOf(row, screen, wording)),
    asOf: wording.say('triage.board.asOf', { date: dateOf(board.asOf), time: timeOf(board.asOf) }),
    besides: buttonsOf(screen, wording),
    apply: board.total > 0 ? [{ title: plainly(wording, 'buttons.apply'), click: { verb: 'board' } }] : [],
    filters: filtersOf(screen, { wording, ...(room !== undefined && { room }) }),
    find: wording.quote(filter.find ?? '', 'plain'),
    labels: { filter: plainly(wording, 'buttons.filter'), find: plainly(wording, 'filter.find') },
  }
}

export function boardHeadline({ board, filter }: Pick<Board, 'board' | 'filter'>, wording: Wording): string {
  const filtered = Object.keys(filter).length > 0 ? 'yes' : 'no'
  return wording.say('triage.board.headline', { found: board.found, total: board.total, filtered })
}

function introOf({ board, filter, choices }: Board, wording: Wording): readonly { readonly text: string }[] {
  const { organization, cause, whose, find } = filter
  const only = [
    organization && nameOf(organization, choices.organizations, wording),
    cause && causeLabel(cause, wording, 'markdown'),
    whose && wording.say(`triage.board.filter.${whose}`),
    find && wording.quote(find),
  ].filter(Boolean)
  const lines = [
    only.length > 0 ? wording.say('triage.board.only', { what: new Markup(only.join(' · ')) }) : '',
    board.found > 0 ? wording.say('triage.board.unowned', { count: board.unowned }) : '',
    board.unposted > 0 ? wording.say('triage.board.unposted', { count: board.unposted }) : '',
  ]
  return lines.filter(text => text !== '').map(text => ({ text }))
}

const MOST_CAUSES = 6
const MOST_ROOTS = 3

function numbersOf({ board, choices }: Board, wording: Wording): object {
  const bars = <K extends string>(tallies: readonly Tally<K>[], labelOf: (kind: K) => string) =>
    tallies.map(({ of, count }) => ({ label: labelOf(of), many: count, text: String(count) }))
  const { roots } = board
  const more = roots.length - MOST_ROOTS
  return {
    turns: bars(board.turns, turn => plainly(wording, `turns.${turn}`)),
    causes: bars(frequentOf(board.causes), cause => causeLabel(cause, wording)),
    ages: bars(board.ages, age => plainly(wording, `ages.${age}`)),
    roots: [
      ...roots.slice(0, MOST_ROOTS).map(root => ({ text: rootLine(root, choices, wording) })),
      ...(more > 0 ? [{ text: wording.say('triage.board.roots.more', { count: more }) }] : []),
    ],
    titles: {
      turns: plainly(wording, 'turns.title'),
      causes: plainly(wording, 'filter.cause'),
      ages: plainly(wording, 'ages.title'),
      roots: plainly(wording, 'roots.title'),
    },
  }
}

/** The rare ones as one. */
function frequentOf(causes: readonly Tally<string>[]): readonly Tally<string>[] {
  if (causes.length <= MOST_CAUSES) return causes
  const rest = causes.slice(MOST_CAUSES - 1).reduce((sum, { count }) => sum + count, 0)
  return [...causes.slice(0, MOST_CAUSES - 1), { of: OTHERS, count: rest }]
}

function rootLine(
  { people, cause, organization }: SharedRoot,
  { organizations }: Board['choices'],
  wording: Wording,
): string {
  return wording.say('triage.board.roots.line', {
    count: people,
    cause: new Markup(causeLabel(cause ?? NO_CAUSE, wording, 'markdown')),
    organization: new Markup(nameOf(organization, organizations, wording)),
  })
}

function nameOf(url: string, organizations: Board['choices']['organizations'], wording: Wording): string {
  return wording.quote(organizations.find(known => known.url === url)?.name ?? url)
}

function listedLine({ page, rows, found }: BoardPage, wording: Wording): string {
  const from = page * PER_PAGE + 1
  return wording.say('triage.board.listed', { from, to: from + rows.length - 1, found })
}

function rowOf({ entry, case: thisCase }: BoardRow, screen: Board, wording: Wording): object {
  const { number, organization, turn, assignee } = entry
  const parts = [
    number === null ? '' : `#${number}`,
    thisCase ? personOf(thisCase.target.sender, wording) : '',
    organization === '' ? '' : nameOf(organization, screen.choices.organizations, wording),
  ]
  const agent = thisCase?.triage?.assignee?.name
  const taken = assignee === null ? 'no' : agent === undefined ? 'somebody' : 'yes'
  return {
    about: parts.filter(part => part !== '').join(' · '),
    state: thisCase ? queueStateOf(thisCase, wording) : wording.say('triage.board.row.gone'),
    turn: wording.say('triage.board.row.turn', {
      ...{ turn, taken, agent: agent ?? '', days: daysAt(screen.board.asOf, entry) },
    }),
    button: thisCase ? [showButton(entry, screen, wording)] : [],
  }
}

/** The board is for agents, who find the whole address on the case's own card. */
function personOf(sender: string | undefined, wording: Wording): string {
  return sender ? wording.quote(maskedAddress(sender)) : wording.say('triage.board.row.nobody')
}

function showButton({ id, number }: BoardRow['entry'], { filter, board }: Board, wording: Wording): Button {
  const title = plainly(wording, 'buttons.show', { number: number ?? 0 })
  return { title, click: { verb: 'show', case: id, ...filter, page: String(board.page) } }
}

type BoardVerb = Verb & ('board' | 'postAgain')

function buttonsOf({ board, filter }: Board, wording: Wording): readonly Button[] {
  const { page, pages, unposted } = board
  const button = (name: 'next' | 'previous' | 'refresh' | 'postAgain', verb: BoardVerb, to: number): Button => {
    const click: Click = { verb, ...filter, page: String(to) }
    return { title: plainly(wording, `buttons.${name}`), click }
  }
  return [
    ...(page + 1 < pages ? [button('next', 'board', page + 1)] : []),
    ...(page > 0 ? [button('previous', 'board', page - 1)] : []),
    button('refresh', 'board', page),
    ...(unposted > 0 ? [button('postAgain', 'postAgain', page)] : []),
  ]
}
