import { fileURLToPath } from 'node:url'
import { readCards } from '../cards.js'
import { readOutput } from '../config.js'
import { createView } from '../view/view.js'
import { ClassifyText } from './classify/classifyText.js'
import { TextReport } from './diagnose/diagnosisText.js'

/** How reports are written here: in colour on a terminal, with pictures where there is an address to fetch them from. */
function output() {
  const { colour, publicUrl, programOf } = readOutput()
  const library = readCards(fileURLToPath(new URL('../../../cards', import.meta.url)))
  const pictures = publicUrl === '' ? [] : library.pictures
  return {
    view: createView({ ...library, pictures }, { publicUrl }),
    colour: colour && process.stdout.isTTY,
    programOf,
  }
}

export function textReport(): TextReport {
  const { view, colour } = output()
  return new TextReport(view, colour)
}

export function classifyText(): ClassifyText {
  const { view, colour, programOf } = output()
  return new ClassifyText(view, colour, programOf('diagnose'))
}
