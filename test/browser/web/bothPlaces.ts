import assert from 'node:assert/strict'
import { it } from 'node:test'
import { signInForOrganization } from './walk.js'
import type { WebStage } from './webStage.js'

export function bothPlacesScenes({ alone, stage, contoso, visit, writesOf }: WebStage): void {
  it('somebody repairs their mail on the page and in Teams at the same time', async () => {
    const [chat, sara] = await Promise.all([stage().chatOf('sara', 'Sara Davis'), visit()])
    await sara.arrive('/check', 'Sara Davis')
    await sara.page.getByRole('button', { name: 'My mail stays in Pending Send' }).click()
    await sara.waitForCard('Which organization is it in?')
    await sara.look('organization')
    await sara.press('Next')
    await sara.waitForCard('Whose mail is stuck?')
    await sara.look('sender')
    const opening = stage().open(chat)
    await sara.press('Check')
    assert.match(await sara.waitForCard('We found the cause'), /You have not given your permission/)
    assert.equal((await sara.pictures()).length, 1)
    const picture = await sara.page.locator('#main img').boundingBox()
    assert.ok(picture && picture.width <= 520, 'a picture is no wider than it has to be')
    await sara.look('cause')

    const teams = await opening
    await teams.say('status')
    await teams.waitForCard('We found the cause')
    await teams.press('Allow it here')
    assert.match(await sara.waitForCard('Let others send for you?'), /3 e-mails are waiting/)
    await sara.look('offer')
    const url = sara.page.url()
    await sara.press('Allow it')
    await signInForOrganization(sara, 'Sara Davis')
    assert.equal(sara.page.url(), url)
    await sara.look('signed-in')
    await alone(async () => {
      await sara.press('Continue')
      await sara.waitForCard('Repaired: waiting for the Email Router')
      await teams.waitForCard('Repaired: waiting for the Email Router')
      contoso().router.poll()
      await teams.press('Check again')
      await Promise.all([sara, teams.card('Your mail has left')].map(place => place.waitForCard('Your mail has left')))
    })
    await sara.look('left')
    await teams.screenshot('.test-output/web/left-in-teams.png')
    assert.deepEqual(writesOf('Sara Davis'), ['PATCH'])
    await teams.close()
    await sara.context.close()
  })
}
