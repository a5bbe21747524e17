export interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly status: number
}

/** A write through the Web API. */
export interface Written {
  readonly at: string
  readonly method: string
  readonly path: string
  /** Name of the user who wrote. */
  readonly by: string
  readonly byApplication: boolean
}

/** What the organization received: HTTP requests, and the operations in them. */
export class Requests {
  roundTrips = 0
  operations = 0
  log: LoggedRequest[] = []

  reset(): void {
    this.roundTrips = 0
    this.operations = 0
    this.log = []
  }
}
