import assert from 'node:assert/strict'
import { it } from 'node:test'
import { walkToCause } from './walk.js'
import type { WebStage } from './webStage.js'

export function helpdeskScenes({ visit }: WebStage): void {
  it('the helpdesk finds a check on its board, looks at it and comes back; nobody else has a board', async () => {
    const ute = await visit()
    await walkToCause(ute, 'Ute Becker')
    await ute.press('Ask the helpdesk')
    await ute.waitForCard(/helpdesk/i)
    await ute.look('helpdesk-asked')
    assert.equal(await ute.page.getByRole('link', { name: 'Helpdesk board' }).count(), 0)
    const refused = await ute.tab('/check/board')
    await refused.page.getByRole('heading', { name: 'This page is for the helpdesk' }).waitFor()
    await refused.look('board-refused')
    await ute.context.close()

    const helen = await visit()
    await helen.arrive('/check', 'Helen Park')
    await helen.page.getByRole('link', { name: 'Helpdesk board' }).click()
    await helen.waitForCard('One check is open')
    await helen.look('board')
    await helen.press('Filter')
    await helen.fill('Address or number', 'nobody@contoso.com')
    await helen.press('Apply')
    await helen.waitForCard('No open check fits')
    await helen.press('Filter')
    await helen.fill('Address or number', 'ute@contoso.com')
    await helen.look('board-filter')
    await helen.press('Apply')
    await helen.waitForCard('One of 1 open checks fits')
    await helen.press('Show #1')
    await helen.page.waitForURL('**/check/case/*')
    await helen.waitForCard('ute@contoso.com')
    await helen.look('board-case')
    await helen.page.goBack()
    await helen.waitForCard('One of 1 open checks fits')
    await helen.context.close()
  })
}
