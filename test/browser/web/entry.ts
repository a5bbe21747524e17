import assert from 'node:assert/strict'
import { it } from 'node:test'
import { output } from './visitor.js'
import { DEEP_LINK, walkToCause } from './walk.js'
import type { WebStage } from './webStage.js'

export function entryScenes({ visit }: WebStage): void {
  it('what a link has chosen is still chosen after signing in', async () => {
    const { arrive, page, context, look } = await visit()
    await arrive(DEEP_LINK, 'Sara Davis')
    await page.getByRole('heading', { name: 'What do you see?' }).waitFor()
    assert.equal(new URL(page.url()).search, '?org=Contoso&symptom=stuck')
    assert.equal(await page.locator('.symptom.chosen').innerText(), 'My mail stays in Pending Send')
    assert.equal(await page.locator('.organization').innerText(), 'Organization: Contoso')
    await look('deep-link')
    await context.close()
  })

  it('without JavaScript there is a sentence', async () => {
    const { arrive, page, context } = await visit({ javaScript: false })
    await arrive('/check', 'Sara Davis')
    assert.match(await page.locator('noscript .notice').innerText(), /^This page needs JavaScript\./)
    await page.screenshot({ path: `${output}/no-script.png` })
    await context.close()
  })

  it('on paper there is the card, and nothing to press', async () => {
    const lena = await visit()
    await walkToCause(lena, 'Lena Fischer')
    const { page } = lena
    await page.emulateMedia({ media: 'print' })
    for (const gone of ['header', 'nav', 'footer', '.ac-pushButton', '#notice'])
      assert.equal(await page.locator(gone).first().isVisible(), false, gone)
    assert.ok(await page.getByText('We found the cause').first().isVisible())
    await page.screenshot({ path: `${output}/paper.png`, fullPage: true })
    await page.pdf({ path: `${output}/paper.pdf` })
    await lena.context.close()
  })

  it('what the policy forbids would be noticed', async () => {
    const { arrive, page, context, complaints } = await visit()
    await arrive('/check', 'Sara Davis')
    await page.evaluate(`new Promise(resolve => {
      document.addEventListener('securitypolicyviolation', resolve)
      const script = document.createElement('script')
      script.textContent = 'document.title = "ran"'
      document.body.append(script)
    })`)
    assert.notEqual(await page.title(), 'ran')
    assert.match(complaints.splice(0).join('\n'), /script-src/)
    await context.close()
  })
}
