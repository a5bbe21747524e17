import { COMMANDS, type CommandName, isCommand, type Option } from './commandTable.js'

/** What a person types to start a command. */
export type ProgramOf = (command: CommandName) => string

/** The full help for one command. */
export function helpOf(command: CommandName, programOf: ProgramOf): string {
  const { description, options, notes, exitCodes } = COMMANDS[command]
  const listed = Object.entries({ ...options, ...GENERAL }).map(([name, option]) => [
    `--${name}${takenBy(option)}`,
    option.description,
  ])
  const width = Math.max(...listed.map(([name = '']) => name.length))
  return [
    formsOf(command, programOf),
    capitalized(`${description}.`),
    ...(notes ? [notes] : []),
    ['Options:', ...listed.map(([name = '', text]) => `  ${name.padEnd(width)}  ${text}`)].join('\n'),
    `Exit codes: ${exitCodes}`,
  ].join('\n\n')
}

/** How one command is used, and where to find its full help. */
export function usageOf(command: CommandName, programOf: ProgramOf): string {
  return `${formsOf(command, programOf)}\nHelp: ${programOf(command)} --help`
}

/** The list of commands. */
export function overview(programOf: ProgramOf): string {
  const commands = Object.keys(COMMANDS).filter(isCommand)
  const lines = commands.flatMap(command => [
    ...COMMANDS[command].forms.map(form => `  ${programOf(command)} ${form}`),
    `      ${COMMANDS[command].description}`,
  ])
  return [
    'Usage:',
    ...lines,
    '',
    'Full help for one command:',
    ...commands.map(command => `  ${programOf(command)} --help`),
    'The version: --version',
  ].join('\n')
}

const GENERAL: Readonly<Record<string, Option>> = {
  help: { type: 'boolean', description: 'prints this' },
  version: { type: 'boolean', description: 'prints the version' },
}

function formsOf(command: CommandName, programOf: ProgramOf): string {
  return ['Usage:', ...COMMANDS[command].forms.map(form => `  ${programOf(command)} ${form}`)].join('\n')
}

function takenBy({ takes }: Option): string {
  return takes === undefined ? '' : ` ${takes}`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
