/** A compile error when a kind was forgotten; at run time, a document of another version. */
export function assertNever(value: never): never {
  throw new Error(`Unknown kind: ${JSON.stringify(value)}`)
}
