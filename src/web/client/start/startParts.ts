import type { PageSentences } from '../pageSentences.js'

/** A symptom that the page offers. */
type SymptomName =
  Exclude<keyof PageSentences & `symptom.${string}`, 'symptom.question'> extends `symptom.${infer Name}` ? Name : never

export interface StartParts {
  readonly form: HTMLFormElement
  /** Where an answer that begins no check is shown. */
  readonly answer: HTMLElement
  readonly text: HTMLTextAreaElement
  readonly symptoms: ReadonlyMap<SymptomName, HTMLButtonElement>
  /** null: none is chosen. */
  file(): File | null
  /** Says what is missing; null: nothing. */
  complain(text: string | null): void
}

interface StartOptions {
  readonly sentences: PageSentences
  readonly symptoms: readonly SymptomName[]
  /** Both from the address. */
  readonly chosen: string | undefined
  readonly organization: string | undefined
}

export function buildStartForm({ sentences, symptoms, chosen, organization }: StartOptions): StartParts {
  const form = make('form', 'start')
  form.noValidate = true
  const buttons = new Map(
    symptoms.map(name => {
      const button = make('button', name === chosen ? 'symptom chosen' : 'symptom', sentences[`symptom.${name}`])
      button.type = 'button'
      return [name, button]
    }),
  )
  const choices = make('div', 'symptoms')
  choices.append(...buttons.values())
  const { fields, text, file, complain } = evidenceFields(form, sentences)
  form.append(
    ...(organization ? [organizationLine(sentences.organization, organization)] : []),
    ...[make('h2', '', sentences['symptom.question']), choices, make('h2', '', sentences.or), fields],
  )
  const answer = make('section', 'answer')
  answer.hidden = true
  return { form, answer, text, symptoms: buttons, file, complain }
}

function organizationLine(label: string, organization: string): HTMLElement {
  const line = make('p', 'organization', `${label}: `)
  line.append(make('strong', '', organization))
  return line
}

type Evidence = Pick<StartParts, 'text' | 'file' | 'complain'> & { readonly fields: HTMLElement }

/** An error text, or a file in its place. */
function evidenceFields(form: HTMLElement, sentences: PageSentences): Evidence {
  const fields = make('div', 'evidence')
  const label = make('label', '', sentences.text)
  const text = make('textarea', '')
  const hint = make('p', 'hint', sentences.hint)
  const error = make('p', 'error')
  Object.assign(text, { id: 'text', rows: 5, spellcheck: false, autocomplete: 'off' })
  Object.assign(label, { htmlFor: 'text' })
  Object.assign(hint, { id: 'text-hint' })
  Object.assign(error, { id: 'text-error', hidden: true })
  text.setAttribute('aria-describedby', 'text-hint text-error')

  const typed = make('div', 'typed')
  typed.append(label, text, hint, error)
  const { chooser, chosen, file } = fileField(form, sentences, isChosen => {
    typed.hidden = isChosen
    complain(null)
  })
  const complain = (missing: string | null) => {
    error.textContent = missing ?? ''
    error.hidden = missing === null
    text.setAttribute('aria-invalid', String(missing !== null))
    if (missing !== null) text.focus()
  }
  const send = make('button', 'button primary', sentences.check)
  send.type = 'submit'
  const row = make('div', 'row')
  row.append(send, chooser)
  fields.append(typed, chosen, row)
  return { fields, text, file, complain }
}

interface FileField {
  readonly chooser: HTMLElement
  readonly chosen: HTMLElement
  file(): File | null
}

function fileField(form: HTMLElement, sentences: PageSentences, changed: (isChosen: boolean) => void): FileField {
  const input = make('input', 'file')
  input.type = 'file'
  input.id = 'file'
  const label = make('label', 'button', sentences.file)
  label.htmlFor = 'file'
  const chooser = make('span', 'chooser')
  chooser.append(input, label)
  const name = make('strong', '')
  const remove = make('button', 'button', sentences.remove)
  remove.type = 'button'
  const chosen = make('p', 'chosen-file', `${sentences.chosen}: `)
  chosen.append(name, remove)
  chosen.hidden = true
  let file: File | null = null
  const choose = (next: File | null) => {
    file = next
    name.textContent = next?.name ?? ''
    chosen.hidden = next === null
    if (!next) input.value = ''
    changed(next !== null)
  }
  input.addEventListener('change', () => choose(input.files?.[0] ?? null))
  remove.addEventListener('click', () => {
    choose(null)
    input.focus()
  })
  takeDropped(form, sentences.drop, choose)
  return { chooser, chosen, file: () => file }
}

/** A file may be dropped anywhere on the page: beside the form, the browser would leave the page and open it. */
function takeDropped(form: HTMLElement, text: string, take: (file: File) => void): void {
  form.dataset.drop = text
  const hasFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true
  document.addEventListener('dragover', event => {
    if (!hasFile(event)) return
    event.preventDefault()
    form.classList.add('dropping')
  })
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) form.classList.remove('dropping')
  })
  document.addEventListener('drop', event => {
    if (!hasFile(event)) return
    event.preventDefault()
    form.classList.remove('dropping')
    const [file] = event.dataTransfer?.files ?? []
    if (file) take(file)
  })
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ''): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text) element.textContent = text
  return element
}
