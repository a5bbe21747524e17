import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { until } from '../process/until.js'
import { objectIdOf } from '../simulator/index.js'
import type { PlaygroundPage } from './playgroundPage.js'
import { exchange } from './relay/exchange.js'
import { CHANNEL, openThree, type Three } from './relay/threePages.js'

/** Folder for screenshots of what people see, and for the bot's log. */
const output = '.test-output/relay'
const SARA = { key: 'sara', name: 'Sara Davis' }
const HELEN = { key: 'helen', name: 'Helen Park' }
const ADELE = { key: 'admin', name: 'Adele Admin' }
const NORA = 'nora@contoso.com'

let three: Three
let sara: PlaygroundPage
let helen: PlaygroundPage
let adele: PlaygroundPage
before(async () => {
  const people = { employee: SARA, agents: [HELEN, ADELE] as const }
  three = await openThree({ folder: output, simulator: { routerIntervalMs: 0 }, ...people })
  sara = three.employee
  ;[helen, adele] = three.agents
})
after(() => three?.close())

const inChannel = () => three.relay.messages().filter(({ conversationId }) => conversationId.startsWith('19:'))

/**
 * Waits until everybody's card in the thread says this and all of them are the same, and returns the card. They can
 * differ for a moment: a card is drawn again when its case gets a number or somebody takes it.
 */
async function seenByAll(thread: string, text: string): Promise<string> {
  const cards = [helen, adele, sara].map(page => page.thread(thread))
  await Promise.all(cards.map(card => card.waitForCard(text)))
  let seen: string[] = []
  await until('everybody sees the same card', async () => {
    seen = await Promise.all(cards.map(card => card.cardText()))
    return seen.every(one => one === seen[0] && one.includes(text))
  })
  return seen[0] ?? ''
}

describe('three people at one channel', () => {
  before(async () => {
    for (const page of [helen, adele]) await page.open(CHANNEL)
  })

  it('see one card, press its buttons in turn, and all see the newest, although the bot starts again', async () => {
    const { field } = three.stack.simulator
    await helen.post(` ${NORA} is stuck in Contoso Field Service`, { mention: true })
    await adele.thread(NORA).waitForCard('We found the cause')
    // Her page has kept what came to the channel before she went there.
    await sara.open(CHANNEL)
    const found = await seenByAll(NORA, 'We found the cause')
    assert.match(found, /The Email Router lacks a permission/)
    assert.match(await sara.thread(NORA).waitForText('Helen Park: '), /Helen Park: @Pending Send nora@contoso\.com/)
    await three.screenshots('found')

    field.control.grantRouter()
    await adele.card(NORA).press('Check again')
    await seenByAll(NORA, 'Mail is waiting, and we do not see why')
    await three.stack.bot.stop()
    await three.stack.restartBot()
    field.router.poll()
    await helen.thread(NORA).press('Check again')
    await seenByAll(NORA, 'The mail of Nora Lindqvist has left')
    await three.screenshots('left')
    assert.equal(inChannel().length, 3, 'the greeting, the post, its card')
  })

  it('each have threads, and act on a card in one while there is another', async () => {
    await adele.post(' mia@contoso.com is stuck in Contoso', { mention: true })
    await seenByAll('mia@contoso.com', 'We found the cause')
    await sara.thread(NORA).say(' thank you', { mention: true })
    await helen.thread(NORA).waitForText('Sara Davis: @Pending Send thank you')
    await helen.thread(NORA).waitForCard('I did not understand')
    assert.match(await helen.thread(NORA).firstCard.cardText(), /The mail of Nora Lindqvist has left/)
    await helen.thread('mia@contoso.com').press('How to fix it')
    assert.match(await helen.card('mia@contoso.com').cardText(), /does not pick up this mail/)
    assert.doesNotMatch(await helen.card(NORA).cardText(), /mia@contoso\.com/)
  })

  it('see the next question when one of them has answered', async () => {
    await helen.post(' start over', { mention: true })
    await adele.thread('start over').waitForCard('What do you see?')
    await helen.thread('start over').press('My mail stays in Pending Send')
    await seenByAll('start over', 'Which organization is it in?')
  })

  it('do not see the personal chat of another', async () => {
    const before = three.relay.messages()
    for (const page of [helen, adele, sara]) await page.open('Personal Chat')
    await sara.say('sara@contoso.com is stuck in Contoso')
    await sara.waitForCard('We found the cause')
    await three.screenshots('personal')
    const added = three.relay.messages().filter(message => !before.includes(message))
    assert.deepEqual([...new Set(added.map(({ conversationId }) => conversationId))], [`a:${objectIdOf('sara')}`])
    for (const place of ['Personal Chat', CHANNEL]) {
      for (const page of [helen, adele]) {
        await page.open(place)
        assert.equal(await page.page.getByText('sara@contoso.com').count(), 0)
      }
    }
  })

  it('see what is meant for one of them only on that page', async () => {
    const [, post] = inChannel()
    const conversation = encodeURIComponent(`${post?.conversationId};messageid=${post?.id}`)
    const path = `/v3/conversations/${conversation}/activities?isTargetedActivity=true`
    const recipient = { id: `29:${objectIdOf('helen')}`, name: 'Helen Park' }
    const mention = { type: 'mention', text: '<at>Helen Park</at>', mentioned: recipient }
    const body = { type: 'message', text: '<at>Helen Park</at>, Adele was faster', entities: [mention], recipient }
    assert.equal((await exchange(`${three.relay.url}${path}`, { method: 'POST', body })).status, 201)
    assert.match(await helen.thread(NORA).waitForText('Adele was faster'), /Helen Park, Adele was faster/)
    await helen.page.getByText('Adele was faster').first().scrollIntoViewIfNeeded()
    await three.screenshots('targeted')
    for (const page of [adele, sara]) assert.equal(await page.page.getByText('Adele was faster').count(), 0)
  })
})
