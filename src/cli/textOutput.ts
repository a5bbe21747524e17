import { cardsFolder, readSentences } from '../cards.js'
import { checks } from '../checks/index.js'
import { readOutput } from '../config.js'
import { createSentences } from '../view/sentences.js'
import { ClassifyText } from './classify/classifyText.js'
import { TextReport } from './diagnose/diagnosisText.js'

/** How reports are written here: in colour on a terminal, with pictures where there is an address to fetch them from. */
function output() {
  const { colour, publicUrl, programOf } = readOutput()
  const library = readSentences(cardsFolder)
  const pictures = publicUrl === '' ? [] : library.pictures
  return {
    sentences: createSentences({ ...library, pictures }, { publicUrl, checks }),
    colour: colour && process.stdout.isTTY,
    programOf,
  }
}

export function textReport(): TextReport {
  const { sentences, colour } = output()
  return new TextReport(sentences, colour)
}

export function classifyText(): ClassifyText {
  const { sentences, colour, programOf } = output()
  return new ClassifyText(sentences, colour, programOf('diagnose'))
}
