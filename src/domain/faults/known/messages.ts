import type { MailboxFault } from '../mailboxFault.js'
import { OVERVIEW, SYNC } from './articles.js'

/** One e-mail: its sender, its recipients and its size. */
export const messages: readonly MailboxFault[] = [
  {
    id: 'messageTooLarge',
    codes: ['0x8005E237'],
    names: ['EmailMessageSizeExceeded'],
    texts: [],
    direction: 'sending',
    acts: 'sender',
    article: OVERVIEW,
  },
  {
    id: 'noSender',
    codes: ['0x80040B01', '0x80040B02', '0x80040B08'],
    names: [
      'unManagedidscommunicationsbadsender',
      'unManagedidscommunicationsnosender',
      'unManagedidscommunicationsnosenderaddress',
    ],
    texts: [],
    direction: 'sending',
    acts: 'sender',
    article: OVERVIEW,
  },
  {
    id: 'noRecipient',
    codes: ['0x80040B04', '0x80044192'],
    names: ['EmailRecipientNotSpecified', 'InvalidEmailAddressFormat'],
    texts: [
      'could not find email address for recipient',
      'must have at least one recipient before it can be sent',
      'object address not found on party',
      'recipients do not have a valid email address',
      "recipients don't have a valid email address",
      'recipient does not have a valid email address',
    ],
    together: [
      { any: ['empfänger', 'empfängers'], with: ['keine email-adresse', 'keine gültige email-adresse'] },
      { any: ['destinataire', 'destinataires'], with: ["pas d'adresse email", 'aucune adresse email'] },
      {
        any: ['destinatario', 'destinatarios'],
        with: [
          'no tiene una dirección de correo electrónico',
          'no tienen una dirección de correo electrónico',
          'no tiene dirección de correo electrónico',
        ],
      },
    ],
    direction: 'sending',
    acts: 'sender',
    article: OVERVIEW,
  },
  {
    id: 'receivedAddressInvalid',
    codes: ['0x80040B0B'],
    names: [],
    texts: [],
    direction: 'receiving',
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/exception-appears-server-side-sync`,
  },
]
