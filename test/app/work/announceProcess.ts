/** Tells the news of a case to the receiver named first, and saves how far it came in the file named second, unless it is held before. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { announceWork } from '../../../src/app/work/announceWork.js'
import { checks } from '../../../src/checks/index.js'
import { createWebhook } from '../../../src/webhook/createWebhook.js'
import { casesByPhase } from '../../fixtures/cases.js'
import { AT } from '../../fixtures/facts.js'
import { triagedCase } from '../../webhook/triagedCase.js'

const [url = '', file = '', held] = process.argv.slice(2)
const done = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
const news = [
  { n: 1, kind: 'opened', at: AT },
  { n: 2, kind: 'taken', at: AT },
] as const
const now = () => new Date()
const silent = { info: () => {}, warn: () => {}, error: () => {} }
const deadLetters = { add: async () => {}, async *list() {}, remove: async () => {} }
const webhook = createWebhook({ url, keys: [Buffer.from('a secret in plain text!!')], userAgent: 'test', now })
const { delivered } = await announceWork(
  { webhook, deadLetters, clock: { now }, log: silent },
  {
    case: triagedCase(casesByPhase(checks).diagnosed),
    news: news.filter(({ n }) => n > done),
    failed: 0,
    signal: new AbortController().signal,
  },
)
process.stdout.write(`told up to ${delivered}\n`)
// Whoever holds it ends it here.
if (held) await new Promise(() => setInterval(() => {}, 1_000))
writeFileSync(file, String(delivered || done))
