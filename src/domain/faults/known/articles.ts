/**
 * Where Microsoft's articles are: on Learn, those of retired products below `previous-versions`. All links have this form.
 * A few are on Learn no more, as far as we know, and are linked by their number, which is the form that Microsoft's own
 * pages use for such articles.
 */
export const LEARN = 'https://learn.microsoft.com/en-us'
export const SALES = `${LEARN}/troubleshoot/dynamics-365/sales`
export const SYNC = `${LEARN}/troubleshoot/power-platform/dataverse/email-exchange-synchronization`
/** For articles that are known by their KB number alone: 954522, 2003033 and 2012555. */
export const HELP = 'https://support.microsoft.com/help'
/** For codes that have no article of their own. */
export const OVERVIEW = `${SYNC}/troubleshooting-monitoring-server-side-synchronization`
/** For faults of the Email Router's set-up that have no article of their own. */
export const ROUTER_SETUP = `${LEARN}/previous-versions/dynamicscrm-2015/deployment-administrators-guide/hh699786(v=crm.7)`
