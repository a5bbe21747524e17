import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { PlaygroundPage } from './playgroundPage.js'
import { CHANNEL, openThree, type Three } from './relay/threePages.js'
import { signIn } from './signIn.js'

/** Folder for screenshots of what people see, and for the bot's log. */
const output = '.test-output/triage'
const OMAR = { key: 'omar', name: 'Omar Haddad' }
const HELEN = { key: 'helen', name: 'Helen Park' }
const ADELE = { key: 'admin', name: 'Adele Admin' }

let three: Three
let omar: PlaygroundPage
let helen: PlaygroundPage
let adele: PlaygroundPage
before(async () => {
  const people = { employee: OMAR, agents: [HELEN, ADELE] as const }
  three = await openThree({ folder: output, simulator: { routerIntervalMs: 0 }, watchSeconds: 1, ...people })
  omar = three.employee
  ;[helen, adele] = three.agents
  await helen.open(CHANNEL)
  await helen.post(' use this channel for triage', { mention: true })
  await helen.thread('use this channel').waitForText('This channel is for triage now')
})
after(() => three?.close())

/** The card of a case in the channel. With the colon, since #1 is also the beginning of #12. */
const queueCard = (page: PlaygroundPage, number: number) => page.thread(`#${number}:`).firstCard

describe('a check that its owner brings to the helpdesk', () => {
  it('comes to the channel, is taken by one of two agents, and the other is told who has it', async () => {
    await omar.say('omar@contoso.com is stuck in Contoso')
    await omar.waitForCard('We found the cause')
    await omar.press('Ask the helpdesk')
    await omar.waitForCard('helpdesk #1')
    await three.screenshots('asked')
    await adele.open(CHANNEL)
    for (const page of [helen, adele]) {
      const card = await queueCard(page, 1).waitForCard('The sender has not given permission')
      assert.match(card, /o…@contoso\.com · Contoso/)
      assert.match(card, /Nobody has taken it\./)
      assert.match(card, /37 e-mails wait/)
      assert.doesNotMatch(card, /Omar|omar@/)
    }
    await Promise.all([queueCard(helen, 1).press('Take'), queueCard(adele, 1).press('Take')])
    const cards = await Promise.all(
      [helen, adele].map(page => queueCard(page, 1).waitForCard(/(Helen Park|Adele Admin) has it/)),
    )
    const winner = /Helen Park has it/.test(cards[0] ?? '') ? helen : adele
    const [loser, name] = winner === helen ? [adele, 'Helen Park'] : [helen, 'Adele Admin']
    for (const card of cards) assert.match(card, new RegExp(`${name} has it`))
    await loser.thread('#1:').waitForText(`${name} has #1 already.`)
    assert.equal(await winner.page.getByText('has #1 already').count(), 0)
    await omar.waitForCard(`helpdesk #1, ${name}`)
    await three.screenshots('taken')
    await queueCard(winner, 1).press('Ask the sender')
    await omar.waitForCard('The helpdesk asks you to do this (#1)')
    await three.screenshots('sender-asked')
  })

  it('is solved by the sender, and the card of everybody says so', async () => {
    await omar.card('helpdesk #1').press('Allow it here')
    const offer = omar.card('Let others send for you?')
    await offer.check(/I know that .* older than a day will leave/)
    await offer.press('Allow it')
    await signIn(omar, 'Omar Haddad', omar.card('Sign in first'))
    await omar.card('helpdesk #1').waitForCard('Repaired: waiting for the Email Router')
    three.stack.simulator.contoso.router.poll()
    await omar.waitForCard('All e-mails of Omar Haddad have left')
    for (const page of [helen, adele]) {
      assert.match(await queueCard(page, 1).waitForCard('solved, the mail has left'), /#1: solved/)
    }
    await three.screenshots('solved')
  })
})

describe('five checks of one person', () => {
  it('live side by side: what is pressed or written on one changes that one alone', async () => {
    for (const number of [2, 3, 4, 5, 6]) {
      await omar.say('start over with omar@contoso.com')
      await omar.waitForCard('What do you see?')
      await omar.press('My mail stays in Pending Send')
      await omar.waitForCard('Which organization is it in?')
      await omar.say('Contoso')
      await omar.waitForCard('Nothing is waiting to be sent')
      await omar.press('Ask the helpdesk')
      await omar.waitForCard(`helpdesk #${number}`)
    }
    for (const number of [2, 3, 4, 5, 6]) await queueCard(helen, number).waitForCard('Nobody has taken it.')
    await queueCard(helen, 4).press('Take')
    await queueCard(adele, 4).waitForCard('Helen Park has it.')
    await helen.thread('#5:').say(' called him', { mention: true })
    await queueCard(adele, 5).waitForCard('One note, the last by Helen Park.')
    await queueCard(adele, 3).press('More')
    await queueCard(adele, 3).press('Close')
    await queueCard(adele, 3).choose('Nothing was wrong')
    await queueCard(adele, 3).fill('Why (the person is told this)', 'Nothing waits.')
    await queueCard(adele, 3).press('Close the check')
    await queueCard(helen, 3).waitForCard('Closed by Adele Admin: nothing was wrong.')
    await omar.waitForCard('The helpdesk closed your check #3.')
    await omar.card('helpdesk #4').waitForCard('helpdesk #4, Helen Park')
    for (const number of [2, 5, 6]) {
      assert.match(await queueCard(helen, number).cardText(), /Nobody has taken it\./)
    }
    await three.screenshots('side-by-side')
  })
})
