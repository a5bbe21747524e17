/** The version of the Web API that an organization is asked under: v9.2 online and from 9.2 on, else its own. */
export class ApiVersion {
  #path = '/api/data/v9.2/'
  #sure = false
  readonly #lacking = new Set<string>()

  /** Below the organization's address. */
  get path(): string {
    return this.#path
  }

  /** This version is there, or no other one answers either. */
  settle(): void {
    this.#sure = true
  }

  /**
   * Whether a failure may mean that the organization does not have this version. What a server answers then is not
   * documented: it cannot be a refusal of the caller, an outage, or anything about a record.
   */
  isDoubtfulAfter({ status, code }: { readonly status: number; readonly code: string }): boolean {
    return !this.#sure && [400, 404, 501].includes(status) && OF_ADDRESS.test(code)
  }

  /** Of the organization, for example 8.2.2.112. Whether it is asked in another way from now on. */
  learn(version: string): boolean {
    const [major = 0, minor = 0] = version.split('.').map(Number)
    this.#sure = true
    if (major > 9 || (major === 9 && minor >= 2)) return false
    this.#path = `/api/data/v${major}.${minor}/`
    return true
  }

  /** Whether a column that can be done without is left out from now on. */
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

/** No code, or one of those about the address of a request (0x80060888: no such segment). */
const OF_ADDRESS = /^(0x800608[0-9a-f]{2})?$/i

/** Columns that came late, and only make what is told fuller. */
const DISPENSABLE = ['azureactivedirectoryobjectid', 'islicensed']

/** Where an older organization tells its version: each has its own minor versions and those before. https://learn.microsoft.com/previous-versions/dynamicscrm-2016/developers-guide/gg334391(v=crm.8) */
export const OLDER_PATHS = ['/api/data/v9.0/', '/api/data/v8.2/', '/api/data/v8.0/']
