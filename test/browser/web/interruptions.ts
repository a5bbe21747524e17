import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Visitor } from './visitor.js'
import { signInForOrganization, walkToOffer } from './walk.js'
import type { WebStage } from './webStage.js'

const KNOWS_OLD = /I know that .* older than a day will leave/

/** The cookie goes, as it does when the session ends. */
function endSession({ context }: Visitor): Promise<void> {
  return context.clearCookies({ name: 'pendingSend' })
}

/** The part of the browser's global object that is used. */
interface Window {
  getComputedStyle(element: unknown, part: string): { readonly content: string }
}

/** What is drawn behind the name of a link. */
function arrowOf({ page }: Visitor, name: string): Promise<string> {
  const link = page.getByRole('link', { name, exact: true })
  return link.evaluate(element => (globalThis as unknown as Window).getComputedStyle(element, '::after').content)
}

async function signInAgain(visitor: Visitor, name: string): Promise<void> {
  await visitor.page.getByText('You are signed out. What you typed is kept.').waitFor()
  await visitor.page.getByRole('link', { name: 'Sign in again' }).click()
  await visitor.signIn(name)
}

export function interruptionScenes({ alone, visit, writesOf }: WebStage): void {
  it('a session that ends in the middle of a consent costs no more than signing in again', async () => {
    const omar = await visit()
    await walkToOffer(omar, 'Omar Haddad')
    const url = omar.page.url()
    await omar.check(KNOWS_OLD)
    await endSession(omar)
    await omar.press('Allow it')
    await omar.page.getByText('You are signed out. What you typed is kept.').waitFor()
    await omar.look('session-ended')
    assert.match(await arrowOf(omar, 'Open the e-mails'), /↗/)
    await signInAgain(omar, 'Omar Haddad')
    await omar.waitForCard('Let others send for you?')
    assert.equal(omar.page.url(), url)
    assert.ok(await omar.page.getByLabel(KNOWS_OLD).isChecked(), 'what was ticked is still there')

    await omar.press('Allow it')
    await omar.waitForCard('Sign in first')
    await omar.look('sign-in')
    assert.doesNotMatch(await arrowOf(omar, 'Sign in'), /↗/, 'it opens in this window')
    await endSession(omar)
    await omar.press('Sign in')
    // First for the page, then for the organization.
    await omar.page.getByText('wants to know who you are').waitFor()
    await omar.page.getByRole('button', { name: 'Continue as Omar Haddad' }).click()
    await omar.page.getByText('wants to read and change Dynamics 365').waitFor()
    await omar.signIn('Omar Haddad')
    await omar.waitForCard('You are signed in')
    assert.equal(omar.page.url(), url)
    assert.deepEqual(writesOf('Omar Haddad'), [])
    await alone(async () => {
      await omar.press('Continue')
      await omar.waitForCard('Repaired: waiting for the Email Router')
    })
    assert.deepEqual(writesOf('Omar Haddad'), ['PATCH'])
    await omar.context.close()
  })

  it('somebody signs out in one tab, and the other shows and keeps nothing any more', async () => {
    const mia = await visit()
    await mia.arrive('/check?org=Contoso', 'Mia Novak')
    await mia.page.getByRole('button', { name: 'My mail stays in Pending Send' }).click()
    await mia.waitForCard('Whose mail is stuck?')
    const url = mia.page.url()
    await mia.fill('E-mail address in "From"', 'mia.novak@contoso.com')
    const other = await mia.tab('/check/cases')
    await other.waitForCard('Stuck in Pending Send')
    await other.look('cases')
    await other.page.getByRole('button', { name: 'Sign out' }).click()
    await other.page.getByRole('heading', { name: 'You are signed out' }).waitFor()
    await other.look('signed-out')
    await mia.page.getByRole('heading', { name: 'You are signed out' }).waitFor()
    await mia.arrive(new URL(url).pathname, 'Mia Novak')
    await mia.waitForCard('Whose mail is stuck?')
    assert.notEqual(await mia.page.getByLabel('E-mail address in "From"').inputValue(), 'mia.novak@contoso.com')
    await mia.context.close()
  })
}

export function restartScene({ stage, contoso, visit, writesOf }: WebStage): void {
  it('the bot may be stopped and killed in the middle, and the page goes on', async () => {
    contoso().control.setConsent('yamada@contoso.com', false)
    contoso().control.addPending('yamada@contoso.com', 30)
    const { stack } = stage()
    const yamada = await visit()
    await walkToOffer(yamada, '山田 太郎')
    await stack.bot.kill()
    await yamada.page.getByText('The server does not answer.').waitFor()
    await yamada.look('server-away')
    const restarting = stack.restartBot()
    await yamada.press('Allow it')
    await restarting
    // The page tries a few times by itself, for some seconds.
    const again = yamada.page.getByRole('button', { name: 'Try again' })
    await again.or(yamada.page.getByRole('heading', { name: 'Sign in first' })).waitFor()
    if (await again.isVisible()) await again.click()
    await signInForOrganization(yamada, '山田 太郎')

    await stack.bot.stop()
    await stack.restartBot()
    // The token went with the process.
    await yamada.press('Continue')
    await signInForOrganization(yamada, '山田 太郎')
    assert.deepEqual(writesOf('山田 太郎'), [])
    await yamada.press('Continue')
    await yamada.waitForCard('Repaired: waiting for the Email Router')
    assert.deepEqual(writesOf('山田 太郎'), ['PATCH'])
    await yamada.context.close()
  })
}
