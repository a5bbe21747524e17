/** A compile error if a kind is not handled. At run time, it throws on a document that another version stored. */
export function assertNever(value: never): never {
  throw new Error(`Unknown kind: ${JSON.stringify(value)}`)
}
