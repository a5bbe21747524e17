import type { Action } from 'adaptivecards'

/** Closes the menu that is open, after a second press, a click elsewhere, or a press for another menu; null: none is open. */
let closeOpen: (() => void) | null = null

/**
 * The buttons behind the button for more, as a menu right below it: https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/. The
 * renderer's own menu lies over the whole page, and tells nobody that it is one.
 */
export function openMenu(actions: readonly Action[], button: HTMLElement): void {
  if (button.getAttribute('aria-expanded') === 'true') {
    closeOpen?.()
    return
  }
  closeOpen?.()
  const menu = document.createElement('div')
  menu.className = 'menu'
  menu.setAttribute('role', 'menu')
  menu.setAttribute('aria-label', button.textContent ?? '')
  const close = (isLeft = false) => {
    if (closeOpen !== close) return
    closeOpen = null
    menu.remove()
    button.setAttribute('aria-expanded', 'false')
    document.removeEventListener('pointerdown', onPointer)
    if (!isLeft) button.focus()
  }
  const onPointer = ({ target }: Event) => {
    if (target instanceof Node && !menu.contains(target) && !button.contains(target)) close(true)
  }
  const items = actions.map(action =>
    itemOf(action, () => {
      close()
      action.execute()
    }),
  )
  menu.append(...items)
  menu.addEventListener('keydown', event => onKey(event, items, close))
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node) || !menu.contains(relatedTarget)) close(true)
  })
  document.addEventListener('pointerdown', onPointer)
  button.setAttribute('aria-haspopup', 'menu')
  button.setAttribute('aria-expanded', 'true')
  button.after(menu)
  closeOpen = close
  items[0]?.focus()
}

function itemOf(action: Action, run: () => void): HTMLButtonElement {
  const item = document.createElement('button')
  item.type = 'button'
  item.tabIndex = -1
  item.className = 'menu-item'
  item.setAttribute('role', 'menuitem')
  item.textContent = action.title ?? ''
  item.addEventListener('click', run)
  return item
}

function onKey(event: KeyboardEvent, items: readonly HTMLElement[], close: (isLeft?: boolean) => void): void {
  const at = items.findIndex(item => item.matches(':focus'))
  const to: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }
  if (event.key === 'Escape') close()
  else if (event.key in to) items[to[event.key] ?? 0]?.focus()
  else return
  event.preventDefault()
  event.stopPropagation()
}
