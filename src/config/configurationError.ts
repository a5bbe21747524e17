/** For whoever sets the bot up for Teams, and has not named its app registration yet. */
const LOCAL_MODE =
  'MicrosoftAppId is not set, so this is local mode, for development on this machine. For Teams, set MicrosoftAppId first.'

/** Everything that is wrong with the configuration; each line says where to fix it. Contains no value of a secret. */
export class ConfigurationError extends Error {
  constructor(
    readonly faults: readonly string[],
    isLocal = false,
  ) {
    const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
    const lines = [
      `The configuration has ${count}:`,
      ...faults.map(fault => `  - ${fault}`),
      ...(isLocal ? [LOCAL_MODE] : []),
    ]
    super(lines.join('\n'))
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
