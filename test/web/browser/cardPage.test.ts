import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Screen } from '../../../src/app/ports.js'
import { screens } from '../../fixtures/screens.js'
import { launchBrowser } from '../../tools/browser.js'
import { StandIn } from './standIn.js'
import { becomes, focused, type Visitor, visit } from './visitor.js'

const all: Readonly<Record<string, Screen>> = await screens()
const screenOf = (name: string): Screen => {
  const screen = all[name]
  assert.ok(screen, name)
  return screen
}
const asking = screenOf('intake: sender')
const offered = screenOf('phase: offered')
const cause = screenOf('mailboxInactive: it is inactive, and synchronization sends')

const headline = (page: Page) => page.locator('[role="heading"]').first().innerText()

describe('the page of a case', () => {
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
    server.change('one', { screen: asking })
  })
  afterEach(async () => {
    assert.deepEqual(sara.complaints, [])
    await sara.context.close()
    server.stop()
  })

  async function open(screen: Screen = asking): Promise<void> {
    server.change('one', { screen })
    sara = await visit(browser, server, '/check/case/one')
    page = sara.page
    await page.locator('.ac-adaptiveCard').waitFor()
  }

  it('shows the card, and says in one line what it is', async () => {
    await open()
    assert.equal(await headline(page), 'Whose mail is stuck?')
    assert.match(await page.locator('#live').innerText(), /Whose mail is stuck/)
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'BODY')
  })

  it('can be used with the keyboard alone, and goes on at the headline of the next card', async () => {
    server.answer = () => ({ screen: offered, id: 'one' })
    await open()
    await page.getByLabel('E-mail address in "From"').focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('nora@contoso.com')
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'Check')
    await page.keyboard.press('Enter')
    await becomes(() => focused(page), 'Let others send for you?')
    const [deed] = server.deeds
    assert.deepEqual([deed?.verb, deed?.data?.value], ['answer', 'nora@contoso.com'])
    assert.match(deed?.deed ?? '', /^[0-9a-f-]{36}$/)
    assert.ok((deed?.timeZone ?? '').length > 0)
    assert.match(await page.locator('#live').innerText(), /Let others send/)
  })

  it('names what is missing in a field, and sends nothing', async () => {
    await open()
    await page.getByLabel('E-mail address in "From"').fill('')
    await page.getByRole('button', { name: 'Check' }).press('Enter')
    assert.ok(await page.getByText('Enter one e-mail address').isVisible())
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'INPUT')
    assert.equal(await page.locator('input').getAttribute('aria-invalid'), 'true')
    assert.deepEqual(server.deeds, [])
  })

  it('sends once what is pressed twice', async () => {
    let answer = () => {}
    server.answer = () => new Promise(resolve => (answer = () => resolve({ screen: offered, id: 'one' })))
    await open()
    const check = page.getByRole('button', { name: 'Check' })
    await check.focus()
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('Enter')
    await becomes(() => server.deeds.length, 1)
    await becomes(() => page.locator('#main').getAttribute('aria-busy'), 'true')
    answer()
    await becomes(() => headline(page), 'Let others send for you?')
    assert.equal(server.deeds.length, 1)
  })

  it('has further buttons in a menu that the keyboard opens, walks and closes', async () => {
    server.answer = () => ({ screen: asking, id: 'one' })
    await open(cause)
    const more = page.getByRole('button', { name: 'More' })
    await more.focus()
    await page.keyboard.press('Enter')
    assert.deepEqual([await focused(page), await more.getAttribute('aria-expanded')], ['Back', 'true'])
    await page.keyboard.press('ArrowDown')
    assert.equal(await focused(page), 'Start over')
    await page.keyboard.press('ArrowDown')
    assert.equal(await focused(page), 'Back')
    await page.keyboard.press('Escape')
    assert.deepEqual([await focused(page), await more.getAttribute('aria-expanded')], ['More', 'false'])
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    assert.equal(await page.getByRole('menu').count(), 0)
    await more.press('Enter')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await becomes(() => server.deeds.map(({ verb }) => verb), ['startOver'])
    await becomes(() => headline(page), 'Whose mail is stuck?')
  })

  it('unfolds a part with the keyboard, and says so', async () => {
    await open(cause)
    const details = page.getByRole('button', { name: 'How to fix it' })
    await details.press('Enter')
    assert.equal(await details.getAttribute('aria-expanded'), 'true')
    assert.ok(await page.getByText('They press "Activate" and confirm.').isVisible())
    await details.press('Enter')
    assert.equal(await page.getByText('They press "Activate" and confirm.').count(), 0)
  })

  it('shows the sentence of an answer without a card beside the card, and leaves the focus', async () => {
    server.answer = () => ({ sentence: 'Only the sender can agree.', id: 'one' })
    await open(offered)
    await page.getByRole('button', { name: 'Allow it' }).press('Enter')
    await becomes(() => sara.notice(), 'Only the sender can agree.')
    assert.equal(await headline(page), 'Let others send for you?')
    assert.equal(await focused(page), 'Allow it')
  })

  it('has a newer card without a move: the focus, what is marked and what is unfolded stay', async () => {
    await open(cause)
    await page.getByRole('button', { name: 'How to fix it' }).press('Enter')
    server.change('one', { screen: { ...cause, note: { key: 'notes.nothingLeft' } } as Screen })
    await sara.elapse(5_000)
    await becomes(
      () =>
        page
          .locator('.ac-adaptiveCard')
          .first()
          .innerText()
          .then(text => /none was sent/.test(text)),
      true,
    )
    assert.equal(await focused(page), 'How to fix it')
    assert.ok(await page.getByText('They press "Activate" and confirm.').isVisible())
  })

  it('does not draw again what has not changed', async () => {
    await open(cause)
    await page.evaluate('document.querySelector(".ac-adaptiveCard").dataset.same = "yes"')
    server.change('one', { screen: cause })
    await sara.elapse(5_000)
    await becomes(() => server.reads.length, 2)
    await sara.elapse(5_000)
    await becomes(() => server.reads.length, 3)
    assert.equal(await page.locator('.ac-adaptiveCard').first().getAttribute('data-same'), 'yes')
  })

  it('looks more often while the bot works', async () => {
    await open(screenOf('phase: verifying'))
    await sara.elapse(2_000)
    await becomes(() => server.reads.length, 2)
    server.change('one', { screen: cause })
    await sara.elapse(2_000)
    await becomes(() => headline(page), 'We found the cause')
    await sara.elapse(2_000)
    assert.equal(server.reads.length, 3)
  })

  it('looks at nothing while it is hidden, and at once when somebody comes back', async () => {
    await open(cause)
    await sara.setVisible(false)
    await sara.elapse(60_000)
    assert.equal(server.reads.length, 1)
    server.change('one', { screen: offered })
    await sara.setVisible(true)
    await becomes(() => headline(page), 'Let others send for you?')
    assert.equal(server.reads.length, 2)
  })

  it('goes to the page of the case that an answer is about, and back shows this one', async () => {
    server.change('two', { screen: offered })
    server.answer = () => ({ screen: offered, id: 'two' })
    await open(cause)
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Start over' }).click()
    await page.waitForURL('**/check/case/two')
    await becomes(() => headline(page), 'Let others send for you?')
    await page.goBack()
    await becomes(() => headline(page), 'We found the cause')
    await page.reload()
    await becomes(() => headline(page), 'We found the cause')
  })

  it('opens our own pages here, and all others in a tab that knows nothing of this one', async () => {
    await open()
    const action = (title: string, url: string) => ({ type: 'Action.OpenUrl', title, url })
    const card = {
      ...{ type: 'AdaptiveCard', version: '1.5', lang: 'en' },
      actions: [
        action('Sign in', `${server.origin}/check/sign-in?case=one`),
        action('Elsewhere', 'http://127.0.0.1:1/x'),
        action('Script', 'javascript:alert(1)'),
      ],
    }
    server.change('one', { card })
    await sara.elapse(5_000)
    const popup = sara.context.waitForEvent('page')
    await page.getByRole('link', { name: 'Elsewhere' }).click()
    const other = await popup
    assert.equal(await other.evaluate('window.opener'), null)
    await other.close()
    await page.getByRole('link', { name: 'Script' }).click()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.waitForURL('**/check/sign-in?case=one')
    assert.equal(sara.context.pages().length, 1)
  })

  it('prints what is folded, and neither the navigation nor the buttons', async () => {
    await open(cause)
    await page.emulateMedia({ media: 'print' })
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))')
    assert.ok(await page.getByText('They press "Activate" and confirm.').isVisible())
    assert.equal(await page.getByRole('navigation').isVisible(), false)
    assert.equal(await page.locator('.ac-pushButton:visible').count(), 0)
    await page.evaluate('window.dispatchEvent(new Event("afterprint"))')
    assert.equal(await page.locator('.paper').count(), 0)
  })
})
