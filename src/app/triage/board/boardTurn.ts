import { isAlone, mayBringHere, maySeeBoard } from '../../../domain/case/authorization.js'
import type { Click } from '../../../domain/case/cardClick.js'
import type { Case, Note, OrganizationRef } from '../../../domain/case/case.js'
import { type AskedFilter, causeOf, type FilterField, readFilter } from '../../../domain/triage/board/boardFilter.js'
import { boardPageOf } from '../../../domain/triage/board/boardPage.js'
import { type BoardEntry, hashOfPerson } from '../../../domain/triage/boardEntry.js'
import type { Screen } from '../../ports.js'
import { bringHere } from '../../turn/bringHere.js'
import type { Context, Next, Turn } from '../../turn/turn.js'
import { openInChat } from '../openInChat.js'
import { postAgain } from '../postAgain.js'
import { notAgentNote } from '../queueClick.js'

/** Shows the helpdesk's board to an agent who typed its name: in a channel, nobody else sees it. */
export async function showBoard(context: Context, turn: Turn): Promise<Next> {
  const screen = await boardScreen(context, turn, {})
  return isAlone(turn.surface) ? shown(screen) : { case: null, changed: false, aside: screen }
}

type BoardClick = AskedFilter & Pick<Click, 'page'>

/** The buttons of the board: another filter or page of it, or the cards that are missing in the channel. */
export async function clickBoard(context: Context, turn: Turn, clicked: Click): Promise<Next> {
  const isPosting = clicked.verb === 'postAgain' && maySeeBoard(turn.by)
  const note = isPosting ? await postMissing(context) : undefined
  return shown(await boardScreen(context, turn, clicked, note))
}

/** Brings a case to the agent who looks at the board; evidence is for no channel, so from there it goes to their own chat. */
export async function showFromBoard(
  context: Context,
  turn: Turn,
  { clicked, current }: { readonly clicked: Click; readonly current: Case | null },
): Promise<Next> {
  const note = await bring(context, turn, current)
  if (turn.surface.page && !note) return { case: current, changed: false }
  return shown(await boardScreen(context, turn, clicked, note))
}

async function bring(context: Context, turn: Turn, current: Case | null): Promise<Note | undefined> {
  if (!current) return { key: 'triage.board.notes.gone' }
  if (!mayBringHere(current, turn.by)) return { key: 'notes.notYourCase' }
  if (!isAlone(turn.surface)) return (await openInChat(context, turn, current)).note
  if (!turn.surface.page) context.later(bringHere(context, turn, { case: current }), current.id)
  return undefined
}

function shown(screen: Screen): Next {
  return { case: null, changed: false, screen }
}

async function postMissing(context: Context): Promise<Note> {
  const channel = await context.triageSettings.channel()
  if (!channel) return { key: 'triage.board.notes.noChannel' }
  context.later(postAgain(context, channel.surface), 'none')
  return { key: 'triage.board.notes.posting' }
}

async function boardScreen(context: Context, turn: Turn, asked: BoardClick, note?: Note): Promise<Screen> {
  if (!maySeeBoard(turn.by)) return { kind: 'notice', message: notAgentNote(turn) }
  const entries = await context.board.list()
  const { filter, ignored } = readFilter(asked, entries)
  const page = Number(asked.page ?? 0)
  const board = boardPageOf(entries, {
    filter,
    me: hashOfPerson(turn.by),
    page: Number.isSafeInteger(page) ? page : 0,
    now: context.clock.now().toISOString(),
  })
  const rows = board.rows.map(async entry => ({ entry, case: (await context.store.load(entry.id))?.case ?? null }))
  const said = note ?? ignoredNote(ignored)
  return {
    ...{ kind: 'board', board, filter, rows: await Promise.all(rows) },
    choices: { organizations: organizationsOf(context, entries), causes: [...new Set(entries.map(causeOf))] },
    ...(said && { note: said }),
  }
}

function ignoredNote([field]: readonly FilterField[]): Note | undefined {
  return field && { key: `triage.board.notes.ignored.${field}` }
}

/** The names of the organizations on the board; one that is not configured any more is called by its host. */
function organizationsOf({ organizations }: Context, entries: readonly BoardEntry[]): readonly OrganizationRef[] {
  const configured = organizations.list()
  const urls = [...new Set(entries.map(({ organization }) => organization))].filter(url => url !== '')
  return urls.map(url => configured.find(known => known.url === url) ?? { name: hostOf(url), url })
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
