import type { Action, ActivityResponse, AdaptiveApplet, ExecuteAction, IActivityRequest, Input } from 'adaptivecards'
import type { Drafts } from '../drafts.js'
import type { CardJson, PageClick } from '../pageAnswer.js'
import { focusHeadline, placeIn, returnTo } from './cardFocus.js'
import { fieldOf, valuesIn, withDrafts } from './cardJson.js'
import { openMenu } from './overflowMenu.js'
import { unfoldForPrint } from './printout.js'
import { type Card, cardConfig, freshContext, renderer } from './renderer.js'

export interface CardHostOptions {
  readonly element: HTMLElement
  readonly drafts: Drafts
  /** What somebody hears while a click is on its way. */
  readonly working: string
  /** Sends a click; what comes of it is shown with `show`, and never thrown. `done` is called before that, once it was done. */
  readonly click: (click: PageClick, done: () => void) => Promise<void>
  readonly open: (url: string) => void
  /** Whether that leaves this page open beside it. */
  readonly opensApart: (url: string) => boolean
}

export interface CardHost {
  /** `moved`: somebody waits for this card, and goes on at its headline; else they stay where they are. */
  show(card: CardJson, how: 'moved' | 'still'): void
  /** The card as the server sent it. */
  shown(): CardJson | null
  /** Whether somebody has typed or chosen something that was not sent. */
  isTyped(): boolean
  isSending(): boolean
  /** Sends a click that no button of the card stands for, for example once more. */
  press(click: PageClick, done: () => void): Promise<void>
}

/** Draws cards in `element`, and takes what is pressed and typed in them. */
export function createCardHost(options: CardHostOptions): CardHost {
  const { element, drafts, opensApart } = options
  const sender = createSender(options)
  const applet = createApplet(options, sender)
  element.append(applet.renderedElement)
  let shown: CardJson | null = null

  for (const typing of ['input', 'change'])
    element.addEventListener(typing, () => keepTyped(applet.card, shown, drafts))
  // The renderer marks a wrong field only for the eye, and calls nobody when a press made it validate the fields.
  new MutationObserver(() => markInvalid(element)).observe(element, { subtree: true, attributeFilter: ['class'] })
  renderer.AdaptiveCard.onDisplayOverflowActionMenu = (actions, target) => {
    if (target) openMenu(actions, target)
    return true
  }
  unfoldForPrint(element, () => shown)

  return {
    show(card, how) {
      const place = how === 'still' ? placeIn(element) : null
      const open = how === 'still' ? openIn(element) : []
      shown = card
      applet.setCard(withDrafts(card, drafts.get))
      // It has the card's summary as its name, which only something with a role can have.
      applet.card?.renderedElement?.setAttribute('role', 'group')
      unfold(applet.card, title => open.includes(title), drafts)
      markApart(applet.card, opensApart)
      if (how === 'moved') focusHeadline(element)
      else if (place && !returnTo(element, place)) focusHeadline(element)
    },
    shown: () => shown,
    isTyped: () => shown !== null && typedIn(applet.card, shown).length > 0,
    isSending: sender.isSending,
    press: sender.press,
  }
}

type Sender = Pick<CardHost, 'isSending' | 'press'>

function createSender({ element, click }: CardHostOptions): Sender {
  let isSending = false
  return {
    isSending: () => isSending,
    async press(pressed, done) {
      isSending = true
      element.setAttribute('aria-busy', 'true')
      try {
        await click(pressed, done)
      } finally {
        isSending = false
        element.removeAttribute('aria-busy')
      }
    },
  }
}

