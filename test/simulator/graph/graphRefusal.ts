/** A refusal in Graph's shape. https://learn.microsoft.com/graph/errors */
export class GraphRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

export const badRequest = (message: string, code = 'Request_BadRequest') => new GraphRefusal(400, code, message)

export const notFound = (what: string) =>
  new GraphRefusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${what}' does not exist or one of its queried reference-property objects are not present.`,
  )
export const denied = () =>
  new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
export const exists = (message: string) => new GraphRefusal(409, 'Request_MultipleObjectsWithSameKeyValue', message)
