import { namedSituations } from './namedSituations.js'
import { routerSituations } from './routerSituations.js'
import type { Situations } from './situation.js'
import { synchronizedSituations } from './synchronizedSituations.js'

/** Every cause at least once, and healthy senders, in organizations with the Email Router and with server-side synchronization. */
export const situations: Situations = { ...routerSituations, ...synchronizedSituations, ...namedSituations }
