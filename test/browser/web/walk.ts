import type { Visitor } from './visitor.js'

export const DEEP_LINK = '/check?org=Contoso&symptom=stuck'

/** From the deep link to the cause, signing in on the way. */
export async function walkToCause(visitor: Visitor, name: string): Promise<void> {
  await visitor.arrive(DEEP_LINK, name)
  await visitor.page.getByRole('button', { name: 'My mail stays in Pending Send' }).click()
  await visitor.waitForCard('Whose mail is stuck?')
  await visitor.press('Check')
  await visitor.waitForCard('We found the cause')
}

export async function walkToOffer(visitor: Visitor, name: string): Promise<void> {
  await walkToCause(visitor, name)
  await visitor.press('Allow it here')
  await visitor.waitForCard('Let others send for you?')
}

/** Signs in for the organization, in the same window, and is back at the case. */
export async function signInForOrganization(visitor: Visitor, name: string): Promise<void> {
  await visitor.waitForCard('Sign in first')
  await visitor.press('Sign in')
  await visitor.signIn(name)
  await visitor.waitForCard('You are signed in')
}
