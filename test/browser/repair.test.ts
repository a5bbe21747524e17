import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Playground } from '../demo/playground.js'
import type { Stack } from '../demo/stack.js'
import type { PlaygroundPage } from './playgroundPage.js'
import { openStage, type Stage } from './scenes.js'
import { signIn } from './signIn.js'

/** Folder for screenshots of what a person sees, and for the bot's log. */
const output = '.test-output/repair'
const KNOWS_OLD = /I know that .* older than a day will leave/

let stage: Stage
let stack: Stack
const scene: Stage['scene'] = (...args) => stage.scene(...args)
const contoso = () => stack.simulator.contoso

before(async () => {
  stage = await openStage({
    folder: output,
    simulator: { routerIntervalMs: 0, permissionCacheMs: 30_000 },
    helpdesk: ['helen', 'admin'],
    watchSeconds: 1,
  })
  stack = stage.stack
})
after(() => stage?.close())

function writes(): readonly string[] {
  return contoso().written.map(({ method, by }) => `${method} ${by}`)
}

/** Returns a function that lists the writes made since this call. */
function writesFromNow(): () => readonly string[] {
  const before = contoso().written.length
  return () => writes().slice(before)
}

function idOf(address: string): string {
  return String(contoso().control.user(address).systemuserid)
}

function consentOf(address: string): unknown {
  return contoso().table('usersettings').find(idOf(address))?.issendasallowed
}

async function askAbout(page: PlaygroundPage, sender: string): Promise<void> {
  const before = await page.count()
  await page.say(`${sender} is stuck in Contoso`)
  while ((await page.count()) === before) await setTimeout(50)
  await page.waitForCard(new RegExp(`We found the cause.*${sender}`))
}

