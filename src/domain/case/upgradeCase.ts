import { type Backlog, type Channel, notRead } from '../diagnosis/facts.js'
import { minutesBetween, PATIENCE_MINUTES } from '../diagnosis/waitingTime.js'
import type { Case, Target } from './case.js'

/** Brings a stored document up to the current schema. Throws if a newer version of the program stored it. */
export function upgrade(document: unknown): Case {
  const schema = (document as { schema?: unknown } | null)?.schema
  if (schema === 1) return withCurrentNames(withRevisions(withNumberedAudit(document as Case)))
  if (schema === 2) return withCurrentNames(withRevisions(document as Case))
  if (schema === 3) return withCurrentNames(document as Case)
  if (schema !== 4) throw new Error(`A case of schema ${String(schema)} was stored by another version of this program`)
  return document as Case
}

/** Schema 1 did not number the audit entries. */
function withNumberedAudit(thisCase: Case): Case {
  return { ...thisCase, audit: thisCase.audit.map((entry, i) => ({ ...entry, n: i + 1 })) }
}

/** Schema 2 had no revisions, and no channel of the owner. */
function withRevisions(thisCase: Case): Case {
  const surfaces = thisCase.surfaces.map(surface => ({ ...surface, drawn: 1 }))
  const owner = { ...thisCase.owner, channelId: thisCase.surfaces[0]?.channelId ?? 'msteams' }
  return { ...thisCase, revision: 1, owner, surfaces }
}

/** Ids of causes, guides and repairs that schema 3 named after the Email Router. */
const RENAMED: Readonly<Record<string, string>> = {
  routerAccountUnknown: 'actingAccountUnknown',
  routerAccountDisabled: 'actingAccountDisabled',
  routerPrivilege: 'sendAsPrivilege',
  routerPrivilegeDepth: 'sendAsDepth',
  queueSender: 'queueAccess',
  notTheRouter: 'routerRefused',
}
const RENAMED_KEYS: Readonly<Record<string, string>> = {
  'checks.mailboxNotApproved.inactive': 'checks.mailboxInactive.problem',
  'checks.mailboxNotApproved.inactiveCause': 'checks.mailboxInactive.cause',
  'because.notTheRouter': 'because.synchronizes',
}
const RENAMED_FACTS: Readonly<Record<string, string>> = {
  lastSent: 'departures',
  queueAccess: 'rights',
  routerPrivilege: 'rights',
  routerRoles: 'roles',
}
const RENAMED_QUESTIONS: Readonly<Record<string, string>> = { routerAccount: 'actingAccount' }
/** Properties that hold such an id. */
const ID_PROPERTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  checkId: RENAMED,
  guide: RENAMED,
  remedy: RENAMED,
  consentTo: RENAMED,
  before: RENAMED,
  ask: RENAMED_QUESTIONS,
}
/** What sentences of schema 3 did not have to be told, since every account was the router's. */
const ROUTER_ARGS = { as: 'router', others: 0, channel: 'router' }

/** Schema 3 knew only the Email Router. */
function withCurrentNames(thisCase: Case): Case {
  const { target, ...rest } = renamed(thisCase) as Case
  const { routerAccount, ...known } = target as Target & { readonly routerAccount?: string | null }
  const asked = routerAccount === undefined ? {} : { actingAccount: routerAccount }
  return { ...rest, target: { ...known, ...asked }, schema: 4 }
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]) => [name, renamedProperty(name, inner)])
  return completed(Object.fromEntries(entries))
}

function renamedProperty(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return renamed(value)
  if (name === 'key')
    return (
      RENAMED_KEYS[value] ??
      value
        .split('.')
        .map(part => RENAMED[part] ?? part)
        .join('.')
    )
  return ID_PROPERTIES[name]?.[value] ?? value
}

type Properties = Readonly<Record<string, unknown>>

/** What a diagnosis of schema 3 did not look at. */
const UNSEEN = { production: null, held: null, acting: [], departures: notRead, others: null, mailboxId: null }

/** The object with what it lacks today. */
function completed(object: Properties): Properties {
  if ('findings' in object && 'verdict' in object) return { ...UNSEEN, channel: channelOf(object.findings), ...object }
  if ('checkId' in object) return withOwnCheck(object)
  if ('fact' in object && 'why' in object) return { ...object, fact: factOf(object) }
  if ('olderThanADay' in object && 'asOf' in object)
    return { overdue: overdueOf(object as unknown as Backlog), scheduled: 0, notSubmitted: 0, ...object }
  if (typeof object.key === 'string' && /^(checks|guides)\./.test(object.key))
    return { ...object, args: { ...ROUTER_ARGS, ...(object.args as Properties | undefined) } }
  return object
}

/** Schema 3 had a check of the channel: there was no problem with the router, and with anything else there was. */
function channelOf(findings: unknown): Channel | null {
  const found = (findings as readonly Properties[]).find(({ checkId }) => checkId === 'routerRefused')
  if (found?.outcome === 'ok') return 'router'
  return found?.outcome === 'problem' ? 'synchronization' : null
}

/** An inactive mailbox was found by the check of its approval. */
function withOwnCheck(finding: Properties): Properties {
  const { key } = (finding.message ?? {}) as Properties
  return key === 'checks.mailboxInactive.problem' ? { ...finding, checkId: 'mailboxInactive' } : finding
}

/** Where a check had a bug, this is the id of the check. */
function factOf({ fact, why }: Properties): string {
  const names = why === 'crashed' ? RENAMED : RENAMED_FACTS
  return names[String(fact)] ?? String(fact)
}

function overdueOf({ count, oldest, asOf }: Backlog): number {
  return oldest !== null && minutesBetween(oldest, asOf) < PATIENCE_MINUTES ? 0 : count
}
