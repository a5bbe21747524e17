import { ConversationState, type Storage, type TurnContext, UserState } from 'botbuilder'
import { answer } from './echoServer.js'

/** What the SDK's own samples do: each turn is counted in the state of the conversation and in that of the person. */
export function countingTurn(storage: Storage): (context: TurnContext) => Promise<void> {
  const states = [new ConversationState(storage), new UserState(storage)]
  const counters = states.map(state => state.createProperty<{ turns: number }>('counter'))
  return async context => {
    const counted = await Promise.all(counters.map(counter => counter.get(context, { turns: 0 })))
    for (const counter of counted) counter.turns += 1
    await answer(context)
    await Promise.all(states.map(state => state.saveChanges(context)))
  }
}
