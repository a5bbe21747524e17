import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Page } from 'playwright-core'
import { DEEP_LINK } from './walk.js'
import type { WebStage } from './webStage.js'

const NAME = 'Nora Lindqvist'
const ADDRESS = 'nora@contoso.com'

interface Focus {
  readonly tag: string
  readonly name: string
  /** Whether an outline shows where it is. */
  readonly isMarked: boolean
  readonly isInView: boolean
}

/** What a file input lies upon has its outline. */
const FOCUS = `(() => {
  const it = document.activeElement
  const shown = it.type === 'file' ? it.nextElementSibling : it
  const { outlineStyle, outlineWidth } = getComputedStyle(shown)
  const { top, bottom, left, right } = shown.getBoundingClientRect()
  return {
    tag: it.tagName,
    name: it.getAttribute('aria-label') ?? it.labels?.[0]?.innerText ?? it.innerText,
    isMarked: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1,
    isInView: top < innerHeight && bottom > 0 && left < innerWidth && right > 0,
  }
})()`

function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(FOCUS)
}

const MOST_TABS = 40

/** Behind it comes the browser itself, then the beginning of the page. */
const LAST = 'Terms of use'

/** Presses Tab until this has the focus; on the way, the focus is always visible. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = []
  while (passed.length < MOST_TABS) {
    await page.keyboard.press('Tab')
    const focus = await focusOf(page)
    if (focus.tag === 'BODY' && passed.at(-1) === LAST) continue
    passed.push(focus.name)
    assert.notEqual(focus.tag, 'BODY', `the focus is lost after ${passed.join(', ')}`)
    assert.ok(focus.isMarked && focus.isInView, `the focus cannot be seen at ${focus.name} (${focus.tag})`)
    if (name.test(focus.name)) return
  }
  assert.fail(`${name} is not reached: ${passed.join(', ')}`)
}

export function keyboardScene({ alone, contoso, visit, writesOf }: WebStage): void {
  it('somebody without a mouse gets from the start to the end', async () => {
    contoso().control.setConsent(ADDRESS, false)
    contoso().control.addPending(ADDRESS, 3 * 24 * 60)
    const { page, waitForCard, context, look } = await visit()
    const press = async (name: RegExp, key: 'Enter' | 'Space') => {
      await tabTo(page, name)
      await page.keyboard.press(key)
    }
    /** The card that follows has the focus, so that reading and tabbing go on there. */
    const follows = async (text: string) => {
      await waitForCard(text)
      assert.notEqual((await focusOf(page)).tag, 'BODY', `the focus is lost at ${text}`)
    }
    await page.goto(DEEP_LINK)
    await press(/^Continue as Nora/, 'Enter')
    await page.getByRole('heading', { name: 'What do you see?' }).waitFor()
    await tabTo(page, /^Skip/)
    await page.keyboard.press('Enter')
    await press(/^My mail stays in Pending Send/, 'Enter')
    await waitForCard('Whose mail is stuck?')
    await press(/^Check$/, 'Enter')
    await follows('We found the cause')
    await press(/^More$/, 'Enter')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    assert.match((await focusOf(page)).name, /^More$/)
    await press(/^Allow it here$/, 'Space')
    await follows('Let others send for you?')
    await press(/^Allow it$/, 'Enter')
    await follows('Old e-mails would leave. Tick the box')
    await press(/^I know that/, 'Space')
    await look('keyboard')
    await press(/^Allow it$/, 'Space')
    await follows('Sign in first')
    await press(/^Sign in$/, 'Enter')
    await page.getByText('wants to read and change').waitFor()
    await press(/^Continue as Nora/, 'Space')
    await waitForCard('You are signed in')
    await alone(async () => {
      await press(/^Continue$/, 'Enter')
      await follows('Repaired: waiting for the Email Router')
      contoso().router.poll()
      await press(/^Check again$/, 'Enter')
      await follows('Your mail has left')
    })
    assert.deepEqual(writesOf(NAME), ['PATCH'])
    await context.close()
  })
}
