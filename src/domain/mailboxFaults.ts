/**
 * What else can hold back mail: the faults that alerts of a mailbox, answers of mail servers and the router's log name.
 * The words for each are in the strings, below `faults.ID`. One list, so it is longer than a file should be.
 */
export interface MailboxFault {
  readonly id: string
  /** Error codes as 0x8005E219. Codes that the platform uses for anything at all (0x80040216, 0x80040256) are not here. */
  readonly codes: readonly string[]
  /** Symbolic names, as they appear. */
  readonly names: readonly string[]
  /** Parts of alert texts that no other fault has, as `folded` leaves them. */
  readonly texts: readonly string[]
  /** Whose turn it is: a key below `acts`. */
  readonly acts:
    | 'sender'
    | 'dynamicsAdministrator'
    | 'microsoft365Administrator'
    | 'exchangeAdministrator'
    | 'microsoft'
  /** The article of Microsoft's support that says more. */
  readonly article: string
}

export interface AlertText {
  readonly text: string
  readonly details: string | null
}

const LEARN = 'https://learn.microsoft.com/en-us'
const SALES = `${LEARN}/troubleshoot/dynamics-365/sales`
const SYNC = `${LEARN}/troubleshoot/power-platform/dataverse/email-exchange-synchronization`
/** For codes that have no article of their own. */
const OVERVIEW = `${SYNC}/troubleshooting-monitoring-server-side-synchronization`

