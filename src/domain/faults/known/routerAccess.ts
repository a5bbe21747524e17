import type { MailboxFault } from '../mailboxFault.js'
import { HELP, LEARN, ROUTER_SETUP, SALES } from './articles.js'

/** How the Email Router Configuration Manager begins the result of Test Access (KB 2003033 has it in German and French). */
const TEST_ACCESS = [
  'incoming status',
  'outgoing status',
  'eingehender status',
  'ausgehender status',
  'état entrant',
  'état sortant',
  'statut entrant',
  'statut sortant',
  'estado entrante',
  'estado saliente',
  '受信の状態',
  '送信の状態',
]

/** What the Email Router and its Rule Deployment Wizard report when they open mailboxes or sign in. */
export const routerAccess: readonly MailboxFault[] = [
  {
    id: 'formsSignIn',
    codes: [],
    names: [],
    texts: ['(440) login timeout', '440 login timeout'],
    together: [{ any: ['(440)'], with: TEST_ACCESS }],
    direction: 'receiving',
    acts: 'exchangeAdministrator',
    article: `${LEARN}/previous-versions/troubleshoot/dynamics/crm/incoming-status-failure-the-remote-server-returned-an-error-440-login-timeout`,
  },
  {
    id: 'routerSignIn',
    codes: ['0x80048821'],
    names: [
      'AADSTS50126',
      'AADSTS50034',
      'AADSTS50055',
      'AADSTS50057',
      'AADSTS50076',
      'AADSTS50079',
      'AADSTS53003',
      'AADSTS700016',
    ],
    texts: [
      'id3242: the security token could not be authenticated or authorized',
      'the authentication endpoint username was not found',
    ],
    together: [
      {
        any: ['(401)', 'status 401'],
        with: ['outgoing email messages to process', 'incoming email messages to process'],
      },
    ],
    direction: 'router',
    acts: 'dynamicsAdministrator',
    article: ROUTER_SETUP,
  },
  {
    id: 'routerMailboxAccess',
    codes: [],
    names: [],
    texts: [
      'returned the error "(401) unauthorized"',
      'remote server returned an error: (401)',
      'remoteserver hat einen fehler zurückgegeben: (401)',
      'serveur distant a renvoyé une erreur : (401)',
      'serveur distant a renvoyé une erreur: (401)',
      'serveur distant a retourné une erreur: (401)',
      'serveur distant a retourné une erreur : (401)',
      'servidor remoto devolvió un error: (401)',
      'リモート サーバーがエラーを返しました: (401)',
    ],
    together: [
      { any: ['(401)'], with: TEST_ACCESS },
      { any: ['(401)', 'status 401', '401 unauthorized', 'error 401'], with: ['26142'] },
    ],
    acts: 'exchangeAdministrator',
    article: `${HELP}/2003033`,
  },
  {
    id: 'ruleDeployment',
    codes: [],
    names: ['RuleDeploymentException'],
    texts: ['failed to access the default store for the user'],
    together: [{ any: ['0x8004010f'], with: ['rule deployment', 'default store'] }],
    direction: 'receiving',
    acts: 'exchangeAdministrator',
    article: `${SALES}/crm-rule-deployment-wizard-fails-to-apply-rules-to-users`,
  },
]
