import type { CardJson } from '../pageAnswer.js'
import { foldedIn } from './cardJson.js'
import { cardConfig, freshContext, renderer } from './renderer.js'

/** On paper nothing can be pressed: what is one tap away is added at the end while the page is printed. */
export function unfoldForPrint(host: HTMLElement, shown: () => CardJson | null): void {
  const paper = document.createElement('div')
  paper.className = 'paper'
  window.addEventListener('beforeprint', () => {
    const card = shown()
    const open = new Set([...host.querySelectorAll('.expanded')].map(({ textContent }) => textContent))
    paper.replaceChildren(
      ...(card
        ? foldedIn(card)
            .filter(({ title }) => !open.has(title))
            .map(partOf)
        : []),
    )
    host.after(paper)
  })
  window.addEventListener('afterprint', () => paper.remove())
}

function partOf({ title, card }: { title: string; card: CardJson }): HTMLElement {
  const part = document.createElement('section')
  const name = document.createElement('h2')
  name.textContent = title
  part.append(name)
  const drawn = new renderer.AdaptiveCard()
  drawn.hostConfig = cardConfig()
  drawn.parse({ type: 'AdaptiveCard', version: '1.5', ...card }, freshContext())
  const element = drawn.render()
  if (element) part.append(element)
  return part
}
