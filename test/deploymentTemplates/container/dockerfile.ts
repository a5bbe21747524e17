export interface Instruction {
  /** In capitals. */
  readonly name: string
  /** Flags such as --from, without dashes. */
  readonly flags: Readonly<Record<string, string>>
  /** What follows, on one line. */
  readonly rest: string
}

export interface Stage {
  /** Such as node:24-slim. */
  readonly image: string
  /** What it is called; null: the last one has no name. */
  readonly name: string | null
  readonly instructions: readonly Instruction[]
}

/** https://docs.docker.com/reference/dockerfile */
export function stagesOf(text: string): readonly Stage[] {
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter(line => line.trim() !== '')
  const stages: (Stage & { instructions: Instruction[] })[] = []
  for (const line of lines) {
    const instruction = instructionOf(line)
    if (instruction.name === 'FROM') {
      const [image = '', , name = null] = instruction.rest.split(/\s+/)
      stages.push({ image, name, instructions: [] })
    } else if (stages.length === 0) throw new Error(`${line} stands before FROM`)
    else stages.at(-1)?.instructions.push(instruction)
  }
  return stages
}

function instructionOf(line: string): Instruction {
  const [name = '', ...words] = line.trim().split(/\s+/)
  if (!/^[A-Z]+$/.test(name)) throw new Error(`${line} is no instruction`)
  const flags = words.filter(word => /^--[a-z-]+=/.test(word))
  const pairs = flags.map(word => word.slice(2).split('=') as [string, string])
  const rest = words.filter(word => !flags.includes(word)).join(' ')
  return { name, flags: Object.fromEntries(pairs), rest }
}

export const last = ({ instructions }: Stage, wanted: string): Instruction | undefined =>
  instructions.findLast(({ name }) => name === wanted)

/** The words of an instruction in its JSON form: it is run without a shell. */
export function wordsOf(rest: string): readonly string[] {
  return JSON.parse(rest.replace(/^CMD /, ''))
}

export interface Copy {
  /** null: from the project. */
  readonly from: string | null
  readonly sources: readonly string[]
  readonly target: string
}

export function copiesOf({ instructions }: Stage): readonly Copy[] {
  return instructions
    .filter(({ name }) => name === 'COPY')
    .map(({ flags, rest }) => {
      const words = rest.split(' ')
      return { from: flags.from ?? null, sources: words.slice(0, -1), target: words.at(-1) ?? '' }
    })
}

/** All that is wrong with the file; `allowed`: what its .dockerignore lets into the build. */
export function dockerfileFaults(text: string, allowed: ReadonlySet<string>): readonly string[] {
  const stages = stagesOf(text)
  const final = stages.at(-1)
  if (!final || stages.length < 2) return ['what builds is a part of the image']
  const names = stages.map(({ name }) => name)
  const all = stages.flatMap(({ instructions }) => instructions)
  return [
    ...finalFaults(final),
    ...stages
      .filter(({ image }) => !/:[\w.-]+$/.test(image) || image.endsWith(':latest'))
      .map(({ image }) => `${image} has no version`),
    ...all.filter(({ name }) => name === 'ADD' || name === 'ARG').map(({ name }) => `${name} is not used`),
    ...all
      .filter(({ name, rest }) => name === 'ENV' && /secret|password|key|token|connection/i.test(rest))
      .map(({ rest }) => `${rest} may be a secret`),
    ...stages.flatMap(copiesOf).flatMap(({ from, sources }) =>
      sources.flatMap(source => {
        if (from === null) return allowed.has(source) ? [] : [`${source} is left out by .dockerignore`]
        return names.includes(from) ? [] : [`there is no stage ${from}`]
      }),
    ),
  ]
}

function finalFaults(final: Stage): readonly string[] {
  const user = last(final, 'USER')
  const faults: string[] = []
  if (!user || /^(root|0)\b/.test(user.rest)) faults.push('the bot runs as root')
  if (final.instructions.some(({ name }) => name === 'RUN')) faults.push('the image is changed after the build')
  if (final.instructions.some(({ flags }) => flags.chown)) faults.push('the bot may change its own files')
  if (final.instructions.some(({ name }) => name === 'VOLUME')) faults.push('the bot has a place to write to')
  for (const name of ['HEALTHCHECK', 'CMD']) {
    if (!last(final, name)) faults.push(`there is no ${name}`)
    else if (!last(final, name)?.rest.includes('["node", '))
      faults.push(`${name} starts a shell, which keeps signals to itself`)
  }
  return faults
}
