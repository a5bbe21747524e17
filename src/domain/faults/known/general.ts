import type { MailboxFault } from '../mailboxFault.js'
import { SALES, SYNC } from './articles.js'

/** What passes by itself, or wraps another fault; any fault of the other files is more telling. */
export const general: readonly MailboxFault[] = [
  {
    id: 'temporaryReceiveError',
    codes: [],
    names: [],
    texts: ['unknownincomingemailintegrationerror -2147220970'],
    certainty: 'general',
    direction: 'receiving',
    acts: 'microsoft',
    article: `${SYNC}/exception-appears-server-side-sync`,
  },
  {
    id: 'sendFailure',
    codes: [],
    names: ['SendFailure'],
    texts: [],
    direction: 'sending',
    acts: 'microsoft',
    article: `${SALES}/web-server-returned-sendfailure-exception`,
  },
  {
    id: 'temporaryServerError',
    codes: [],
    names: ['GeneralOutgoingEmailServerError'],
    texts: [],
    direction: 'sending',
    acts: 'dynamicsAdministrator',
    article: `${SALES}/generaloutgoingemailservererror-error`,
  },
  {
    id: 'pluginAborted',
    codes: ['0x80040265'],
    names: ['IsvAborted'],
    texts: ['isv code aborted the operation'],
    certainty: 'general',
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/unknownincomingemailintegrationerror-2147220891`,
  },
  {
    id: 'pluginFailed',
    codes: ['0x80040224'],
    names: ['IsvUnexpected'],
    texts: ['unexpected error occurred from isv code'],
    certainty: 'general',
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/exception-appears-server-side-sync`,
  },
  {
    id: 'exchangeError',
    codes: [],
    names: ['UnknownOutgoingEmailIntegrationError'],
    texts: ['exchange server returned error', 'exchange.server returned error'],
    certainty: 'general',
    acts: 'exchangeAdministrator',
    article: `${SALES}/exchange-error-in-dynamics-365-mailbox-alert`,
  },
]
