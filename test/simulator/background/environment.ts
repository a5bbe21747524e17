/** How the mail server of a mailbox answers. */
export interface ServerFault {
  /** A transient fault is tried again, after a permanent one the mailbox is disabled at once. */
  readonly kind: 'transient' | 'permanent'
  /** As alerts name it. */
  readonly name: string
  /** If the product has a number for it. */
  readonly code?: string
}

/** 503. KB 4471949 */
export const SERVER_IS_DOWN: ServerFault = { kind: 'transient', name: 'ServiceUnavailable' }
/** 401. https://learn.microsoft.com/troubleshoot/power-platform/dataverse/email-exchange-synchronization/error-code-8005e272 */
export const UNAUTHORIZED: ServerFault = {
  kind: 'permanent',
  name: 'OutgoingEmailAuthenticationError',
  code: '0x8005E272',
}

/** What a Dataverse organization depends on and has no columns for: the admin center's switch, Exchange, the flows' connections. */
export class Environment {
  /**
   * Off: neither synchronization nor background workflows run, as in administration mode, and in every copy until somebody
   * switches it on. https://learn.microsoft.com/power-platform/admin/admin-mode
   */
  backgroundOperations = true
  /** By mailbox. */
  readonly serverFaults = new Map<string, ServerFault>()
  /** By mailbox: how many e-mails an hour Exchange takes of it; default: any number. */
  readonly hourlyLimits = new Map<string, number>()
  /** Addresses that the mail server refuses to deliver to. */
  readonly refusedRecipients = new Set<string>()
  /** Users who are Exchange or Global administrators in Microsoft 365. */
  readonly exchangeAdministrators = new Set<string>()
  /** Flow → the user of its connection, which stands in no table. */
  readonly connections = new Map<string, string>()
}
