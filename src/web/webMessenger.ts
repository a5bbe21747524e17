import type { Delivery, Messenger } from '../app/ports.js'
import type { Surface } from '../domain/case/case.js'

/** Nobody else is on somebody's page. */
const CANNOT_WHISPER: Delivery = { result: 'refused', status: 405 }

/**
 * Counts a case as shown on the page, which looks at it again and again and draws it itself. Everything else goes to the
 * messenger of the other channels.
 */
export function withPages(messenger: Messenger): Messenger {
  const isOnPage = ({ page }: Surface) => page === true
  const shown = (surface: Surface): Promise<Delivery> => Promise.resolve({ result: 'shown', surface })
  return {
    send: (surface, ...what) => (isOnPage(surface) ? shown(surface) : messenger.send(surface, ...what)),
    update: (surface, ...what) => (isOnPage(surface) ? shown(surface) : messenger.update(surface, ...what)),
    whisper: (surface, ...what) =>
      isOnPage(surface) ? Promise.resolve(CANNOT_WHISPER) : messenger.whisper(surface, ...what),
    // A chat is opened in the service in which another one is, and a page is in none.
    openPersonal: (person, like) => (isOnPage(like) ? Promise.resolve(null) : messenger.openPersonal(person, like)),
  }
}
