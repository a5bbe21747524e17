import type { Screen } from '../../../src/app/ports.js'
import type { Case, Surface } from '../../../src/domain/case/case.js'
import type { Answer, Connector } from '../connector.js'
import { shownBy } from '../harness.js'

export function surfaceOf(connector: Pick<Connector, 'url'>, changes: Partial<Surface> = {}): Surface {
  return {
    audience: 'user',
    channelId: 'msteams',
    conversationId: 'a:1',
    conversationType: 'personal',
    serviceUrl: connector.url,
    tenantId: null,
    botId: '28:bot',
    botName: 'Pending Send',
    locale: 'de-DE',
    execute: true,
    ...changes,
  }
}

/** A case in a phase, changed this many times before. */
export function inPhase(name: string, revision = 0): Screen {
  return { kind: 'case', case: { id: 'a-case', phase: { name }, revision } as unknown as Case }
}

/** The notices or screen kinds sent to the channel, in order. */
export function shown(connector: Connector, method: 'POST' | 'PUT'): string[] {
  const calls = connector.calls.filter(call => call.method === method)
  return calls.map(({ activity }) => shownBy(activity?.attachments?.[0]?.content))
}

/** Answers the first requests as given; the channel answers the rest. */
export function first(connector: Connector, answers: readonly Answer[]): void {
  const left = [...answers]
  connector.rule = () => left.shift() ?? null
}
