import type { TurnKind } from '../app/ports/telemetry.js'
import type { Route } from '../http/route.js'
import { act, begin, list, state } from './cards/cardRoutes.js'
import { sendNotFound, sendPage, sendSignedOut } from './pageRoutes.js'
import { type Answer, RequestGuard } from './requestGuard.js'
import { START } from './requestRules.js'
import { Cookies } from './signIn/cookies.js'
import { finishSignIn, REDIRECT_PATH, signOut, startConsent, startSignIn } from './signIn/signInRoutes.js'
import { WebSessions } from './signIn/webSessions.js'
import { ICON, RENDERER, SCRIPT, STYLE } from './staticFiles.js'
import type { WebOptions } from './webOptions.js'

/** The web page: what answers below /check. */
export function webRoutes(options: WebOptions): readonly Route[] {
  const cookies = new Cookies(options.publicUrl)
  const webSessions = new WebSessions({ sessions: options.sessions, cookies, now: options.now })
  const guard = new RequestGuard({ ...options, cookies, webSessions })
  const page = (path: string, answer: Answer) => guard.route({ path, answer, kind: 'page' })
  const post = (path: string, answer: Answer, turn: TurnKind) =>
    guard.route({ method: 'post', path, answer, kind: 'script', turn })
  const poll = (path: string, answer: Answer) => guard.route({ path, answer, kind: 'script', silent: true })
  return [
    ...[SCRIPT, STYLE, RENDERER, ICON].map(path => guard.file(path)),
    page(START, (context, exchange) => sendPage(context, exchange, 'start')),
    page('/check/cases', (context, exchange) => sendPage(context, exchange, 'cases')),
    page('/check/board', (context, exchange) => sendPage(context, exchange, 'board')),
    page('/check/case/*', (context, exchange) => sendPage(context, exchange, 'case')),
    guard.open('/check/sign-in', startSignIn),
    page('/check/consent', startConsent),
    guard.open(REDIRECT_PATH, finishSignIn),
    guard.open('/check/signed-out', async (...given) => sendSignedOut(...given)),
    guard.open('/check/*', async (...given) => sendNotFound(...given)),
    guard.route({
      method: 'post',
      path: '/check/sign-out',
      answer: signOut,
      kind: 'script',
      turn: 'signIn',
      always: true,
    }),
    post('/check/act', act, 'click'),
    post('/check/begin', begin, 'message'),
    poll('/check/state', state),
    poll('/check/list', list),
  ]
}
