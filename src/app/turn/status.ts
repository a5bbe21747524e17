import type { Case, Identity } from '../../domain/case/case.js'
import type { OpenCase } from '../ports.js'
import type { Context, Next, Turn } from './turn.js'

/** More than anybody reads on a phone. */
const SHOWN = 10

/** The case that a word in a conversation is about: the newest that is open and shown there. */
export async function currentIn(context: Context, { by, surface }: Turn): Promise<Case | null> {
  const [newest] = await openIn(context, by, surface)
  return newest ? ((await context.store.load(newest.id))?.case ?? null) : null
}

/** What a person has open: in a chat of their own all of it, among others what is shown there. */
export async function statusOf(context: Context, { by, surface }: Turn): Promise<Next> {
  const isAlone = surface.conversationType === 'personal'
  const all = isAlone ? await context.store.open(by) : await openIn(context, by, surface)
  const loaded = await Promise.all(all.slice(0, SHOWN).map(({ id }) => context.store.load(id)))
  const cases = loaded.flatMap(stored => stored?.case ?? [])
  const [only, ...others] = cases
  if (!only) return { case: null, changed: false, note: { key: 'notes.noCase' } }
  if (others.length === 0) return { case: only, changed: false }
  return { case: null, changed: false, screen: { kind: 'cases', cases, more: all.length - cases.length } }
}

async function openIn(
  { store }: Context,
  by: Identity,
  { conversationId, conversationType }: Turn['surface'],
): Promise<readonly OpenCase[]> {
  const isAlone = conversationType === 'personal'
  const fits = ({ conversations }: OpenCase) =>
    conversations.includes(conversationId) || (isAlone && conversations.length === 0)
  return (await store.open(by)).filter(fits)
}
