/** Where somebody is in a card, so that they are there again in the next one. */
export interface Place {
  readonly name: string
  /** Among those of the same name. */
  readonly nth: number
  /** The selection in a field. */
  readonly from: number | null
  readonly to: number | null
}

const FOCUSABLE = 'button, a[href], input, select, textarea, [tabindex="0"]'

/** null: the focus is not in it. */
export function placeIn(card: HTMLElement): Place | null {
  const { activeElement } = document
  if (!(activeElement instanceof HTMLElement) || !card.contains(activeElement)) return null
  const name = nameOf(activeElement)
  const nth = alike(card, name).indexOf(activeElement)
  const [from, to] = isText(activeElement) ? [activeElement.selectionStart, activeElement.selectionEnd] : [null, null]
  return { name, nth, from, to }
}

/** false: the card has no such element any more. */
export function returnTo(card: HTMLElement, { name, nth, from, to }: Place): boolean {
  const found = alike(card, name)[nth]
  if (!found) return false
  found.focus({ preventScroll: true })
  if (isText(found) && from !== null) found.setSelectionRange(from, to)
  return true
}

/** The headline of a card, else the card: what somebody reads next. */
export function focusHeadline(card: HTMLElement): void {
  const headline = card.querySelector<HTMLElement>('[role="heading"]') ?? card
  headline.tabIndex = -1
  headline.focus({ preventScroll: true })
  // Above the headline, the card says what has just happened.
  const top = card.getBoundingClientRect().top
  if (top < 0 || headline.getBoundingClientRect().top > window.innerHeight) card.scrollIntoView({ block: 'start' })
}

function alike(card: HTMLElement, name: string): readonly HTMLElement[] {
  return [...card.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(element => nameOf(element) === name)
}

function nameOf(element: HTMLElement): string {
  const labels = 'labels' in element ? [...((element.labels as NodeListOf<HTMLElement> | null) ?? [])] : []
  const said = labels.map(({ textContent }) => textContent).join(' ')
  const pointed = element.getAttribute('aria-labelledby') ?? ''
  const byId = pointed.split(' ').map(id => document.getElementById(id)?.textContent ?? '')
  return [element.tagName, element.getAttribute('aria-label') ?? (said || byId.join(' ') || element.innerText)].join(
    ' ',
  )
}

function isText(element: HTMLElement): element is HTMLInputElement | HTMLTextAreaElement {
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === 'text')
}
