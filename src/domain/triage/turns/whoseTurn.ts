/** Whose turn it is. */
export type Responsible = 'sender' | 'dynamicsAdministrator' | 'microsoft365Administrator' | 'helpdesk'
