import { documentOf, press } from '../../html.js'

export interface Person {
  /** Entra object id. */
  readonly oid: string
  readonly name: string
  /** What they sign in with; absent: nobody asks. */
  readonly username?: string
}

export interface ShownPage {
  readonly status: number
  readonly page: string
}

export const NOBODY = 'Nobody was signed in'

export function notice(status: number, heading: string, intro: string): ShownPage {
  return { status, page: documentOf({ title: heading, heading, intro, main: '' }) }
}

interface Choice {
  readonly people: readonly Person[]
  /** Where the form goes, and what it sends along. */
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
  readonly intro: string
}

/** Asks who the person is; they may also decline. */
export function choicePage({ people, action, fields, intro }: Choice): string {
  const choices = people.map(
    ({ oid, name }) => `<li>${press({ action, text: `Continue as ${name}`, fields: { ...fields, oid } })}</li>`,
  )
  return documentOf({
    title: 'Sign in to Contoso',
    heading: 'Sign in to Contoso',
    intro,
    main: `<section><h2>Who are you?</h2><ul class="choices">${choices.join('')}</ul></section>
<section>${press({ action, text: 'Decline', fields: { ...fields, do: 'decline' } })}</section>`,
  })
}
