/** Runs as a process: receives one file piece by piece, and answers each piece. */
import { createFileReader } from '../symptoms/readFile.js'
import type { FileAnswer, FileAsked } from './answers.js'
import { onAsked } from './onAsked.js'

const reader = createFileReader()
onAsked<FileAsked, FileAnswer>(({ piece }, answer) => answer(piece ? reader.push(piece) : reader.finish()))
