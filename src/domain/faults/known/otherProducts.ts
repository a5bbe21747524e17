import type { MailboxFault } from '../mailboxFault.js'
import { LEARN } from './articles.js'

/** The page "Email Outbox" of Business Central and what stands on it, in the words of its documentation where that has them. */
const OUTBOXES = [
  'outbox',
  'email account',
  'email accounts',
  'mail account',
  'email scenario',
  'postausgang',
  'email-postausgang',
  'emailkonto',
  'email-konto',
  "boîte d'envoi",
  'compte email',
  'compte de messagerie',
  'bandeja de salida',
  'cuenta de correo electrónico',
  'postvak uit',
  'emailaccount',
  'posta in uscita',
  'caixa de saída',
  'udbakke',
  'utkorg',
]

/** Mail of other products, which Dynamics 365's e-mail table never holds. */
export const otherProducts: readonly MailboxFault[] = [
  {
    id: 'businessCentralMail',
    codes: [],
    names: [],
    texts: [
      ...['email', 'emails', 'mail', 'mails'].flatMap(mail => [
        ...['from', 'in', 'of', 'aus', 'von', 'de', 'desde', 'uit', 'da'].map(of => `${mail} ${of} business central`),
        `business central ${mail}`,
        `business central: ${mail}`,
      ]),
      ...['business centralの電子メール送信トレイ', 'business central の電子メール送信トレイ'],
    ],
    together: [
      { any: ['business central', 'dynamics nav', 'microsoft.dynamics.nav', 'bc'], with: OUTBOXES },
      { any: ['microsoft.dynamics.nav'], with: ['email', 'emails', 'mail'] },
    ],
    certainty: 'name',
    direction: 'sending',
    acts: 'dynamicsAdministrator',
    article: `${LEARN}/dynamics365/business-central/admin-how-setup-email`,
  },
  {
    id: 'outlookConnectorMail',
    codes: [],
    names: ['SendEmailV2', 'SharedMailboxSendEmailV2', 'shared_office365'],
    texts: [
      'send an email (v2)',
      'send_an_email_(v2)',
      'send an email from a shared mailbox',
      'office 365 outlook connector',
      'email senden (v2)',
      'envoyer un email (v2)',
      'enviar un correo electrónico (v2)',
      'een email verzenden (v2)',
      'メールの送信 (v2)',
    ],
    together: [
      {
        any: ['office 365 outlook', 'outlook.com connector', 'outlook connector'],
        with: ['flow', 'connection', 'connector', 'verbindung', 'konnektor', 'flux', 'connexion', 'flujo', 'conexión'],
      },
    ],
    certainty: 'name',
    direction: 'sending',
    acts: 'dynamicsAdministrator',
    article: `${LEARN}/connectors/office365/`,
  },
  {
    id: 'customerInsightsMail',
    codes: [],
    names: [],
    texts: ['customer insights - journeys', 'customer insights journeys', 'customer insights journey', 'msdynmkt_'],
    together: [
      {
        any: ['customer insights', 'dynamics 365 marketing', 'real-time marketing', 'real-time journey'],
        with: ['journey', 'journeys', 'email', 'emails', 'segment', 'consent', 'parcours', 'recorrido', 'einwilligung'],
      },
    ],
    certainty: 'name',
    direction: 'sending',
    acts: 'dynamicsAdministrator',
    article: `${LEARN}/dynamics365/customer-insights/journeys/`,
  },
]
