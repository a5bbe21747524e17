/** The least that a turn can cost: a bot of the SDK without storage. */
import { answer, serve } from './peers/echoServer.js'

serve(answer)
