import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Screen } from '../../../src/app/ports.js'
import type { Surface } from '../../../src/domain/case/case.js'
import { view } from '../../fixtures/library.js'
import { HOSTILE } from '../../fixtures/screens.js'
import { textsOf } from '../../view/nodes.js'
import { ALEX } from '../activities.js'
import { type Bot, placeOf, startBot } from '../harness.js'
import { surfaceOf } from './showing.js'

const CALLED: Screen = {
  kind: 'notice',
  message: { key: 'notice.tooFast' },
  mention: { ...ALEX, channelId: 'msteams' },
}

interface Sent {
  readonly msteams?: { readonly entities: readonly Entity[] }
}

interface Entity {
  readonly type: string
  readonly text: string
  readonly mentioned: { readonly id: string; readonly name: string }
}

describe('a notice that calls somebody', () => {
  let bot: Bot
  before(async () => {
    bot = await startBot({}, { view })
  })
  after(() => bot.close())

  const channel = (changes: Partial<Surface> = {}) =>
    surfaceOf(bot.connector, {
      ...{ conversationId: '19:triage@thread.tacv2;messageid=7', conversationType: 'channel', locale: 'en-US' },
      ...changes,
    })
  const last = () => {
    const { activity } = bot.connector.activities.at(-1)!
    return { activity, card: activity.attachments?.[0]?.content as Sent & object }
  }
  async function sent(surface: Surface, screen: Screen = CALLED) {
    placeOf(await bot.server.messenger.send(surface, screen))
    return last()
  }

  it('has their name in the card, and the entity that makes it a mention', async () => {
    const { activity, card } = await sent(channel())
    const entity = { type: 'mention', text: '<at>Alex Wilber</at>', mentioned: { id: ALEX.id, name: 'Alex Wilber' } }
    assert.deepEqual(card.msteams, { entities: [entity] })
    assert.match(textsOf(card).join('\n'), /^<at>Alex Wilber<\/at>: That was faster than I can keep up with\./m)
    // Beside a card, a text would be a second message to the reader. The notification has no markup.
    assert.equal(activity.text, undefined)
    assert.doesNotMatch(activity.summary ?? '', /<at>/)
  })

  it('calls somebody who was last seen on the page by their Entra object id, if it is known', async () => {
    const onPage = { ...ALEX, channelId: 'web', id: 'web:alex' }
    const { card } = await sent(channel(), { ...CALLED, mention: onPage })
    assert.deepEqual(
      card.msteams?.entities.map(({ mentioned }) => mentioned.id),
      [ALEX.aadObjectId],
    )
    const unknown = await sent(channel(), { ...CALLED, mention: { ...onPage, aadObjectId: null } })
    assert.equal(unknown.card.msteams, undefined)
  })

  it('offers nothing to press: it is about a card that is there', async () => {
    const { card } = await sent(channel())
    assert.deepEqual((card as { actions?: unknown }).actions, [])
  })

  it('calls nobody in a chat with the bot alone, in a message for one person, or where there are no mentions', async () => {
    const { id, name } = ALEX
    for (const place of [
      { conversationType: 'personal' },
      { onlyFor: { id, name } },
      { channelId: 'webchat' },
    ] as const) {
      const { card } = await sent(channel(place))
      assert.equal(card.msteams, undefined)
      assert.doesNotMatch(JSON.stringify(card), /<at>/)
    }
  })

  it('calls people in a group chat, too, and again where the card is drawn anew', async () => {
    const surface = placeOf(await bot.server.messenger.send(channel({ conversationType: 'groupChat' }), CALLED))
    const { card } = last()
    await bot.server.messenger.update(surface, CALLED)
    assert.deepEqual(last().card, card)
    assert.equal(card.msteams?.entities.length, 1)
  })

  it('has the same name in both, one mention, and no markup of the name, whatever it is', async () => {
    const names = [
      ...HOSTILE,
      '</at><at>The Boss',
      'Ann & Bob <x>',
      '*Bold* _it_ [a](https://evil.example) `c`',
      'Zoë 李',
    ]
    for (const name of names) {
      const { card } = await sent(channel(), { ...CALLED, mention: { ...ALEX, channelId: 'msteams', name } })
      const [entity, ...others] = card.msteams?.entities ?? []
      if (!entity) {
        assert.doesNotMatch(JSON.stringify(card), /<at>/)
        continue
      }
      const text = textsOf(card).find(found => found.startsWith(entity.text))
      assert.ok(text, name)
      assert.deepEqual(others, [])
      assert.equal(text.split('<at>').length, 2, name)
      assert.equal(text.split('</at>').length, 2, name)
      assert.equal(entity.text, `<at>${entity.mentioned.name}</at>`)
      assert.doesNotMatch(entity.mentioned.name, /[<>&\\*_[\]`~\n]|\$\{/u)
      assert.equal(entity.mentioned.id, ALEX.id)
    }
  })

  it('without a name, or with one of markup only, calls nobody', async () => {
    for (const name of ['', '  ', '<>*']) {
      const { card } = await sent(channel(), { ...CALLED, mention: { ...ALEX, channelId: 'msteams', name } })
      assert.equal(card.msteams, undefined, name)
    }
  })

  it('that is too large calls nobody: the card says something else', async () => {
    const tooLarge = { status: 413, body: { error: { code: 'MessageSizeTooBig' } } }
    const answers = [tooLarge, tooLarge]
    bot.connector.rule = () => answers.shift() ?? null
    const { card } = await sent(channel())
    assert.equal(card.msteams, undefined)
    assert.doesNotMatch(JSON.stringify(card), /<at>/)
  })
})
