import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Stack } from '../demo/stack.js'
import type { PlaygroundPage } from './playgroundPage.js'
import { openStage, type Stage } from './scenes.js'
import { signIn } from './signIn.js'

/** Folder for screenshots of what a person sees, and for the bot's log. */
const output = '.test-output/synchronized'

let stage: Stage
let stack: Stack
const scene: Stage['scene'] = (...args) => stage.scene(...args)
const contoso = () => stack.simulator.contoso

before(async () => {
  stage = await openStage({
    folder: output,
    simulator: { routerIntervalMs: 500 },
    synchronized: true,
    helpdesk: ['helen', 'admin'],
    watchSeconds: 1,
  })
  stack = stage.stack
})
after(() => stage?.close())

/** Returns a function that lists the writes made since this call. */
function writesFromNow(): () => readonly string[] {
  const before = contoso().written.length
  return () =>
    contoso()
      .written.slice(before)
      .map(({ method, by }) => `${method} ${by}`)
}

function mailsOf(address: string, statuscode: number): number {
  const { systemuserid } = contoso().control.user(address)
  const mails = contoso()
    .table('email')
    .where(mail => mail._emailsender_value === systemuserid)
  return mails.filter(mail => mail.statuscode === statuscode).length
}

async function askAbout(page: PlaygroundPage, text: string): Promise<void> {
  const before = await page.count()
  await page.say(text)
  while ((await page.count()) === before) await page.page.waitForTimeout(50)
}

