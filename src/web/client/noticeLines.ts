/** `session`: signed out; `connection`: no server; `newer`: a card that waits; `said`: what an answer said. One line each. */
type NoticeKind = 'session' | 'connection' | 'newer' | 'said'

interface NoticeButton {
  readonly title: string
  readonly press: () => void
}

interface NoticeLink {
  readonly title: string
  readonly url: string
  /** In a window of its own, from within a frame. */
  readonly isApart: boolean
}

export interface NoticeLines {
  /** null: it no longer holds. */
  set(kind: NoticeKind, text: string | null, more?: NoticeButton | NoticeLink): void
  /** Takes the line away if that is what it still says. */
  clear(kind: NoticeKind, text: string): void
  /** Says it where only screen readers hear it. */
  announce(text: string): void
}

/** `notice` is an alert, `live` a status: https://www.w3.org/WAI/ARIA/apg/patterns/alert/ */
export function createNoticeLines(notice: HTMLElement, live: HTMLElement): NoticeLines {
  const lines = new Map<NoticeKind, { readonly element: HTMLElement; readonly text: string }>()
  const notices: NoticeLines = {
    clear(kind, text) {
      if (lines.get(kind)?.text === text) notices.set(kind, null)
    },
    set(kind, text, more) {
      const old = lines.get(kind)
      // The same line said again and again is noise.
      if ((old?.text ?? null) === text) return
      const hadFocus = old?.element.contains(document.activeElement) ?? false
      old?.element.remove()
      lines.delete(kind)
      if (text !== null) {
        const element = lineOf(text, more)
        lines.set(kind, { element, text })
        notice.append(element)
        if (hadFocus) element.querySelector<HTMLElement>('button, a')?.focus()
      }
    },
    announce(text) {
      live.textContent = text
    },
  }
  return notices
}

function lineOf(text: string, more: NoticeButton | NoticeLink | undefined): HTMLElement {
  const line = document.createElement('span')
  line.className = 'notice-line'
  const said = document.createElement('span')
  said.textContent = text
  line.append(said)
  if (more) line.append('press' in more ? buttonOf(more) : linkOf(more))
  return line
}

function buttonOf({ title, press }: NoticeButton): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button'
  button.textContent = title
  button.addEventListener('click', press)
  return button
}

function linkOf({ title, url, isApart }: NoticeLink): HTMLAnchorElement {
  const link = document.createElement('a')
  link.className = 'button'
  link.href = url
  link.textContent = title
  if (isApart) {
    link.target = '_blank'
    link.rel = 'noopener'
  }
  return link
}
