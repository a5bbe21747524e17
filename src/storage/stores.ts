import type { Retention } from '../app/ports/retention.js'
import type { Sessions } from '../app/ports/web.js'
import type { DeadLetters } from '../app/ports/webhook.js'
import type {
  Board,
  CaseStore,
  ConsentAsks,
  Conversations,
  Digests,
  Groups,
  GuardRows,
  Numbers,
  TriageSettings,
} from '../app/ports.js'
import { createCaseStore } from './caseStore.js'
import { createConsentAsks } from './consentAsks.js'
import { createConversations } from './conversations.js'
import { createRetention, type RetentionOptions } from './retention/caseRetention.js'
import { createSessions } from './sessions.js'
import { openTable, type TableSettings } from './table.js'
import { createBoard } from './triage/boardBuckets.js'
import { createNumbers } from './triage/caseNumbers.js'
import { createTriageSettings } from './triage/chosenChannel.js'
import { createDeadLetters } from './triage/deadLetters.js'
import { createDigests } from './triage/digestDay.js'
import { createGroups } from './triage/groupRows.js'
import { createGuardRows } from './triage/guardRows.js'

/** Everything that the application keeps. */
export interface Stores {
  readonly store: CaseStore
  readonly conversations: Conversations
  readonly asks: ConsentAsks
  readonly board: Board
  readonly groups: Groups
  readonly numbers: Numbers
  readonly triageSettings: TriageSettings
  readonly deadLetters: DeadLetters
  readonly digests: Digests
  /** Of the web page. */
  readonly sessions: Sessions
  /** Deletes what has been kept long enough in any of them. */
  retention(options: Omit<RetentionOptions, 'board'>): Retention
  readonly guardRows: GuardRows
}

/** Throws StoreUnavailable. */
export async function openStores(settings: TableSettings): Promise<Stores> {
  const [cases, boardTable] = await Promise.all([openTable(settings), openTable(settings, { table: 'board' })])
  const board = createBoard(boardTable)
  return {
    store: createCaseStore(cases),
    conversations: createConversations(cases),
    asks: createConsentAsks(cases),
    board,
    groups: createGroups(cases),
    numbers: createNumbers(cases),
    triageSettings: createTriageSettings(cases),
    deadLetters: createDeadLetters(cases),
    digests: createDigests(cases),
    sessions: createSessions(cases),
    retention: options => createRetention(cases, { ...options, board }),
    guardRows: createGuardRows(cases),
  }
}
