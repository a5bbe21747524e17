import type { Viewer } from '../domain/case/authorization.js'
import type { Case } from '../domain/case/case.js'
import type { Definitions } from '../domain/repair/remedy.js'
import type { Mention } from './mention.js'
import type { Guiding } from './parts/guide.js'

/** What every card is drawn with. */
export interface DrawingContext extends Pick<Guiding, 'wording' | 'pictureUrl' | 'checkUrl'>, Definitions {
  readonly viewer: Viewer
  /** On a page, and not in a chat. */
  readonly page?: boolean
  /** People can sign in, so that the bot may write for them. */
  readonly repairs: boolean
  /** How many choices fit on the card; default: all of them. */
  readonly room?: number
  /** Whom a notice calls; default: nobody. */
  readonly mention?: Mention | null
}

export function guidingOf(thisCase: Case, drawing: Omit<DrawingContext, 'repairs' | keyof Definitions>): Guiding {
  const { isSender: self, alone, administers } = drawing.viewer
  return { ...drawing, self, alone, administers, organizationUrl: thisCase.target.organization?.url ?? '' }
}
