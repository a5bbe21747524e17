/** Everything that is wrong with the configuration; each line says where to fix it. Contains no value of a secret. */
export class ConfigurationError extends Error {
  constructor(readonly faults: readonly string[]) {
    const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
    super(`The configuration has ${count}:\n${faults.map(fault => `  - ${fault}`).join('\n')}`)
    this.name = 'ConfigurationError'
  }
}

/** Returns what `read` returns. Throws a ConfigurationError that names all faults at once, if there are any. */
export function faultless<T>(read: (faults: string[]) => T): T {
  const faults: string[] = []
  const value = read(faults)
  if (faults.length > 0) throw new ConfigurationError(faults)
  return value
}
