import type { Pulses } from '../app/ports.js'
import type { OrganizationRef, Target } from '../domain/case/case.js'
import type { Fact, FactName, FactSheet, Facts } from '../domain/diagnosis/facts.js'
import { type ConfiguredOptions, clientsOf } from './clients.js'
import { type FactEntry, type Known, notGathered } from './facts/entries/factEntry.js'
import { waves } from './facts/entries/index.js'
import { readEach } from './facts/factQuestions.js'
import { covers, leadsIn } from './facts/leads.js'
import { asSeen } from './facts/sight.js'
import { SightCache, type SightReader } from './facts/sightReader.js'
import type { DataverseClient } from './http/dataverseClient.js'
import { sameSubject } from './identityCache.js'

/** What decides how the pulse is asked for. */
const SETTINGS: readonly FactName[] = ['hosting', 'environment', 'mailSettings', 'routerAccounts', 'businessUnits']
/** What is asked for with the settings of the last look. */
const MAIL: readonly FactName[] = ['pulse', 'rights']

/** What the last look found. It is never trusted: each look reads it again. */
interface Remembered {
  /** As they were read, even if not all of it can be trusted. */
  readonly settings: FactSheet
  /** Of the bot. */
  readonly userId: string | null
}

const NOTHING: Remembered = { settings: {}, userId: null }

/**
 * Looks at the mail of whole organizations. The first look only finds out how to ask, and so does one after which the
 * settings are others: a second request would have to follow.
 */
export function createPulses(options: ConfiguredOptions): Pulses {
  const { now, sights = new SightCache(now) } = options
  const clientOf = clientsOf(options)
  const memory = new Map<string, Remembered>()
  return {
    async look(organization, signal) {
      const { url } = organization
      const { settings, userId } = memory.get(url) ?? NOTHING
      const looking = sights.looking(url, userId === null ? {} : { userId })
      const client = clientOf(organization)
      const { read, seen } = await readAll({
        organization,
        signal,
        client,
        looking,
        settings,
        now: now().toISOString(),
      })
      // If the bot is another user now, nothing is seen of how far that one reads, and the next look asks who it is.
      const isKnown = looking.questions.length > 0 || looking.sight.prvReadActivity.ok
      if (read.mailSettings?.ok) memory.set(url, { settings: read, userId: isKnown ? looking.userId : null })
      else memory.delete(url)
      return seen
    },
  }
}

interface Reading {
  readonly organization: OrganizationRef
  readonly signal: AbortSignal
  readonly client: DataverseClient
  readonly looking: SightReader
  readonly settings: FactSheet
  readonly now: string
}

interface Answered {
  readonly read: FactSheet
  /** As far as it can be trusted. */
  readonly seen: FactSheet
}

async function readAll({ organization, signal, client, looking, settings, now }: Reading): Promise<Answered> {
  const target: Target = { organization }
  // Nobody is asked about, so there is no sender.
  const senders: Fact<Facts['senders']> = { ok: true, value: [], at: now }
  const before: Known = { target, since: now, now, facts: { ...settings, senders } }
  const entries = settings.mailSettings?.ok ? [...SETTINGS_ENTRIES, ...MAIL_ENTRIES] : SETTINGS_ENTRIES
  const asked = entries.map(entry => ({ question: entry.ask(before), privilege: entry.privilege }))
  const reading = { client, call: { signal, once: true }, now } as const
  const answers = await readEach<unknown>([...asked, ...looking.questions], reading)
  looking.take(answers.slice(entries.length))
  const read: FactSheet = Object.fromEntries(entries.map(({ fact }, i) => [fact, answers[i]]))
  const known: Known = { ...before, facts: { ...read, senders } }
  const isSame = sameSubject(before.facts, known.facts) && covers(leadsIn(before.facts), leadsIn(known.facts))
  const trusted = entries.filter(({ fact }) => isSame || !MAIL.includes(fact))
  return { read, seen: Object.fromEntries(trusted.map(entry => [entry.fact, factAsSeen(entry, known, looking)])) }
}

/** Rows that the bot may not see could make it seem that nothing leaves. */
function factAsSeen({ fact, whole }: FactEntry, known: Known, looking: SightReader): Fact<unknown> {
  const read: Fact<Facts[FactName]> = known.facts[fact] ?? notGathered('nobody asked for it')
  const needed = read.ok && whole ? whole(read.value, known) : []
  if (looking.questions.length === 0) return asSeen(read, needed, looking.sight)
  return needed.length === 0 ? read : notGathered('how far the bot sees was not asked for yet')
}

const entriesOf = (names: readonly FactName[]) => waves.flat().filter(({ fact }) => names.includes(fact))
const SETTINGS_ENTRIES = entriesOf(SETTINGS)
const MAIL_ENTRIES = entriesOf(MAIL)
