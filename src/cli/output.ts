import { fileURLToPath } from 'node:url'
import { readCards } from '../cards.js'
import { readOutput } from '../config.js'
import { createView } from '../view/view.js'
import { TextReport } from './text.js'

/** How reports are written here: in colour on a terminal, with pictures where there is an address to fetch them from. */
export function textReport(): TextReport {
  const { colour, publicUrl } = readOutput()
  const library = readCards(fileURLToPath(new URL('../../../cards', import.meta.url)))
  const pictures = publicUrl === '' ? [] : library.pictures
  return new TextReport(createView({ ...library, pictures }, { publicUrl }), colour && process.stdout.isTTY)
}
