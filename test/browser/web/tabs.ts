import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Visitor } from './visitor.js'
import { DEEP_LINK, signInForOrganization } from './walk.js'
import type { WebStage } from './webStage.js'

const NAME = "Áine O'Brien"

/** Reloads the page, and sees the same step. */
async function sameAfterReload({ page, waitForCard }: Visitor, step: string): Promise<void> {
  await waitForCard(step)
  await page.reload()
  await waitForCard(step)
}

/** Whether these begin equally far to the right, where there is little room. */
async function isFlush({ page }: Visitor, parts: readonly string[]): Promise<boolean> {
  await page.setViewportSize({ width: 320, height: 640 })
  const boxes = await Promise.all(parts.map(part => page.locator(part).first().boundingBox()))
  return new Set(boxes.map(box => box?.x)).size === 1
}

export function tabScenes({ alone, contoso, visit, writesOf }: WebStage): void {
  it('somebody reloads, goes back and forth, and has the same check open twice', async () => {
    const one = await visit()
    await one.arrive(DEEP_LINK, NAME)
    await one.page.reload()
    await one.page.getByRole('button', { name: 'My mail stays in Pending Send' }).click()
    await sameAfterReload(one, 'Whose mail is stuck?')
    await one.press('Check')
    await sameAfterReload(one, 'We found the cause')
    await one.press('Allow it here')
    await sameAfterReload(one, 'Let others send for you?')

    const url = one.page.url()
    await one.page.goBack()
    await one.page.getByRole('heading', { name: 'What do you see?' }).waitFor()
    assert.equal(new URL(one.page.url()).pathname, '/check')
    await one.page.goForward()
    await one.waitForCard('Let others send for you?')

    const other = await one.tab(url)
    await other.waitForCard('Let others send for you?')
    await one.pressMore('Not now')
    await one.waitForCard('We found the cause')
    await other.waitForCard('We found the cause')
    await other.press('Allow it here')
    await one.waitForCard('Let others send for you?')
    await one.press('Allow it')
    await sameAfterReload(one, 'Sign in first')
    await signInForOrganization(one, NAME)
    await sameAfterReload(one, 'You are signed in')
    await other.waitForCard('You are signed in')
    await alone(async () => {
      const both = [one, other]
      await Promise.all(both.map(tab => tab.press('Continue')))
      await Promise.all(both.map(tab => tab.waitForCard('Repaired: waiting for the Email Router')))
      assert.deepEqual(writesOf(NAME), ['PATCH'])
      await sameAfterReload(one, 'Repaired: waiting for the Email Router')
      contoso().router.poll()
      await one.press('Check again')
      await sameAfterReload(one, 'Your mail has left')
      await other.waitForCard('Your mail has left')
    })
    await one.context.close()
  })

  it('the back button after signing in leads to nothing that is broken', async () => {
    const wen = await visit()
    await wen.arrive('/check/cases', 'Wen Zhou')
    await wen.waitForCard('No check of yours is open')
    await wen.look('no-cases')
    await wen.page.goBack()
    await wen.signIn('Wen Zhou')
    await wen.page.getByText('This sign-in is over').waitFor()
    await wen.look('sign-in-over')
    assert.ok(await isFlush(wen, ['h1', '#main p']), 'the headline and the text begin at one line')
    await wen.page.getByRole('link', { name: 'Sign in' }).click()
    await wen.signIn('Wen Zhou')
    await wen.page.getByRole('heading', { name: 'What do you see?' }).waitFor()
    await wen.context.close()
  })
}
