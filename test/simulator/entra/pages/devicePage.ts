import { documentOf, type Exchange, isForeign, sendPage } from '../../html.js'
import type { Devices } from '../devices.js'
import { choicePage, NOBODY, notice, type Person, type ShownPage } from './shownPage.js'

/** Where a person enters a device code, as on https://microsoft.com/devicelogin. */
export const DEVICE_PAGE = '/devicelogin'

interface DevicePage {
  readonly people: readonly Person[]
  readonly devices: Devices
}

/** The page where a person enters the code that a program shows, and says who they are. */
export function answerDevicePage(context: DevicePage, exchange: Exchange): void {
  const { status, page } = shown(context, exchange)
  sendPage(exchange.response, status, page)
}

function shown({ people, devices }: DevicePage, { request, body }: Exchange): ShownPage {
  if (request.method !== 'POST') return { status: 200, page: codeForm('Enter the code that the program shows.') }
  if (isForeign(request)) return notice(403, NOBODY, 'Another page asked for it.')
  const form = new URLSearchParams(body)
  const code = (form.get('code') ?? '').trim().toUpperCase()
  if (!devices.isWaiting(code)) {
    return { status: 400, page: codeForm('No program waits for that code. Look at the one that it shows.') }
  }
  if (form.get('do') === 'decline') {
    devices.answer(code, 'declined')
    return notice(200, NOBODY, 'You declined. Close this page, and go back to the program.')
  }
  const oid = form.get('oid')
  if (oid === null) return { status: 200, page: choiceOf(people, code) }
  const person = people.find(person => person.oid === oid)
  if (!person) return notice(400, NOBODY, 'There is no such person.')
  devices.answer(code, oid)
  return notice(
    200,
    'You are signed in',
    `You signed in as ${person.name}. Close this page, and go back to the program.`,
  )
}

function codeForm(intro: string): string {
  const title = 'Enter the code'
  const main = `<section><form method="post" action="${DEVICE_PAGE}"><label>Code
<input name="code" autocomplete="off" autofocus required></label> <button>Next</button></form></section>`
  return documentOf({ title, heading: title, intro, main })
}

function choiceOf(people: readonly Person[], code: string): string {
  const intro = 'Simulated. The command line of Pending Send wants to read Dynamics 365 in your name.'
  return choicePage({ people, action: DEVICE_PAGE, fields: { code }, intro })
}
