import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Playground } from '../demo/playground.js'
import type { Stack } from '../demo/stack.js'
import type { PlaygroundPage } from './playgroundPage.js'
import { openStage, type Stage } from './scenes.js'

/** Folder for screenshots of what a person sees, and for the bot's log. */
const output = '.test-output/walk'
const PERSONAL_OPTION = /Allow other Microsoft Dynamics 365 users to send email on your behalf/

let stage: Stage
let stack: Stack
const scene: Stage['scene'] = (...args) => stage.scene(...args)

before(async () => {
  stage = await openStage({
    folder: output,
    simulator: { routerIntervalMs: 0 },
    helpdesk: ['helen'],
    unnamedRouter: true,
  })
  stack = stage.stack
})
after(() => stage?.close())

describe('a person whose own mail is stuck', () => {
  let chat: Playground
  before(async () => {
    chat = await stage.chatOf('sara', 'Sara Davis')
  })

  it('gets from "my mail is stuck" to the cause in two answers, repairs it, and sees that the mail has left', () =>
    scene(chat, 'consent-missing', async page => {
      const { contoso } = stack.simulator
      await page.waitForCard('Is your Dynamics 365 e-mail stuck?')
      await page.press('My mail is stuck')
      await page.waitForCard('What do you see?')
      await page.press('My mail stays in Pending Send')
      await page.waitForCard('Which organization is it in?')
      await page.press('Next')
      await page.waitForCard('You: Sara Davis')
      await page.press('Check')

      const found = await page.waitForCard('We found the cause')
      assert.match(found, /You have not given your permission/)
      assert.match(found, /What to do now\s+Press "Allow it here"/)
      assert.match(found, PERSONAL_OPTION)
      assert.match(found, /3 e-mails are waiting\. The oldest is from .*, the newest from/)
      const [shown] = await page.pictures()
      assert.match(shown ?? '', PERSONAL_OPTION)
      await page.screenshot(`${output}/cause-found.png`)
      await page.press('How to fix it')
      assert.equal((await page.pictures()).length, 3, 'one on the face, two in the guide')
      await page.screenshot(`${output}/how-to-fix.png`)

      contoso.router.poll()
      assert.match(contoso.router.log.join('\n'), /0x8004480D/)
      contoso.control.setConsent('sara@contoso.com', true)
      await page.press('Check again')
      await page.waitForCard('Mail is waiting, and we do not see why')
      assert.equal(sentBy('sara@contoso.com'), 2, 'looking sends nothing')

      contoso.router.poll()
      assert.equal(sentBy('sara@contoso.com'), 5)
      await page.press('Check again')
      assert.match(await page.waitForCard('Your mail has left'), /3 e-mails had been waiting\. None is waiting now/)
    }))

  it('is refused somebody else’s mail, and learns whom to ask', () =>
    scene(chat, 'refused', async page => {
      await page.say('stuck in Contoso')
      await page.waitForCard('Whose mail is stuck?')
      await page.fill('E-mail address in "From"', 'omar@contoso.com')
      await page.press('Check')
      await page.waitForCard("You can ask about your own mail only. For somebody else's, ask your helpdesk.")
    }))

  it('learns what to do about an invalid address, a foreign URL and nonsense, and loses nothing', () =>
    scene(chat, 'bad-input', async page => {
      await page.say('start over')
      await page.waitForCard('What do you see?')
      await page.say('http://evil.example/')
      await page.waitForCard('I know: Contoso, Contoso Field Service.')
      await page.say('what is the weather like')
      await page.waitForCard('I did not understand "what is the weather like".')
      await page.say('stuck')
      await page.waitForCard('Which organization is it in?')
      await page.say('Contoso')
      await page.waitForCard('Whose mail is stuck?')
      await page.say('not an address')
      await page.waitForCard('"not an address" is not an e-mail address.')
      await page.say('status')
      await page.waitForCard('Whose mail is stuck?')
      await page.say('cancel')
      await page.waitForCard('This check was canceled')
    }))

  it('gets an answer in a group chat and in a channel by mentioning the bot', () =>
    scene(chat, 'channel', async page => {
      for (const place of ['Sales', 'Contoso - Help desk']) {
        await page.open(place)
        await page.waitForCard('Is your Dynamics 365 e-mail stuck?')
        await page.say(' start over', { mention: true })
        await page.waitForCard('What do you see?')
      }
    }))
})

function sentBy(address: string): number {
  const { contoso } = stack.simulator
  const { systemuserid } = contoso.control.user(address)
  return contoso.table('email').where(mail => mail._emailsender_value === systemuserid && mail.statuscode === 3).length
}

/** Asks about a sender in Contoso, and waits for the card about that sender with this headline. */
async function diagnose(page: PlaygroundPage, sender: string, headline: string): Promise<string> {
  await page.say(`${sender} is stuck in Contoso`)
  return page.waitForCard(new RegExp(`${headline}.*${sender}`))
}

