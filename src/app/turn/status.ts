import { isAlone } from '../../domain/case/authorization.js'
import type { Case } from '../../domain/case/case.js'
import type { OpenCase, Screen } from '../ports.js'
import { agentCases } from '../triage/board/agentCases.js'
import type { Context, Next, Turn } from './turn.js'

/** A longer list is hard to read on a phone. */
const SHOWN = 10

/** The case that typed text belongs to: the newest open one that is shown in the conversation. */
export async function currentIn(context: Context, turn: Turn): Promise<Case | null> {
  const { store, scope } = context
  const [newest] = await openIn(context, turn)
  if (!newest) return null
  scope.about(newest.id)
  const recalled = store.recall(newest.id)?.case
  return recalled?.revision === newest.revision ? recalled : ((await store.load(newest.id))?.case ?? null)
}

/** Lists a person's open cases: all of them in their own chat, in a group only those that are shown there. */
export async function statusOf(context: Context, turn: Turn): Promise<Next> {
  const screen = await listOf(context, turn)
  const [only, ...others] = screen.cases
  if (!only) return { case: null, changed: false, note: { key: 'notes.noCase' } }
  if (others.length === 0) return { case: only, changed: false }
  return { case: null, changed: false, screen }
}

export async function listOf(context: Context, turn: Turn): Promise<Extract<Screen, { kind: 'cases' }>> {
  const alone = isAlone(turn.surface)
  const own = alone ? await listedOf(context, turn) : await openIn(context, turn)
  const agent = context.helpdesk && turn.by.helpdesk && alone
  const ids = agent ? await agentCases(context, turn, own) : own.map(({ id }) => id)
  const loaded = await Promise.all(ids.slice(0, SHOWN).map(id => context.store.load(id)))
  const cases = loaded.flatMap(stored => stored?.case ?? [])
  return { kind: 'cases', cases, more: ids.length - cases.length, ...(agent && { turns: true }) }
}

/** The person's open cases that are shown in the conversation, the newest first. */
async function openIn(context: Context, turn: Turn): Promise<readonly OpenCase[]> {
  const { surface } = turn
  const fits = ({ conversations }: OpenCase) =>
    conversations.includes(surface.conversationId) || (isAlone(surface) && conversations.length === 0)
  return (await listedOf(context, turn)).filter(fits)
}

/** More open checks than anybody has in one conversation are not searched. */
const SEARCHED = 10

/** The newest of a person's open cases in the conversation of which this is true. For a page, that is every place where they are alone with the bot. */
export async function findOpen(
  context: Context,
  turn: Turn,
  isWanted: (thisCase: Case) => boolean,
): Promise<Case | null> {
  const { page } = turn.surface
  const open = (await (page ? listedOf(context, turn) : openIn(context, turn))).slice(0, SEARCHED)
  const stored = await Promise.all(open.map(({ id }) => context.store.load(id)))
  const isThere = ({ surfaces }: Case) => !page || surfaces.length === 0 || surfaces.some(isAlone)
  return stored.flatMap(one => one?.case ?? []).find(found => isThere(found) && isWanted(found)) ?? null
}

async function listedOf({ store }: Context, { listed, by }: Turn): Promise<readonly OpenCase[]> {
  return listed ?? store.open(by)
}