/** The special before the general: of several faults in one alert, the first of this list is meant. */
export const mailboxFaults: readonly MailboxFault[] = [
  {
    id: 'queueSendAs',
    codes: ['0x8004480F'],
    names: ['UserDoesNotHaveSendAsForQueue'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${LEARN}/power-platform/admin/send-email-on-behalf`,
  },
  {
    id: 'exchangeSendAs',
    codes: [],
    names: ['ErrorSendAsDenied'],
    texts: [
      'does not have the right to send mail on behalf of the specified sending account',
      'insufficient delegate permissions to send the email message',
    ],
    acts: 'exchangeAdministrator',
    article: `${SALES}/errors-occur-when-sending-on-behalf-of-or-send-as-another-user-via-crm-email-router`,
  },
  {
    id: 'impersonation',
    codes: [],
    names: ['ErrorImpersonateUserDenied'],
    texts: [
      'an impersonation error occurred in accessing the mailbox',
      'does not have permission to impersonate the requested user',
    ],
    acts: 'exchangeAdministrator',
    article: `${SYNC}/the-account-does-not-have-permission-to-impersonate-the-requested-user-error`,
  },
  {
    id: 'routerLoadData',
    codes: [],
    names: [],
    texts: ['unable to retrieve user and queue information', 'uri did not return any service endpoints'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/unable-configure-crm-email-router`,
  },
  {
    id: 'routerUserCredentials',
    codes: [],
    names: [],
    texts: ['router service configuration parameter "emailuser" is missing'],
    acts: 'sender',
    article: `${SALES}/email-router-service-configuration-parameter-emailuser-is-missing-error`,
  },
  {
    id: 'approvalNeeded',
    codes: ['0x8005E220'],
    names: [
      'OutgoingEmailS2SApprovalNeeded',
      'IncomingEmailS2SApprovalNeeded',
      'ExchangeSyncEmailS2SApprovalNeeded',
      'UnapprovedMailbox',
    ],
    texts: [
      'requires an approval by an office 365 administrator',
      'until the email address of the mailbox is approved by an office 365 administrator',
      "because their email addresses haven't been approved",
    ],
    acts: 'microsoft365Administrator',
    article: `${SALES}/email-cannot-be-sent`,
  },
  {
    id: 'approverLacksRole',
    codes: [],
    names: [],
    texts: ['a failure occurred in crmsecurity', 'should be a global administrator to approve mailbox'],
    acts: 'microsoft365Administrator',
    article: `${SYNC}/a-failure-occurred-crmsecurity`,
  },
  {
    id: 'mailboxDisabled',
    codes: ['0x8005E219', '0x8005E230'],
    names: ['MailboxDisabled', 'InactiveMailbox', 'CannotActivateMailboxForDisabledUserOrQueue'],
    texts: ['is deactivated or disabled for outgoing email'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/email-message-cannot-be-sent`,
  },
  {
    id: 'mailboxAddress',
    codes: ['0x8005E221'],
    names: ['InvalidOutgoingMailboxEmailAddress', 'InvalidIncomingMailboxEmailAddress', 'InvalidEmailAddressInMailbox'],
    texts: ["because the mailbox record doesn't have a valid email address"],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/invalidoutgoingmailboxemailaddress-error-in-mailbox-alert`,
  },
  {
    id: 'mailboxCredentials',
    codes: ['0x8005E209'],
    names: ['InvalidOutgoingMailboxCredentials', 'InvalidIncomingMailboxCredentials', 'MailboxCredentialNotSpecified'],
    texts: ['make sure that the credentials specified in the mailbox'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/make-sure-credentials-specified-in-mailbox-correct-and-have-sufficient-permission`,
  },
  {
    id: 'noExchangeMailbox',
    codes: [],
    names: ['ErrorNonExistentMailbox'],
    texts: [
      'sendonly cannot be used by a user without a mailbox',
      'the smtp address has no mailbox associated with it',
    ],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/mailbox-not-have-valid-email-address-error`,
  },
  {
    id: 'exchangeLicense',
    codes: ['0x8005E276'],
    names: [],
    texts: [],
    acts: 'microsoft365Administrator',
    article: `${SYNC}/error-code-8005e276`,
  },
  {
    id: 'microsoft365UserDisabled',
    codes: ['0x8005E273'],
    names: [],
    texts: [],
    acts: 'microsoft365Administrator',
    article: `${SYNC}/error-code-8005e273`,
  },
  {
    id: 'noRestMailbox',
    codes: ['0x8005E274'],
    names: ['MailboxNotEnabledForRESTAPI'],
    texts: [],
    acts: 'microsoft365Administrator',
    article: `${SYNC}/error-code-8005e274`,
  },
  {
    id: 'addressUnknown',
    codes: [],
    names: [],
    texts: ['because no user was found with the email address'],
    acts: 'microsoft365Administrator',
    article: `${SYNC}/test-enable-fails-for-unrecognized-email-address`,
  },
  {
    id: 'profileAccountUnauthorized',
    codes: ['0x8005E272'],
    names: [],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-code-8005e272`,
  },
  {
    id: 'profileCredentials',
    codes: [],
    names: [],
    texts: [
      'credentials specified in the associated email server profile are incorrect or have insufficient permissions',
      'anonymous request disallowed',
    ],
    acts: 'exchangeAdministrator',
    article: `${SALES}/error-when-enabling-mailbox`,
  },
  {
    id: 'profilePassword',
    codes: [],
    names: [],
    texts: ['remote server error: (401) unauthorized'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/test-connection-fails-email-server`,
  },
  {
    id: 'exchangeUnauthorized',
    codes: [],
    names: ['NoUserFoundWithGivenClaims'],
    texts: ['http server returned 401 unauthorized', 'user does not exist in tenant with id'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/exception-when-using-server-side-sync`,
  },
  {
    id: 'exchangeForbidden',
    codes: [],
    names: [],
    texts: ['http server returned forbidden', 'http server returned 403 forbidden'],
    acts: 'exchangeAdministrator',
    article: `${SYNC}/http-server-returned-forbidden-exception`,
  },
  {
    id: 'exchangeNotFound',
    codes: [],
    names: [],
    texts: ['http server returned 404 notfound'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/http-server-returned-404-notfound-exception`,
  },
  {
    id: 'sendingLimit',
    codes: [],
    names: ['ErrorSubmissionQuotaExceeded'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/errorsubmissionquotaexceeded-exception`,
  },
  {
    id: 'mailboxQuota',
    codes: [],
    names: ['ErrorQuotaExceeded'],
    texts: [],
    acts: 'exchangeAdministrator',
    article: `${SYNC}/errorquotaexceeded-exchange-server-returned-403-error`,
  },
  {
    id: 'gmailLimit',
    codes: [],
    names: ['GeneralOutgoingEmailServerError GeneralFailure'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/generaloutgoingemailservererror`,
  },
  {
    id: 'smtpSignIn',
    codes: [],
    names: ['OutgoingEmailAuthenticationError'],
    texts: [
      '535 5.7.8',
      '535-5.7.8',
      'server certificate needed to connect to the email server could not be validated',
    ],
    acts: 'sender',
    article: `${SYNC}/outgoingemailauthenticationerror-shows-in-mailbox-alert`,
  },
  {
    id: 'smtpPort',
    codes: [],
    names: [],
    texts: ['smtpexception: syntax error, command unrecognized'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-while-sending-the-email-message`,
  },
  {
    id: 'connectFailure',
    codes: [],
    names: ['ConnectFailure'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-occurs-sending-email-for-mailbox`,
  },
  {
    id: 'secureConnection',
    codes: [],
    names: [],
    texts: ['an error occurred while establishing a secure connection to the email server'],
    acts: 'microsoft365Administrator',
    article: `${SALES}/error-test-and-enable-user-mailbox`,
  },
  {
    id: 'smtpRelay',
    codes: [],
    names: [],
    texts: ['no connection could be made because the target machine actively refused it'],
    acts: 'exchangeAdministrator',
    article: `${SALES}/recipient-does-not-receive-emails-sent-from-dynamics-crm-web-client`,
  },
  {
    id: 'otherOrganization',
    codes: [],
    names: ['OutgoingIncorrectCrmOrgError', 'IncomingIncorrectCrmOrgError', 'ExchangeSyncIncorrectCrmOrgError'],
    texts: [
      'is configured for another dynamics 365 organization',
      'is configured with another microsoft dynamics 365 organization',
    ],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/emails-not-synced-because-email-is-configured-for-another-organization-error`,
  },
  {
    id: 'addressInUse',
    codes: [],
    names: [],
    texts: ['is currently in use for mailbox'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/exchange-email-address-is-currently-use`,
  },
  {
    id: 'serverProfile',
    codes: ['0x8005E222', '0x8005E228'],
    names: ['InvalidIncomingEmailServerProfile', 'EmailServerProfileNotAssociated', 'InactiveEmailServerProfile'],
    texts: ['does not have an email server profile associated with it', 'or the email server profile is inactive'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/mailbox-does-not-have-email-server-profile`,
  },
  {
    id: 'serverLocation',
    codes: ['0x8005E218', '0x8005E20A'],
    names: ['InvalidEmailServerLocation', 'EmailServerProfileInvalidServerLocation'],
    texts: ['the mailbox location could not be determined'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-when-testing-enabling-mailbox`,
  },
  {
    id: 'unsupportedServer',
    codes: ['0x8005E242', '0x8005E247'],
    names: ['UnsupportedEmailServer', 'MailboxUnsupportedEmailServerType'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: OVERVIEW,
  },
  {
    id: 'outgoingMethod',
    codes: ['0x8005E226'],
    names: ['InvalidOutgoingDeliveryExpectingEmailConnector'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: OVERVIEW,
  },
  {
    id: 'forwardMailbox',
    codes: ['0x8005E225', '0x8005E213'],
    names: ['OutgoingNotAllowedForForwardMailbox', 'ForwardMailboxUnexpectedOutgoingDeliveryMethod'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: OVERVIEW,
  },
  {
    id: 'messageTooLarge',
    codes: ['0x8005E237'],
    names: ['EmailMessageSizeExceeded'],
    texts: [],
    acts: 'sender',
    article: OVERVIEW,
  },
  {
    id: 'userDisabled',
    codes: ['0x80040225', '0x8004A112', '0x8004D24B'],
    names: ['unManagedidsusernotenabled', 'SystemUserDisabled', 'UserNotAssignedLicense'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/email-message-cannot-be-sent`,
  },
  {
    id: 'userWithoutRole',
    codes: ['0x80042F09'],
    names: ['UserNotAssignedRoles'],
    texts: ['no roles are assigned to user'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/email-server-error-code-crm-80042f09-usernotassignedroles`,
  },
  {
    id: 'queueOwner',
    codes: [],
    names: [],
    texts: ['the owner of this queue does not have sufficient privileges to work with the queue'],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/error-send-tracked-email-message-another-user`,
  },
  {
    id: 'mailboxPermission',
    codes: ['0x80048306'],
    names: [],
    texts: ["because the mailbox user doesn't have sufficient permissions on this mailbox"],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-when-you-test-enable-a-mailbox`,
  },
  {
    id: 'privilegeMissing',
    codes: ['0x8005E259', '0x80040220'],
    names: ['PrivilegeDenied'],
    texts: ['is missing prv'],
    acts: 'dynamicsAdministrator',
    article: `${SYNC}/error-code-8005e259`,
  },
  {
    id: 'sendFailure',
    codes: [],
    names: ['SendFailure'],
    texts: [],
    acts: 'microsoft',
    article: `${SALES}/web-server-returned-sendfailure-exception`,
  },
  {
    id: 'temporaryServerError',
    codes: [],
    names: ['GeneralOutgoingEmailServerError'],
    texts: [],
    acts: 'dynamicsAdministrator',
    article: `${SALES}/generaloutgoingemailservererror-error`,
  },
  {
    id: 'exchangeError',
    codes: [],
    names: ['UnknownOutgoingEmailIntegrationError'],
    // All error names of Exchange begin with "Error".
    texts: ['exchange server returned error', 'exchange.server returned error'],
    acts: 'exchangeAdministrator',
    article: `${SALES}/exchange-error-in-dynamics-365-mailbox-alert`,
  },
]

interface Signs {
  readonly means: MailboxFault | 'sendAs' | 'routerDisabled'
  readonly codes: readonly string[]
  readonly names: readonly string[]
  readonly texts: readonly string[]
}

/** Two causes have checks of their own. 0x8004480E, between the codes of users and of queues, is about quotes and currencies. */
const SIGNS: readonly Signs[] = [
  {
    means: 'sendAs',
    codes: ['0x8004480D'],
    names: ['UserDoesNotHaveSendAsAllowed'],
    texts: ['user does not have send-as privilege', 'you cannot send email as the selected user'],
  },
  { means: 'routerDisabled', codes: ['0x8005E246'], names: ['RouterIsDisabled'], texts: [] },
  ...mailboxFaults.map(fault => ({ ...fault, means: fault })),
]

/** More than any alert has, and than a pasted log should have. */
const READ_AT_MOST = 1_048_576

/** What an alert is about. Its code is surer than a name, a name is surer than the wording; null: nothing that is known. */
export function faultOf(alert: AlertText): Signs['means'] | null {
  const text = folded(`${alert.text.slice(0, READ_AT_MOST)} | ${(alert.details ?? '').slice(0, READ_AT_MOST)}`)
  const codes = codesIn(text)
  const found =
    SIGNS.find(signs => signs.codes.some(code => codes.has(code))) ??
    SIGNS.find(signs => signs.names.some(name => hasWord(text, name.toLowerCase()))) ??
    SIGNS.find(signs => signs.texts.some(part => text.includes(part)))
  return found?.means ?? null
}

/** Lower case, plain quotes and dashes, single spaces, and one spelling of e-mail: programs of different age write differently. */
function folded(text: string): string {
  return text
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[‐‑−]/g, '-')
    .replace(/\s+/g, ' ')
    .replaceAll('e-mail', 'email')
}

/** 32 bits in hex, with or without 0x, or as a signed decimal number; not the first part of a GUID. */
const CODE = /(?<![0-9a-z_])(?:(?:0x)?(8[0-9a-f]{7})(?![0-9a-z_]|-[0-9a-f]{4}-)|(-2\d{9})(?!\d))/g

function codesIn(text: string): ReadonlySet<string> {
  const codes = new Set<string>()
  for (const [, hex, decimal] of text.matchAll(CODE)) {
    codes.add(`0x${(hex ?? (Number(decimal) >>> 0).toString(16)).toUpperCase()}`)
  }
  return codes
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWordAt(text, at - 1) && !isWordAt(text, at + word.length)) return true
  }
  return false
}

function isWordAt(text: string, at: number): boolean {
  return /^[\p{L}\p{N}_]$/u.test(text.charAt(at))
}
