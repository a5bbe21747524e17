import { LRUCache } from 'lru-cache'
import type { Log, Member, Rosters } from '../../app/ports.js'
import type { Surface } from '../../domain/case/case.js'
import { withoutThread } from '../../domain/triage/place.js'
import { CallDeadline } from '../../http/callDeadline.js'
import { type ConnectorPort, connectorFaultOf } from '../posting/connector.js'
import type { PostingPace } from '../posting/conversationQueue.js'
import { memberOf, membersPage } from './member.js'

export interface RostersOptions {
  readonly connector: (serviceUrl: string) => Promise<ConnectorPort>
  readonly log: Log
  /** Default: the process's own clock. */
  readonly pace?: Pick<PostingPace, 'now'>
}

const KEPT_MS = 300_000
/** The channel's own limit is 500. */
const PAGE_SIZE = 500
/** A team has at most 25,000 members. https://learn.microsoft.com/microsoftteams/limits-specifications-teams */
const MOST_PAGES = 100
const MOST_CONVERSATIONS = 100
/** For a page. Whoever writes or clicks waits for the list, and Teams does not wait long for the answer to a click. */
const PATIENCE_MS = 5_000
/** Without an answer, nobody waits for another one so soon. */
const UNANSWERED_MS = 30_000

/** What is known of a conversation's members. */
interface Reading {
  readonly members: Promise<readonly Member[] | null>
  /** On the clock of `pace`; Infinity: the members are being read. */
  until: number
}

type Place = Pick<Surface, 'channelId' | 'conversationId' | 'serviceUrl' | 'tenantId'>

/** The list of members was not one. */
class NoRoster extends Error {
  constructor() {
    super('The channel gave no list of members')
    this.name = 'NoRoster'
  }
}

/**
 * Members of channels, kept for five minutes. Whoever asks while they are read gets the same answer. A list that could not be
 * read is asked for again, unless the channel said when, or said nothing.
 *
 * UNCONFIRMED: that the list of a private channel has the members of that channel only, as its documentation asks of apps
 * (https://learn.microsoft.com/microsoftteams/platform/build-apps-for-shared-private-channels), and not those of its team.
 */
export class TeamsRosters implements Rosters {
  readonly #options: Required<RostersOptions>
  readonly #over = new AbortController()
  readonly #readings = new LRUCache<string, Reading>({ max: MOST_CONVERSATIONS })
  readonly #patience = new CallDeadline(() => AbortSignal.timeout(PATIENCE_MS))

  constructor(options: RostersOptions) {
    this.#options = { pace: performance, ...options }
  }

  members(place: Surface): Promise<readonly Member[] | null> {
    if (place.channelId !== 'msteams' || place.conversationType !== 'channel') return Promise.resolve(null)
    const root = { ...place, conversationId: withoutThread(place.conversationId) }
    const key = JSON.stringify([root.serviceUrl, root.conversationId])
    const known = this.#readings.get(key)
    if (known && known.until > this.#options.pace.now()) return known.members
    const keep = (until: number) => {
      reading.until = until
    }
    const reading: Reading = { members: this.#read(root, keep), until: Number.POSITIVE_INFINITY }
    this.#readings.set(key, reading)
    return reading.members
  }

  /** Ends what is under way. */
  close(): void {
    this.#over.abort()
  }

  /** `keep` is called with the time until which the answer counts. */
  async #read(place: Place, keep: (until: number) => void): Promise<readonly Member[] | null> {
    const { log, pace } = this.#options
    try {
      const members = await this.#allPages(place)
      keep(pace.now() + KEPT_MS)
      return members
    } catch (error) {
      const { status, code, retryAfterMs = 0 } = connectorFaultOf(error, new Date())
      log.warn({ status, code, channel: place.channelId }, 'The members of a channel could not be read')
      const least = status === null && !(error instanceof NoRoster) ? UNANSWERED_MS : 0
      keep(pace.now() + Math.max(least, Math.min(retryAfterMs, KEPT_MS)))
      return null
    }
  }

  async #allPages(place: Place): Promise<readonly Member[]> {
    const members: Member[] = []
    const read = new Set<string>()
    let continuationToken = ''
    do {
      const page = await this.#page(place, continuationToken)
      for (const value of page.members) {
        const member = memberOf(value, place.tenantId)
        if (member) members.push(member)
      }
      read.add(continuationToken)
      continuationToken = page.continuationToken ?? ''
      // A list that never ends is none. The end has no token.
    } while (continuationToken !== '' && !read.has(continuationToken) && read.size < MOST_PAGES)
    if (continuationToken !== '') throw new NoRoster()
    return members
  }

  async #page({ serviceUrl, conversationId }: Place, continuationToken: string) {
    const answer = await this.#patience.wait(async abortSignal => {
      const { conversations } = await this.#options.connector(serviceUrl)
      const from = continuationToken === '' ? {} : { continuationToken }
      return conversations.getPagedMembers(conversationId, { abortSignal, pageSize: PAGE_SIZE, ...from })
    }, this.#over.signal)
    const page = membersPage.safeParse(answer)
    if (!page.success) throw new NoRoster()
    return page.data
  }
}
