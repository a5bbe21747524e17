import { CloudAdapter, ConfigurationBotFrameworkAuthentication, type TurnContext } from 'botbuilder'
import { createServer, plugins } from 'restify'

const card = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'TextBlock', text: 'You clicked.' }],
}

/** A message is answered with one line of text, a click with a fixed card. */
export async function answer(context: TurnContext): Promise<void> {
  const { type, text } = context.activity
  if (type === 'message') await context.sendActivity(`You said: ${text}`)
  if (type !== 'invoke') return
  const body = { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card }
  await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } })
}

/** A bot of the SDK, behind the same server as ours. */
export function serve(turn: (context: TurnContext) => Promise<void>): void {
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}))
  const server = createServer()
  server.use(plugins.bodyParser())
  server.post('/api/messages', async (request, response) => {
    const { body, headers, method = 'POST' } = request
    await adapter.process({ body, headers, method }, response, turn)
  })
  server.get('/health', async (_request, response) => {
    response.send(200)
  })
  server.listen(Number(process.env.PORT), '127.0.0.1')
}
