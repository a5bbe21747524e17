/** The version of the Web API to use for an organization: v9.2 online and from 9.2 on, otherwise its own. */
export class ApiVersion {
  #path = '/api/data/v9.2/'
  #sure = false
  readonly #lacking = new Set<string>()

  /** The path below the organization's address. */
  get path(): string {
    return this.#path
  }

  /** Settled: this version exists, or no other one answers either. */
  settle(): void {
    this.#sure = true
  }

  /**
   * Whether a failure may mean that the organization does not have this version. How a server answers then is not
   * documented, but it cannot be a refusal of the caller, an outage, or an error about a record.
   */
  isDoubtfulAfter({ status, code }: { readonly status: number; readonly code: string }): boolean {
    return !this.#sure && [400, 404, 501].includes(status) && OF_ADDRESS.test(code)
  }

  /** Learns the organization's version, for example 8.2.2.112. Returns whether requests change from now on. */
  learn(version: string): boolean {
    const [major = 0, minor = 0] = version.split('.').map(Number)
    this.#sure = true
    if (major > 9 || (major === 9 && minor >= 2)) return false
    this.#path = `/api/data/v${major}.${minor}/`
    return true
  }

  /** Whether a dispensable column is left out from now on. */
  learnLacking(message: string): boolean {
    const column = /property named '(\w+)'/.exec(message)?.[1] ?? ''
    if (!DISPENSABLE.includes(column) || this.#lacking.has(column)) return false
    this.#lacking.add(column)
    return true
  }

  /** A path, without the columns that the organization does not have. */
  fit(path: string): string {
    if (this.#lacking.size === 0) return path
    return path.replace(/\$select=([\w,]+)/g, (_, columns: string) => {
      return `$select=${columns.split(',').filter(column => !this.#lacking.has(column))}`
    })
  }
}

/** No code, or one about the URL of a request (0x80060888: no such segment). */
const OF_ADDRESS = /^(0x800608[0-9a-f]{2})?$/i

/**
 * Columns without which everything else can still be judged: what needs them is then not known. Older versions, or those that
 * Microsoft does not host, may lack them (UNCONFIRMED for `lastsyncerror…`).
 */
const DISPENSABLE = [
  'azureactivedirectoryobjectid',
  'islicensed',
  'isemailaddressapprovedbyo365admin',
  'acsenabledforoutgoingemail',
  'acsoutgoingemailstatus',
  'lastsyncerror',
  'lastsyncerrorcode',
  'lastsyncerroroccurredon',
]

/** API versions at which an older organization reveals its version: each supports its own minor version and earlier ones. https://learn.microsoft.com/previous-versions/dynamicscrm-2016/developers-guide/gg334391(v=crm.8) */
export const OLDER_PATHS = ['/api/data/v9.0/', '/api/data/v8.2/', '/api/data/v8.0/']
