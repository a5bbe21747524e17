/** `npm run bench`: what the bot costs, beside its peers in the same run. With names, only those parts of it. */
import { compareDiagnosis } from './diagnosis.js'
import { compareMemory } from './memory.js'
import { comparePage } from './page/page.js'
import { compareLogs } from './reading/logs.js'
import { compareSizes } from './size.js'
import { compareStarts } from './startup.js'
import { compareBoard } from './triage/board.js'
import { compareTurns } from './turns.js'
import { compareWatches } from './watches.js'

const PARTS: Readonly<Record<string, () => Promise<string>>> = {
  turns: compareTurns,
  page: comparePage,
  start: compareStarts,
  memory: compareMemory,
  watches: compareWatches,
  board: compareBoard,
  diagnosis: compareDiagnosis,
  sizes: compareSizes,
  logs: compareLogs,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !Object.hasOwn(PARTS, name))
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}: name some of ${Object.keys(PARTS).join(', ')}, or none for all.`)
  process.exit(64)
}
for (const [name, compare] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(name)) console.log(`${await compare()}\n`)
}