describe('with synchronization', () => {
  it('the owner of a mailbox that was never tested tests it from the card, and the mail leaves', async () => {
    const chat = await stage.chatOf('sara', 'Sara Davis')
    await scene(chat, 'never-tested', async page => {
      const writes = writesFromNow()
      await askAbout(page, 'sara@contoso.com is stuck in Contoso')
      const found = await page.waitForCard('We found the cause')
      assert.match(found, /was never tested and enabled/)
      assert.match(found, /What to do now\s+Press "Test and enable it here"/)
      await page.screenshot(`${output}/never-tested-found.png`)
      await page.press('Test and enable it here')
      const offer = await page.waitForCard('Test and enable your mailbox?')
      assert.match(offer, /3 e-mails are waiting/)
      assert.match(offer, /"Test & Enable Mailbox": off → on/)
      assert.doesNotMatch(offer, /testemailconfigurationscheduled/)
      await page.screenshot(`${output}/never-tested-offer.png`)
      await page.press('Test & enable')
      await page.waitForCard('Sign in first')
      await askAbout(page, 'status')
      await page.waitForCard('You agreed to this.')
      await page.screenshot(`${output}/never-tested-again.png`)
      await page.press('Continue')
      await page.waitForCard('type the code here')
      await signIn(page, 'Sara Davis')
      await page.waitForCard('Dynamics 365 is testing the mailbox')
      await page.screenshot(`${output}/never-tested-running.png`)
      await page.waitForCard('All e-mails of Sara Davis have left: 3 were sent.')
      assert.deepEqual(writes(), ['PATCH Sara Davis'])
      assert.equal(mailsOf('sara@contoso.com', 6), 0)
    })
  })

  it('a workflow that was refused goes on: the sender agrees, an administrator resumes its jobs', async () => {
    const [chat, theirs] = [await stage.chatOf('admin', 'Adele Admin'), await stage.chatOf('grace', 'Grace Kim')]
    for (const { asyncoperationid } of contoso()
      .table('asyncoperation')
      .where(({ name }) => name === 'Payment reminder'))
      contoso().table('asyncoperation').update(String(asyncoperationid), { statecode: 3, statuscode: 32 })
    const hers = await stage.open(theirs)
    try {
      await scene(chat, 'workflow', async page => {
        const writes = writesFromNow()
        await askAbout(page, 'grace@contoso.com in Contoso')
        await page.waitForCard('What do you see?')
        await page.press('It stays a draft, or a flow failed')
        const found = await page.waitForCard('We found')
        assert.match(found, /was never handed over/)
        assert.match(found, /Dana Reyes/)
        await page.screenshot(`${output}/workflow-found.png`)
        await page.press('Ask Grace Kim')
        await hers.waitForCard('May others send e-mail for you?')
        await hers.press('See what will change')
        await hers.waitForCard('Let others send for you?')
        await hers.screenshot(`${output}/workflow-consent.png`)
        await hers.press('Allow it')
        await hers.waitForCard('Sign in first')
        await signIn(hers, 'Grace Kim')
        await page.waitForCard('Press "Resume the jobs"')
        await page.screenshot(`${output}/workflow-allowed.png`)
        await page.press('Resume the jobs')
        const list = await page.waitForCard('Which jobs should go on?')
        assert.match(list, /A job that goes on runs everything after its e-mail, too\./)
        const boxes = page.page.getByRole('checkbox', { name: /Order confirmation/ })
        assert.equal(await boxes.count(), 2)
        for (const box of await boxes.all()) assert.equal(await box.isChecked(), false, 'none is chosen beforehand')
        await page.screenshot(`${output}/workflow-jobs.png`)
        await page.press('Continue')
        await page.waitForCard('Choose at least one.')
        for (const box of await boxes.all()) await box.check()
        await page.press('Continue')
        const offer = await page.waitForCard('These 2 jobs go on')
        assert.match(offer, /Let these 2 jobs go on\?/)
        assert.match(offer, /Everything after that step of the workflow runs, too/)
        await page.screenshot(`${output}/workflow-resume.png`)
        await page.press('Resume 2 jobs')
        await page.waitForCard('Sign in first')
        await signIn(page, 'Adele Admin')
        await page.waitForCard('All e-mails of Grace Kim have left')
        assert.deepEqual(writes(), ['PATCH Grace Kim', 'PATCH Adele Admin', 'PATCH Adele Admin'])
        assert.equal(mailsOf('grace@contoso.com', 1), 0, 'no draft is left')
      })
    } finally {
      await hers.screenshot(`${output}/workflow-sender.png`)
      await hers.close()
    }
  })

  it('whoever was told that a draft stays chooses which of the accounts found was refused', async () => {
    const chat = await stage.chatOf('helen', 'Helen Park')
    await scene(chat, 'account-choice', async page => {
      await askAbout(page, 'ines@contoso.com: my mail stays a draft in Contoso')
      const asked = await page.waitForCard('Which of them was not allowed to send?')
      assert.match(asked, /Workflow "Contract renewal", owned by Elena Rossi/)
      assert.match(asked, /Flow "Appointment reminder", with the account Reminder Service/)
      assert.match(asked, /Another account/)
      await page.screenshot(`${output}/account-choice-asked.png`)
      await page.press('Next')
      await page.waitForCard('Choose one, or press "I don\'t know".')
      const flow = page.page.getByRole('radio', { name: /Appointment reminder/ })
      await flow.last().focus()
      await page.page.keyboard.press('Space')
      await page.press('Next')
      const found = await page.waitForCard('We found')
      assert.match(found, /Reminder Service/)
      await askAbout(page, 'ines@contoso.com: my mail stays a draft')
      const again = await page.waitForCard('We found')
      assert.match(again, /Reminder Service/)
      assert.doesNotMatch(again, /Which of them/)
    })
  })

  it('a fresh copy, whose background operations are off, lets nobody’s mail leave', async () => {
    const chat = await stage.chatOf('helen', 'Helen Park')
    await scene(chat, 'copy', async page => {
      await askAbout(page, 'nora@contoso.com is stuck in Contoso Copy')
      const found = await page.waitForCard(/We found/)
      assert.match(found, /Nobody's mail leaves/)
      assert.match(found, /as it is in every fresh copy of another environment/)
    })
  })

  it('mail that waits unexplained is said to be so, with what was ruled out', async () => {
    const chat = await stage.chatOf('yamada', '山田 太郎')
    await scene(chat, 'unexplained', async page => {
      const org = contoso()
      const { systemuserid } = org.control.user('yamada@contoso.com')
      const [mail] = org.table('email').where(one => one._emailsender_value === systemuserid)
      assert.ok(mail)
      const createdon = new Date(Date.now() - 3 * 60 * 60_000).toISOString()
      // Handed over, and put aside by something that no row shows.
      const waits = { statecode: 1, statuscode: 6, senton: null, createdon, actualend: createdon, deliveryattempts: 0 }
      org.table('email').update(String(mail.activityid), { ...waits, directioncode: true })
      org.background.stop()
      try {
        await askAbout(page, 'yamada@contoso.com is stuck in Contoso')
        const card = await page.waitForCard('Mail is waiting, and we do not see why')
        assert.match(card, /What we ruled out/)
      } finally {
        org.background.start()
      }
    })
  })
})
