import type { Playground } from '../../demo/playground.js'
import { objectIdOf } from '../../simulator/index.js'
import type { Answer } from '../../teams/channelRules/answer.js'
import { exchange } from './exchange.js'

/** Somebody of the simulated organization. */
export interface Person {
  /** Of the simulator's seeds. */
  readonly key: string
  readonly name: string
}

/** A person at a client of their own. */
export interface Seat {
  readonly person: Person
  /** The person's id in Teams. */
  readonly id: string
  readonly chatId: string
  /** Where the client takes what the bot sends. */
  readonly serviceUrl: string
  /** A call below `/v3/conversations/` of the client. */
  call(method: 'POST' | 'PUT', path: string, activity: object): Promise<Answer>
}

export function userOf({ key, name }: Person) {
  return { aadObjectId: objectIdOf(key), name, address: `${key}@contoso.com` }
}

export function seatOf(person: Person, playground: Playground): Seat {
  const serviceUrl = `${playground.url}/_connector`
  return {
    person,
    id: `29:${objectIdOf(person.key)}`,
    chatId: `a:${objectIdOf(person.key)}`,
    serviceUrl,
    call: (method, path, body) => exchange(`${serviceUrl}/v3/conversations/${path}`, { method, body }),
  }
}
