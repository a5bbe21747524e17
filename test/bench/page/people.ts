/** Many people at once on the page, beside as many in the chat. */

import type { Stack } from '../../demo/stack.js'
import { objectIdOf } from '../../simulator/index.js'
import { seedLarge } from '../../simulator/seeds/large.js'
import { type Connector, startConnector } from '../../teams/connector.js'
import { click, stranger, write } from '../client.js'
import { Sample } from '../load.js'
import { figures, heading, ratio } from '../table.js'
import { dataOf, textOf, Visitor } from './visitor.js'

const PEOPLE = 200
const ROUNDS = 2
/** People of the round that is not counted: code is compiled, connections are opened. */
const WARM = 20
/** The first people of the large organization have other names. */
const FIRST = 5

interface Samples {
  readonly first: Sample
  readonly click: Sample
  /** Until everybody sees the cause. */
  readonly cause: Sample
}

const none = (): Samples => ({ first: new Sample(), click: new Sample(), cause: new Sample() })

/** People whom nobody has seen in any round before. */
function keysFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `user${String(first + i).padStart(5, '0')}`)
}

async function onPage(
  url: string,
  keys: readonly string[],
  { first, click: clicked, cause }: Samples,
): Promise<number> {
  const visitors = keys.map(key => new Visitor(url, key))
  for (const visitor of visitors) await visitor.signIn()
  await first.take(
    visitors.map(visitor => () => visitor.begin()),
    PEOPLE,
  )
  await cause.take(
    visitors.map(visitor => () => visitor.wait()),
    PEOPLE,
  )
  await clicked.take(
    visitors.map(visitor => () => visitor.click('startOver')),
    PEOPLE,
  )
  return visitors.reduce((sum, { polls }) => sum + polls, 0)
}

async function inChat(url: string, keys: readonly string[], connector: Connector, samples: Samples): Promise<void> {
  const people = keys.map(key => ({ key, place: stranger(connector, objectIdOf(key)) }))
  const of = (place: { readonly from?: { readonly id: string } }) => `conversation-of-${place.from?.id}`
  await samples.first.take(
    people.map(
      ({ key, place }) =>
        () =>
          write(url, place, textOf(key)),
    ),
    PEOPLE,
  )
  await samples.cause.take(
    people.map(({ place }) => async () => {
      const here = of(place)
      await connector.waitFor(
        ({ conversationId, activity }) => conversationId === here && dataOf('checkAgain', activity) !== undefined,
        PATIENCE_MS,
      )
    }),
    PEOPLE,
  )
  const clicks = people.map(({ place }) => {
    const shown = connector.activities.findLast(({ conversationId }) => conversationId === of(place))
    return { place, data: dataOf('startOver', shown?.activity), card: shown?.id ?? '' }
  })
  await samples.click.take(
    clicks.map(one => () => click(url, one)),
    PEOPLE,
  )
  connector.forget()
}

const PATIENCE_MS = 120_000

/** By turns, so that whatever else the machine does hits both. */
export async function comparePeople({ simulator: { contoso }, bot }: Stack): Promise<string> {
  const users = FIRST + 2 * (WARM + ROUNDS * PEOPLE)
  contoso.load(seedLarge(() => new Date(), { users, pending: 3 }))
  // Whose cause is found: none of them has consented.
  for (const key of keysFrom(FIRST, users - FIRST)) contoso.control.setConsent(`${key}@contoso.com`, false)
  const connector = await startConnector()
  try {
    let next = FIRST
    const some = (count: number) => {
      next += count
      return keysFrom(next - count, count)
    }
    await onPage(bot.url, some(WARM), none())
    await inChat(bot.url, some(WARM), connector, none())
    const [page, chat] = [none(), none()]
    let polls = 0
    for (let round = 0; round < ROUNDS; round++) {
      polls += await onPage(bot.url, some(PEOPLE), page)
      await inChat(bot.url, some(PEOPLE), connector, chat)
    }
    return report(page, chat, polls)
  } finally {
    await connector.close()
  }
}

function report(page: Samples, chat: Samples, polls: number): string {
  const rows = (['first', 'cause', 'click'] as const).flatMap(name => [
    figures(`page, ${TITLES[name]}`, page[name]),
    figures(`chat, ${TITLES[name]}`, chat[name]),
    ratio('page : chat', page[name], chat[name]),
  ])
  const seconds = page.cause.size / page.cause.perSecond
  return [
    heading.slice(0, heading.indexOf('bot CPU')).trimEnd(),
    ...rows,
    '',
    `${PEOPLE} people at once on the page, then ${PEOPLE} in the chat, ${ROUNDS} rounds by turns, each person with an own mail.`,
    'The cause: from the first card on. The page looks for it as often as it does in a browser,',
    `${(polls / seconds).toFixed(0)} times a second for all of them; in the chat, the bot brings it.`,
  ].join('\n')
}

const TITLES = { first: 'first card', cause: 'cause', click: 'click' } as const