describe('a sender whose consent is missing, with 37 old e-mails', () => {
  let chat: Playground
  before(async () => {
    chat = await stage.chatOf('omar', 'Omar Haddad')
  })

  it('is warned, holds two back, agrees, signs in, sees the others leave, is notified once, and undoes the change', () =>
    scene(chat, 'consent', async page => {
      const writesSoFar = writesFromNow()
      await askAbout(page, 'omar@contoso.com')
      await page.press('Allow it here')
      const offer = await page.waitForCard('Let others send for you?')
      assert.match(offer, /37 e-mails are waiting[\s\S]*37 are older than a day/)
      assert.match(offer, /send email on your behalf": off → on/)
      assert.doesNotMatch(offer, /issendasallowed/)
      assert.equal(offer.match(/ · .* · to /g)?.length, 5, 'the five oldest')
      await page.screenshot(`${output}/offer.png`)
      await page.press('Allow it')
      await page.waitForCard('Old e-mails would leave. Tick the box')

      await page.press('Cancel some first')
      const inner = page.page
        .locator('.ac-adaptiveCard .ac-adaptiveCard')
        .filter({ hasText: 'Choose what must not leave' })
      const choices = inner.last().getByRole('checkbox')
      assert.equal(await choices.count(), 37)
      for (const choice of [0, 1]) await choices.nth(choice).check()
      await page.screenshot(`${output}/hold.png`)
      await page.press('Cancel the chosen e-mails')
      await page.waitForCard('Cancel these 2 e-mails for good?')
      await page.press('Cancel 2 e-mails')
      await page.waitForCard('Sign in first')
      await page.screenshot(`${output}/sign-in.png`)
      await signIn(page, 'Omar Haddad')
      await page.waitForCard('2 e-mails were canceled.')
      assert.match(await page.waitForCard('Let others send for you?'), /35 e-mails are waiting/)

      await page.check(KNOWS_OLD)
      await page.press('Allow it')
      await page.waitForCard('Repaired: waiting for the Email Router')
      assert.deepEqual(writesSoFar(), ['PATCH Omar Haddad', 'PATCH Omar Haddad', 'PATCH Omar Haddad'])
      contoso().router.poll(12)
      await page.waitForCard('12 of 35 have left')
      await page.screenshot(`${output}/counting.png`)
      contoso().router.poll()
      await page.waitForCard('All e-mails of Omar Haddad have left: 35 were sent.')
      await setTimeout(2500)
      assert.equal(await page.page.getByText('All e-mails of Omar Haddad have left').count(), 1, 'notified once')
      assert.equal(await page.page.getByText('Your mail has left').count(), 1)

      const before = writesSoFar().length
      // The card is no longer the newest message.
      const cardWith = (text: string) => page.page.locator('.ac-adaptiveCard').filter({ hasText: text }).last()
      await cardWith('Your mail has left').getByRole('button', { name: 'Put it back as it was', exact: true }).click()
      await cardWith('Put it back as it was?').getByRole('button', { name: 'Put it back', exact: true }).click()
      await cardWith('It is as it was before.').waitFor()
      assert.equal(consentOf('omar@contoso.com'), false)
      assert.deepEqual(writesSoFar().slice(before), ['PATCH Omar Haddad'])
    }))
})

describe('an administrator', () => {
  let chat: Playground
  before(async () => {
    chat = await stage.chatOf('admin', 'Adele Admin')
  })
  let signedIn = false

  const ways: Readonly<Record<string, readonly [button: string, sentence: RegExp, writes: number]>> = {
    give: ['Give the role', /gets the security role "Mail Sender"/, 1],
    extend: ['Extend the role', /"Email Router", which .* holds, gets[\s\S]*Invoice Integration would gain it, too/, 1],
    create: ['Create the role', /A new security role "Email Router send-as" in Sales/, 3],
  }
  for (const [name, [button, sentence, count]] of Object.entries(ways)) {
    it(`grants the privilege (${name}), and undoes the change`, () =>
      scene(chat, `grant-${name}`, async page => {
        const writesSoFar = writesFromNow()
        await askAbout(page, 'grace@contoso.com')
        await page.press('Extend it as administrator')
        await page.waitForCard('Let the Email Router send for Grace Kim?')
        if (name !== 'give') await page.press('Other ways')
        assert.match(await page.waitForCard(sentence), /Global/)
        await page.check(KNOWS_OLD)
        await page.screenshot(`${output}/offer-${name}.png`)
        await page.press(button)
        if (!signedIn) {
          await page.waitForCard('Sign in first')
          await signIn(page, 'Adele Admin')
          signedIn = true
        }
        await page.waitForCard('Repaired: waiting for the Email Router')
        assert.deepEqual(
          writesSoFar(),
          Array.from({ length: count }, () => 'POST Adele Admin'),
        )
        await page.pressMore('Put it back as it was')
        await page.waitForCard('Put it back as it was?')
        await page.press('Put it back')
        await page.waitForCard('It is as it was before.')
        assert.equal(contoso().control.sendAsPrivilege(), 'Deep (through a team)')
      }))
  }
})

describe('a helpdesk member', () => {
  let chat: Playground
  before(async () => {
    chat = await stage.chatOf('helen', 'Helen Park')
  })

  it('is refused an administrator’s repair by Dynamics 365, and learns whom to ask', () =>
    scene(chat, 'refused', async page => {
      const writesSoFar = writesFromNow()
      await askAbout(page, 'grace@contoso.com')
      await page.press('Extend it as administrator')
      await page.waitForCard('Let the Email Router send for Grace Kim?')
      await page.check(KNOWS_OLD)
      await page.press('Give the role')
      await page.waitForCard('Sign in first')
      await signIn(page, 'Helen Park')
      await page.waitForCard('Ask somebody with the role System Administrator.')
      assert.deepEqual(writesSoFar(), [])
    }))

  it('asks the sender, who agrees in their own chat, and both cards show the result', async () => {
    const sara = await stage.chatOf('sara', 'Sara Davis')
    const hers = await stage.open(sara)
    try {
      await scene(chat, 'asking', async page => {
        const writesSoFar = writesFromNow()
        await askAbout(page, 'sara@contoso.com')
        await page.press('Ask Sara Davis')
        await page.waitForCard('Sara Davis has a message from this bot.')
        const asked = await hers.waitForCard('May others send e-mail for you?')
        assert.match(asked, /Helen Park is looking into a problem with your e-mail[\s\S]*3 e-mails are waiting/)
        await hers.screenshot(`${output}/asked.png`)
        await hers.press('See what will change')
        await hers.waitForCard('Let others send for you?')
        const others = await page.waitForCard('Let others send for Sara Davis?')
        assert.match(others, /Sara Davis is being asked, and decides\./)
        assert.doesNotMatch(others, / · to /, 'neither subject nor recipient')
        await hers.press('Allow it')
        await hers.waitForCard('Sign in first')
        await signIn(hers, 'Sara Davis')
        await hers.waitForCard('Repaired: waiting for the Email Router')
        await page.waitForCard('Repaired: waiting for the Email Router')
        assert.deepEqual(writesSoFar(), ['PATCH Sara Davis'])
        contoso().router.poll()
        await page.waitForCard('All e-mails of Sara Davis have left')
        await hers.waitForCard('All e-mails of Sara Davis have left')
      })
    } finally {
      await hers.screenshot(`${output}/asked-end.png`)
      await hers.close()
    }
  })
})

describe('a consent', () => {
  let chat: Playground
  before(async () => {
    chat = await stage.chatOf('obrien', "Áine O'Brien")
  })
  const address = "aine.o'brien@contoso.com"

  /** Brings the chat to the offer that the person can agree to. */
  async function askForOffer(page: PlaygroundPage): Promise<void> {
    await askAbout(page, address)
    await page.press('Allow it here')
    await page.waitForCard('Let others send for you?')
  }

  it('is void if somebody changed the record in the meantime', () =>
    scene(chat, 'void', async page => {
      const writesSoFar = writesFromNow()
      await askForOffer(page)
      contoso().table('usersettings').update(idOf(address), { paginglimit: 75 })
      await page.press('Allow it')
      await page.waitForCard('Sign in first')
      await signIn(page, "Áine O'Brien")
      await page.waitForCard('Somebody changed it in the meantime, so nothing was written.')
      assert.deepEqual(writesSoFar(), [])
      assert.equal(consentOf(address), false)
      await page.pressMore('Not now')
      await page.waitForCard('We found the cause')
    }))

  it('that is given twice at the same time is carried out once', () =>
    scene(chat, 'twice', async page => {
      const writesSoFar = writesFromNow()
      await askForOffer(page)
      await page.pressTwice('Allow it')
      await page.waitForCard('Repaired: waiting for the Email Router')
      assert.deepEqual(writesSoFar(), ["PATCH Áine O'Brien"])
      await page.pressMore('Put it back as it was')
      await page.waitForCard('Put it back as it was?')
      await page.press('Put it back')
      await page.waitForCard('It is as it was before.')
    }))

  it('is completed without a second write if the bot is killed after the write', () =>
    scene(chat, 'killed', async page => {
      const { faults } = contoso()
      const writesSoFar = writesFromNow()
      await askForOffer(page)
      faults.set({ kind: 'slow', ms: 1500 })
      await page.press('Allow it')
      while (writesSoFar().length === 0) await setTimeout(20)
      await stack.bot.kill()
      faults.clear()
      await stack.restartBot()
      await page.waitForCard('Repaired: waiting for the Email Router')
      assert.deepEqual(writesSoFar(), ["PATCH Áine O'Brien"])
      assert.equal(consentOf(address), true)
    }))
})

describe('the bot', () => {
  it('wrote nothing with its own token', () => {
    assert.ok(contoso().written.length > 10)
    assert.ok(contoso().written.every(({ byApplication }) => !byApplication))
  })
})
