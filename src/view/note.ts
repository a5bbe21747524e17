import type { Screen } from '../app/ports.js'
import type { Note } from '../domain/case.js'
import type { Viewer } from './viewer.js'
import type { Wording } from './wording.js'

/**
 * Why a card is shown (again). What came of the last step stands at its top (`note`). What answers a press stands above
 * the buttons (`warning`), where the eye is, wherever a card is longer than a phone: the offer and the diagnosis.
 */
export function noteData(screen: Screen, viewer: Viewer, wording: Wording): object {
  if (screen.kind === 'notice' || screen.kind === 'reading') return {}
  const phase = screen.kind === 'case' ? screen.case.phase : null
  const came = phase && 'note' in phase ? phase.note : undefined
  const said = (note: Note) => sentence(note, screen, { viewer, wording })
  const pressed = screen.note
  if (phase?.name === 'offered') {
    const note = pressed ?? came
    return note ? { warning: said(note) } : {}
  }
  if (phase?.name === 'diagnosed') {
    return { ...(came && { note: said(came) }), ...(pressed && { warning: said(pressed) }) }
  }
  const note = pressed ?? came
  return note ? { note: said(note) } : {}
}

/** To the sender or about them; privileges are named to whoever administers. */
function sentence(
  { key, args }: Note,
  screen: Screen,
  { viewer, wording }: { viewer: Viewer; wording: Wording },
): string {
  const sender = 'case' in screen ? (screen.case.parties?.sender.name ?? '') : ''
  const { isSender, administers } = viewer
  return wording.say(key, { sender, ...args, self: isSender ? 'yes' : 'no', admin: administers ? 'yes' : 'no' })
}
