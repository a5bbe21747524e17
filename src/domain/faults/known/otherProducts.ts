import type { MailboxFault } from '../mailboxFault.js'
import { LEARN } from './articles.js'

/** Mail of other products, which Dynamics 365's e-mail table never holds. */
export const otherProducts: readonly MailboxFault[] = [
  {
    id: 'businessCentralMail',
    codes: [],
    names: [],
    texts: [],
    together: [
      {
        any: ['business central', 'dynamics nav', 'microsoft.dynamics.nav'],
        with: ['outbox', 'email', 'mail account'],
      },
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
    ],
    together: [
      {
        any: ['office 365 outlook', 'outlook.com connector', 'outlook connector'],
        with: ['flow', 'connection', 'connector'],
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
        with: ['journey', 'email', 'segment', 'consent'],
      },
    ],
    certainty: 'name',
    direction: 'sending',
    acts: 'dynamicsAdministrator',
    article: `${LEARN}/dynamics365/customer-insights/journeys/`,
  },
]
