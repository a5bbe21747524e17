import { createCardDesk } from '../cardDesk.js'
import type { Sending } from '../connection.js'
import type { Drafts } from '../drafts.js'
import { type PageContext, sayFailure } from '../pageContext.js'
import { SYMPTOM_SENTENCES } from '../pageSentences.js'
import { buildStartForm, type StartParts } from './startParts.js'

const SYMPTOMS = SYMPTOM_SENTENCES.filter(name => name !== 'question')

/** Not among the buttons, as the field for the text is on the page. */
const ERROR_TEXT = 'errorText'

/** The field of the drafts that has the pasted text. */
const TEXT = 'text'

/** What the person has chosen, or the address for them. */
interface Chosen {
  readonly symptom?: string | undefined
  readonly organization?: string | undefined
}

/** The page on which a check begins. */
export function showStart(context: PageContext): void {
  const { main, sentences, drafts, notices, connection } = context
  const { symptom, organization } = document.body.dataset
  const parts = buildStartForm({ sentences, symptoms: SYMPTOMS, chosen: symptom, organization })
  const desk = createCardDesk(context, { element: parts.answer })
  main.append(parts.answer, parts.form)
  keepDraft(parts.text, drafts)
  if (symptom === ERROR_TEXT) parts.text.focus()

  let isSending = false
  const send = async (sending: Sending) => {
    if (isSending) return
    isSending = true
    parts.form.setAttribute('aria-busy', 'true')
    notices.set('said', null)
    const outcome = await connection.send(sending)
    isSending = false
    parts.form.removeAttribute('aria-busy')
    context.say(outcome)
    if (outcome.kind === 'answer') {
      const { case: begun, value } = outcome.answer
      if (begun) drafts.remove(TEXT)
      parts.answer.hidden = begun !== undefined || typeof value === 'string'
      desk.take(outcome.answer)
    } else sayFailure(context, outcome, () => void send(sending))
  }
  const begin = (chosen: Chosen) => void send(sendingOf(parts, context, chosen))

  for (const [name, button] of parts.symptoms)
    button.addEventListener('click', () => begin({ symptom: name, organization }))
  parts.form.addEventListener('submit', event => {
    event.preventDefault()
    const isEmpty = !parts.file() && parts.text.value.trim() === ''
    parts.complain(isEmpty ? sentences.needed : null)
    if (!isEmpty) begin({ symptom, organization })
  })
  window.addEventListener('pageshow', ({ persisted }) => persisted && parts.form.removeAttribute('aria-busy'))
}

/** The text that was typed here earlier is in the field, and what is typed now is kept. */
function keepDraft(field: HTMLTextAreaElement, drafts: Drafts): void {
  field.value = drafts.get(TEXT) ?? ''
  field.addEventListener('input', () => {
    if (field.value === '') drafts.remove(TEXT)
    else drafts.set(TEXT, field.value)
  })
}

/** A file goes as it is; what is typed beside it stays where it is, as nothing typed may be part of an address. */
function sendingOf({ text, file }: StartParts, { timeZone }: PageContext, { symptom, organization }: Chosen): Sending {
  const attached = file()
  const known = { ...(symptom && { symptom }), ...(organization && { organization }) }
  const fields = { ...known, deed: crypto.randomUUID(), timeZone }
  if (attached) return { path: `/check/begin?${new URLSearchParams(fields)}`, body: attached }
  const typed = text.value.trim() === '' ? {} : { text: text.value }
  return { path: '/check/begin', body: JSON.stringify({ ...typed, ...fields }) }
}
