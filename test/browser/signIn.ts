import type { CardActions } from './cardActions.js'
import type { PlaygroundPage } from './playgroundPage.js'

/** Signs in on the page that the card's link opens, and enters the code from that page. `card`: default, the newest one. */
export async function signIn(page: PlaygroundPage, name: string, card: CardActions = page): Promise<void> {
  const opening = page.page.context().waitForEvent('page')
  await card.press('Sign in')
  const signInPage = await opening
  await signInPage.getByRole('button', { name: `Continue as ${name}` }).click()
  const code = await signInPage.locator('.code').innerText()
  await signInPage.close()
  await card.fill('Code that the page shows', code)
  await card.press('Continue')
}
