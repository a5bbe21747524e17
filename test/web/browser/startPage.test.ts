import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Screen } from '../../../src/app/ports.js'
import { screens } from '../../fixtures/screens.js'
import { launchBrowser } from '../../tools/browser.js'
import { StandIn } from './standIn.js'
import { becomes, focused, type Visitor, visit } from './visitor.js'

const all: Readonly<Record<string, Screen>> = await screens()
const asking = all['intake: sender']!

describe('the page on which a check begins', () => {
  let browser: Browser
  let server: StandIn
  let sara: Visitor
  let page: Page

  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())
  beforeEach(async () => {
    server = new StandIn()
    await server.start()
    server.change('new', { screen: asking })
    server.answer = () => ({ screen: asking, id: 'new' })
  })
  afterEach(async () => {
    assert.deepEqual(sara.complaints, [])
    await sara.context.close()
    server.stop()
  })

  async function open(path = '/check'): Promise<void> {
    sara = await visit(browser, server, path)
    page = sara.page
    await page.getByRole('heading', { name: 'What do you see?' }).waitFor()
  }

  const text = () => page.getByLabel('Error text or log')
  const arrives = () => page.waitForURL('**/check/case/new')

  for (const [title, symptom] of [
    ['My mail stays in Pending Send', 'stuck'],
    ['It stays a draft, or a flow failed', 'draft'],
    ['A message says: cannot send as…', 'cannotSendAs'],
    ['Something else, or I am not sure', 'notSure'],
  ] as const) {
    it(`begins with what somebody sees: ${title}`, async () => {
      await open()
      await page.getByRole('button', { name: title }).press('Enter')
      await arrives()
      const [{ deed, timeZone, ...begun } = {}] = server.deeds
      assert.deepEqual(begun, { symptom })
      assert.ok(deed && timeZone)
    })
  }

  it('takes the organization from the address, shows it, and marks the symptom', async () => {
    await open('/check?org=Contoso%20Field%20%3Cb%3E&symptom=draft')
    assert.equal(await page.locator('.organization').innerText(), 'Organization: Contoso Field <b>')
    assert.equal(await page.locator('.symptom.chosen').innerText(), 'It stays a draft, or a flow failed')
    await page.getByRole('button', { name: 'My mail stays' }).click()
    await arrives()
    const [begun] = server.deeds
    assert.deepEqual([begun?.organization, begun?.symptom], ['Contoso Field <b>', 'stuck'])
  })

  it('has no button for a text, whose field is there; a link for one leads into it', async () => {
    await open('/check?symptom=errorText')
    assert.equal(await page.locator('.symptom').count(), 4)
    assert.equal(await page.evaluate('document.activeElement.id'), 'text')
    await page.keyboard.type('0x8004480D')
    await page.getByRole('button', { name: 'Check this' }).click()
    await arrives()
    assert.deepEqual([server.deeds[0]?.symptom, server.deeds[0]?.text], ['errorText', '0x8004480D'])
  })

  it('sends the text that was pasted, and not twice', async () => {
    await open()
    await text().fill('0x8004480D <b>')
    await page.getByRole('button', { name: 'Check this' }).dblclick()
    await arrives()
    assert.deepEqual(
      server.deeds.map(deed => deed.text),
      ['0x8004480D <b>'],
    )
    await page.goBack()
    await becomes(() => text().inputValue(), '')
  })

  it('sends the text along with a symptom', async () => {
    await open()
    await text().fill('an error')
    await page.getByRole('button', { name: 'My mail stays' }).click()
    await arrives()
    assert.deepEqual([server.deeds[0]?.symptom, server.deeds[0]?.text], ['stuck', 'an error'])
  })

  it('asks for something to check', async () => {
    await open()
    await page.getByRole('button', { name: 'Check this' }).press('Enter')
    assert.ok(await page.getByText('Paste a text first, or choose a file.').isVisible())
    assert.equal(await page.evaluate('document.activeElement.id'), 'text')
    assert.equal(await text().getAttribute('aria-invalid'), 'true')
    assert.deepEqual(server.deeds, [])
  })

  it('keeps the text over a reload, until it was sent', async () => {
    await open()
    await text().fill('a long text')
    await page.reload()
    await becomes(() => text().inputValue(), 'a long text')
  })

  it('shows an answer that begins no check above the form, and the text stays', async () => {
    server.answer = () => ({ screen: all.notice! })
    await open()
    await text().fill('nothing of interest')
    await page.getByRole('button', { name: 'Check this' }).click()
    await page.locator('.answer .ac-adaptiveCard').waitFor()
    assert.equal(await text().inputValue(), 'nothing of interest')
    assert.match(page.url(), /\/check$/)
  })

  it('says what an answer says without a card', async () => {
    server.answer = () => ({ sentence: 'This file is too large.' })
    await open()
    await text().fill('x')
    await page.getByRole('button', { name: 'Check this' }).click()
    await becomes(() => sara.notice(), 'This file is too large.')
    assert.equal(await page.locator('.answer').isVisible(), false)
  })

  it('sends a chosen file as it is, and nothing typed in the address', async () => {
    await open('/check?org=Contoso')
    await text().fill('typed')
    await page
      .locator('#file')
      .setInputFiles({ name: 'router.log', mimeType: 'text/plain', buffer: Buffer.from('#1 é') })
    assert.match(await page.locator('.chosen-file').innerText(), /router\.log/)
    assert.equal(await text().isVisible(), false)
    const address = page.waitForRequest('**/check/begin?*')
    await page.getByRole('button', { name: 'Check this' }).click()
    assert.doesNotMatch((await address).url(), /typed|router/)
    await arrives()
    const [{ deed, timeZone, ...begun } = {}] = server.deeds
    assert.deepEqual(begun, { bytes: '#1 é', organization: 'Contoso' })
    assert.ok(deed && timeZone)
  })

  it('lets go of a file, and the text is there again', async () => {
    await open()
    await text().fill('typed')
    await page.locator('#file').setInputFiles({ name: 'router.log', mimeType: 'text/plain', buffer: Buffer.from('x') })
    await page.getByRole('button', { name: 'Remove' }).press('Enter')
    assert.equal(await text().inputValue(), 'typed')
    assert.equal(await page.evaluate('document.activeElement.id'), 'file')
    await page.getByRole('button', { name: 'Check this' }).click()
    await arrives()
    assert.equal(server.deeds[0]?.text, 'typed')
  })

  it('takes a file that is dropped anywhere on the page', async () => {
    await open()
    await page.evaluate(`
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['dropped'], 'trace.txt'))
      const at = document.querySelector('footer')
      const sent = ['dragover', 'drop'].map(name => new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }))
      if (sent.map(event => at.dispatchEvent(event)).includes(true)) throw new Error('The browser would open the file')`)
    assert.match(await page.locator('.chosen-file').innerText(), /trace\.txt/)
    await page.getByRole('button', { name: 'Check this' }).click()
    await arrives()
    assert.equal(server.deeds[0]?.bytes, 'dropped')
  })

  it('tries again by a button, as the same deed', async () => {
    server.always = 'lost'
    await open()
    await page.getByRole('button', { name: 'My mail stays' }).click()
    await becomes(async () => {
      await sara.elapse(1_000)
      return /That did not arrive/.test(await sara.notice())
    }, true)
    server.always = null
    await page.getByRole('button', { name: 'Try again' }).click()
    await arrives()
    assert.equal(server.deeds.length, 1)
  })

  it('has a link past the navigation, and can be walked by keyboard', async () => {
    await open()
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'Skip to the content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'My mail stays in Pending Send')
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('Tab')
    assert.equal(await page.evaluate('document.activeElement.id'), 'text')
  })
})
