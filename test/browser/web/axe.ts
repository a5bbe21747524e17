import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))

/** Before a page is opened: it brings axe, and notes what its policy refused. */
export async function watchAxe(page: Page): Promise<void> {
  await page.addInitScript({ path: AXE })
  await page.addInitScript(`
    globalThis.refused = []
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      refused.push([violatedDirective, blockedURI, sample].join(' ')))`)
}

export interface AxeOptions {
  /** A selector of what is looked at; default: everything. */
  readonly within?: string
  /** Only these rules; default: all. */
  readonly rules?: readonly string[]
}

/** A bar of dots: axe looks at the contrast of letters only. The dots have the color of the texts around them. */
const UNREADABLE = 'Element content contains only non-text characters'

/**
 * What axe finds, each with where: what is wrong, and what it cannot decide. All its rules, also those that no guideline
 * demands: https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md
 */
export async function axeFindings(page: Page, { within, rules }: AxeOptions = {}): Promise<readonly string[]> {
  const context = within ? { include: [within] } : { include: ['html'] }
  const options = {
    ...(rules ? { runOnly: { type: 'rule', values: rules } } : { rules: { 'target-size': { enabled: true } } }),
    resultTypes: ['violations', 'incomplete'],
    elementRef: true,
  }
  const found: string[] = await page.evaluate(`(async () => {
    const { violations, incomplete } = await axe.run(${JSON.stringify(context)}, ${JSON.stringify(options)})
    const told = (rule, kind) => rule.nodes.map(({ element, html, any, all, none }) => {
      const card = element?.closest('section')?.getAttribute('aria-label')
      const why = [...any, ...all, ...none].map(({ message }) => message).join('; ')
      return [kind, rule.id, card, html.slice(0, 300), why].join(' | ')
    })
    return [...violations.flatMap(rule => told(rule, 'wrong')), ...incomplete.flatMap(rule => told(rule, 'undecided'))]
  })()`)
  return found.filter(line => !line.endsWith(UNREADABLE))
}

/** What the page's policy refused. */
export function refusedBy(page: Page): Promise<readonly string[]> {
  return page.evaluate('refused')
}