function createApplet({ drafts, working, open }: CardHostOptions, { press, isSending }: Sender): AdaptiveApplet {
  const applet = new renderer.AdaptiveApplet()
  applet.hostConfig = cardConfig()
  applet.channelAdapter = {
    async sendRequestAsync(request: IActivityRequest): Promise<ActivityResponse> {
      const action = request.action as ExecuteAction
      const data = (action.data ?? {}) as Readonly<Record<string, unknown>>
      const isSent = ({ id, value }: Input) => id !== undefined && data[id] === value
      const sent = action.associatedInputs === 'none' ? [] : inputsOf(applet.card).filter(isSent)
      await press({ verb: action.verb ?? String(data.verb ?? ''), data }, forgetting(sent, drafts))
      // An empty sentence leaves to us what is shown.
      return new renderer.SuccessResponse(request, '')
    },
  }
  applet.onCreateSerializationContext = freshContext
  applet.onPrepareActivityRequest = () => !isSending()
  applet.onCreateProgressOverlay = () => overlayOf(working)
  applet.onAction = (_applet, action) => {
    if (action instanceof renderer.OpenUrlAction && action.url) open(action.url)
  }
  return applet
}

/** Only those that were drawn: the others have no value yet. */
function inputsOf(card: Card | undefined): readonly Input[] {
  return (card?.getAllInputs(true) ?? []).filter(({ renderedElement }) => renderedElement)
}

function fieldNameOf(input: Input): string {
  const { id, label } = input
  return fieldOf({ id, label: label ?? (input instanceof renderer.ToggleInput ? input.title : undefined) })
}

function typedValueOf(input: Input): string {
  const value: unknown = input.value
  return value === undefined || value === null ? '' : String(value)
}

/** Lets go of what was sent: the next card may have the same field. What was typed in the meantime was not sent. */
function forgetting(inputs: readonly Input[], drafts: Drafts): () => void {
  const sent = inputs.map(input => [fieldNameOf(input), typedValueOf(input)] as const)
  return () => {
    for (const [field, value] of sent) if (drafts.get(field) === value) drafts.remove(field)
  }
}

/** The inputs that no longer have what the card came with. */
function typedIn(card: Card | undefined, shown: CardJson): readonly Input[] {
  const values = valuesIn(shown)
  return inputsOf(card).filter(input => typedValueOf(input) !== (values.get(fieldNameOf(input)) ?? ''))
}

function keepTyped(card: Card | undefined, shown: CardJson | null, drafts: Drafts): void {
  const typed = shown ? typedIn(card, shown) : []
  for (const input of inputsOf(card)) {
    if (typed.includes(input)) drafts.set(fieldNameOf(input), typedValueOf(input))
    else drafts.remove(fieldNameOf(input))
  }
}

function markInvalid(element: HTMLElement): void {
  for (const field of element.querySelectorAll('input, textarea, select, [role="radiogroup"]')) {
    if (field.classList.contains('ac-input-validation-failed')) field.setAttribute('aria-invalid', 'true')
    else field.removeAttribute('aria-invalid')
  }
}

function openIn(element: HTMLElement): readonly string[] {
  return [...element.querySelectorAll('.expanded')].map(({ textContent }) => textContent ?? '')
}

/** Opens again what was open, and what somebody typed in. */
function unfold(card: Card | undefined, wasOpen: (title: string) => boolean, drafts: Drafts): void {
  for (const action of actionsOf(card)) {
    if (!(action instanceof renderer.ShowCardAction)) continue
    const isTyped = action.card.getAllInputs(true).some(input => drafts.get(fieldNameOf(input)) !== null)
    if (wasOpen(action.title ?? '') || isTyped) action.execute()
  }
}

/** Links that open another page beside this one say so. */
function markApart(card: Card | undefined, opensApart: (url: string) => boolean): void {
  for (const action of actionsOf(card)) {
    if (!(action instanceof renderer.OpenUrlAction)) continue
    action.renderedElement?.classList.toggle('apart', opensApart(action.url ?? ''))
  }
}

function actionsOf(card: Card | undefined): readonly Action[] {
  return card?.getAllActions() ?? []
}

function overlayOf(text: string): HTMLElement {
  const overlay = document.createElement('div')
  overlay.className = 'working'
  const said = document.createElement('span')
  said.className = 'working-text'
  said.textContent = text
  overlay.append(said)
  return overlay
}
