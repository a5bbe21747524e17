import { COMMANDS, type Command, isCommand, type Option } from './commandTable.js'

/** How the person started a command, and can start it again. */
export type ProgramOf = (command: Command) => string

/** All there is to know about one command. */
export function helpOf(command: Command, programOf: ProgramOf): string {
  const { tells, options, notes, exitCodes } = COMMANDS[command]
  const listed = Object.entries({ ...options, ...GENERAL }).map(([name, option]) => [
    `--${name}${takenBy(option)}`,
    option.tells,
  ])
  const width = Math.max(...listed.map(([name = '']) => name.length))
  return [
    formsOf(command, programOf),
    capitalized(`${tells}.`),
    ...(notes ? [notes] : []),
    ['Options:', ...listed.map(([name = '', what]) => `  ${name.padEnd(width)}  ${what}`)].join('\n'),
    `Exit codes: ${exitCodes}`,
  ].join('\n\n')
}

/** How one command is used, and where the rest of it stands. */
export function usageOf(command: Command, programOf: ProgramOf): string {
  return `${formsOf(command, programOf)}\nHelp: ${programOf(command)} --help`
}

/** Which commands there are. */
export function overview(programOf: ProgramOf): string {
  const commands = Object.keys(COMMANDS).filter(isCommand)
  const lines = commands.flatMap(command => [
    ...COMMANDS[command].forms.map(form => `  ${programOf(command)} ${form}`),
    `      ${COMMANDS[command].tells}`,
  ])
  return [
    'Usage:',
    ...lines,
    '',
    'Everything about one of them:',
    ...commands.map(command => `  ${programOf(command)} --help`),
    'The version: --version',
  ].join('\n')
}

const GENERAL: Readonly<Record<string, Option>> = {
  help: { type: 'boolean', tells: 'prints this' },
  version: { type: 'boolean', tells: 'prints the version' },
}

function formsOf(command: Command, programOf: ProgramOf): string {
  return ['Usage:', ...COMMANDS[command].forms.map(form => `  ${programOf(command)} ${form}`)].join('\n')
}

function takenBy({ takes }: Option): string {
  return takes === undefined ? '' : ` ${takes}`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