describe('a helpdesk member', () => {
  let chat: Playground
  before(async () => {
    chat = await stage.chatOf('helen', 'Helen Park')
  })

  const causes: Readonly<Record<string, readonly [sender: string, headline: string, cause: RegExp]>> = {
    depth: [
      'grace@contoso.com',
      'We found the cause',
      /permission of the Email Router's account does not reach the sender/,
    ],
    disabled: ['dave@contoso.com', 'We found the cause', /The sender is disabled/],
    'delivery-method': ['mia@contoso.com', 'We found the cause', /The Email Router does not pick up this mail/],
    waiting: ['wen@contoso.com', 'It is only', /minutes? old: wait/],
    'old-mails': ['omar@contoso.com', 'We found the cause', /37 e-mails are waiting[\s\S]*37 are older than a day/],
  }
  for (const [name, [sender, headline, cause]] of Object.entries(causes)) {
    it(`sees the cause: ${name}`, () =>
      scene(chat, name, async page => {
        assert.match(await diagnose(page, sender, headline), cause)
        for (const alt of await page.pictures()) assert.ok(alt.length > 20)
      }))
  }

  it('is asked for the router account if none is configured, and sees both causes at once', () =>
    scene(chat, 'both-causes', async page => {
      await page.say('omar@contoso.com is stuck in Contoso Field Service')
      await page.waitForCard('Which account does the Email Router use?')
      await page.fill('Which account does the Email Router sign in with?', 'router@fs.contoso.com')
      await page.press('Next')
      const found = await page.waitForCard('We found 2 causes')
      assert.match(found, /The sender has not given permission/)
      assert.match(found, /Also in the way: The Email Router lacks a permission/)
    }))

  it('repairs the privilege, and the mail leaves', () =>
    scene(chat, 'privilege', async page => {
      const { field } = stack.simulator
      await page.say('nora@contoso.com is stuck in Contoso Field Service')
      await page.waitForCard('Which account does the Email Router use?')
      await page.fill('Which account does the Email Router sign in with?', 'router@fs.contoso.com')
      await page.press('Next')
      assert.match(await page.waitForCard('We found the cause'), /The Email Router lacks a permission/)
      field.control.grantRouter()
      await page.press('Check again')
      await page.waitForCard('Mail is waiting, and we do not see why')
      field.router.poll()
      await page.press('Check again')
      await page.waitForCard('The mail of Nora Lindqvist has left')
    }))

  it('sees which privilege the bot lacks, and never that all is well', () =>
    scene(chat, 'privilege-of-the-bot', async page => {
      const { control } = stack.simulator.contoso
      control.removePrivilege('Pending Send Reader', 'prvReadUserSettings')
      try {
        const card = await diagnose(page, 'nora@contoso.com', 'We could not see everything')
        assert.match(card, /application user lacks prvReadUserSettings/)
      } finally {
        control.grantPrivilege('Pending Send Reader', 'prvReadUserSettings', 'Global')
      }
    }))

  it('gets the same diagnosis despite throttling and outages, and reads that it took longer', () =>
    scene(chat, 'throttled', async page => {
      const { faults } = stack.simulator.contoso
      try {
        faults.set({ kind: 'throttle', every: 2, retryAfterSeconds: 1 })
        // A sender nobody has asked about yet costs two requests, the second of which is throttled.
        assert.match(await diagnose(page, 'ute@contoso.com', 'We found the cause'), /took longer than usual/)
        faults.set({ kind: 'unavailable', next: 3 })
        assert.match(await diagnose(page, 'dave@contoso.com', 'We found the cause'), /took longer than usual/)
      } finally {
        faults.clear()
      }
    }))

  it('pastes a log, and gets from its fault to the cause without a question', () =>
    scene(chat, 'pasted-log', async page => {
      await page.say(
        '#26142 - An error occurred while checking for outgoing email messages to process: Contoso. mailbox omar@contoso.com ErrorCode: 0x8004480D, Message: User does not have send-as privilege',
      )
      assert.match(
        await page.waitForCard(/We found the cause.*omar@contoso\.com/),
        /The sender has not given permission/,
      )
      await page.press('Details')
      assert.match(await page.waitForCard('What your text says:'), /Line 1: .*0x8004480D/)
      await page.say('ErrorSendAsDenied')
      const card = await page.waitForCard('This looks like the same problem, but it is a different one')
      assert.match(card, /Exchange does not let the account send for the sender/)
      await page.press('Check anyway')
      await page.waitForCard('Which organization is it in?')
    }))

  it('sees the case finish although the bot is killed in the middle of it', () =>
    scene(chat, 'killed', async page => {
      const { faults } = stack.simulator.contoso
      faults.set({ kind: 'slow', ms: 60_000 })
      await diagnose(page, 'mia@contoso.com', 'Looking at Contoso')
      await stack.bot.kill()
      faults.clear()
      await stack.restartBot()
      assert.match(await page.waitForCard('We found the cause'), /The Email Router does not pick up this mail/)
    }))
})
