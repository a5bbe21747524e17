import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { AUDIT, CLASSIFY, DIAGNOSE, PROVISION, WEBHOOK } from '../../src/cli/commandTable.js'
import { compiled, runProgram } from '../tools/program.js'

const GUID = '11111111-1111-4111-8111-111111111111'
/** No organization is called in these tests. */
const env = {
  ORGANIZATIONS:
    '[{"name":"Contoso","url":"https://contoso.crm4.dynamics.com"},{"name":"Contoso Field Service","url":"https://contosofs.crm4.dynamics.com"}]',
  DATAVERSE_TENANT_ID: GUID,
  DATAVERSE_CLIENT_ID: GUID,
  DATAVERSE_CLIENT_SECRET: 'the-secret',
}

const run = (args: readonly string[], changes: Readonly<Record<string, string>> = {}) =>
  runProgram([compiled('src/cli.js'), ...args], { env: { ...env, ...changes } })

const COMMANDS = ['diagnose', 'classify', 'audit', 'provision', 'webhook']

/** The commands whose usage a text shows. */
function commandsIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/^ {2}pending-send (\w+) (?!--help)/gm)].map(([, name = '']) => name))]
}

describe('wrong usage', { concurrency: 2 }, () => {
  const WRONG: Readonly<Record<string, readonly [args: readonly string[], mistake: RegExp]>> = {
    'nothing at all': [[], /^Say what to do\./],
    'a command that is none': [['drop\u001b[2J'], /^There is no command "drop \[2J"\./],
    'no organization': [['diagnose', '--sender', 'a@b.c'], /^Name the organization: --org/],
    'no sender': [['diagnose', '--org', 'Contoso'], /^Name the sender: --sender/],
    'an address that is none': [
      ['diagnose', '--org', 'Contoso', '--sender', "x' or 1 eq 1"],
      /^"x' or 1 eq 1" is not an e-mail/,
    ],
    'two addresses': [['diagnose', '--org', 'Contoso', '--sender', 'a@b.c;d@e.f'], /is not an e-mail address/],
    'an address with markup': [
      ['diagnose', '--org', 'Contoso', '--sender', '</condition>@b.c'],
      /is not an e-mail address/,
    ],
    'an address too long to be one': [
      ['diagnose', '--org', 'Contoso', '--sender', `${'a'.repeat(5000)}@b.c`],
      /^"a{60}" is/,
    ],
    'an empty router': [['diagnose', '--org', 'Contoso', '--sender', 'a@b.c', '--router', ' '], /^--router needs/],
    'an empty account': [['diagnose', '--org', 'Contoso', '--sender', 'a@b.c', '--as', ' '], /^--as needs/],
    'two accounts': [
      ['diagnose', '--org', 'Contoso', '--sender', 'a@b.c', '--as', 'x@y.z', '--router', 'x@y.z'],
      /^Give --as or --router, not both\./,
    ],
    'a symptom that is none': [
      ['diagnose', '--org', 'Contoso', '--sender', 'a@b.c', '--symptom', 'toString'],
      /^"toString" is no symptom: --symptom takes stuck, draft, dialog, log, unsure\./,
    ],
    'an option that is none': [['diagnose', '--force'], /^Unknown option '--force'\.\n/],
    'an option with a slip': [
      ['diagnose', '--org', 'Contoso', '--sendr', 'a@b.c'],
      /^Unknown option '--sendr'\. Did you mean --sender\?\n/,
    ],
    'a command with a slip': [['diagnos'], /^There is no command "diagnos"\. Did you mean diagnose\?\n/],
    'an empty sender': [
      ['diagnose', '--org', 'Contoso', '--sender', ''],
      /^--sender needs a value: --sender ADDRESS\.\n/,
    ],
    'an empty organization': [
      ['diagnose', '--org', '', '--sender', 'a@b.c'],
      /^--org needs a value: --org URL\|NAME\.\n/,
    ],
    'an organization twice': [
      ['diagnose', '--org', 'Contoso', '--sender', 'a@b.c', '--org', 'Contoso Field Service'],
      /^--org is given twice: leave one of them out\.\n/,
    ],
    'help about a command that is none': [['help', 'drop'], /^There is no command "drop"\.\n/],
    'an option without its value': [['diagnose', '--org'], /^Option '--org <value>' argument missing/],
    'one word too many': [
      ['diagnose', '--org', 'Contoso', '--sender', 'a@b.c', 'd@e.f'],
      /^Unexpected argument 'd@e\.f'/,
    ],
    'an organization that nobody configured': [
      ['diagnose', '--org', 'https://contoso.crm4.dynamics.com.evil.example', '--sender', 'a@b.c'],
      /^No organization "https:.+" is configured\. ORGANIZATIONS has: Contoso, Contoso Field Service\.\n/,
    ],
    'classify without a file': [['classify'], /^Name a file, or - for standard input/],
    'standard input twice': [['classify', '-', '-'], /^Standard input can be read only once\./],
    'an option of the other command': [['classify', '-', '--org', 'Contoso'], /^Unknown option '--org'/],
  }
  for (const [what, [args, mistake]] of Object.entries(WRONG)) {
    it(`exits 64 for ${what}, and shows the mistake and the usage`, async () => {
      const { code, stdout, stderr } = await run(args)
      assert.deepEqual([code, stdout], [64, ''])
      assert.match(stderr, mistake)
      const command = COMMANDS.find(name => name === args[0])
      if (command) {
        assert.deepEqual(commandsIn(stderr), [command])
        assert.ok(stderr.endsWith(`\nHelp: pending-send ${command} --help\n`), stderr)
      } else assert.deepEqual(commandsIn(stderr), COMMANDS)
      assert.doesNotMatch(stderr, /(?!\n)\p{Cc}|\n\s+at /u)
    })
  }

  it('exits 64 for a wrong configuration, all its faults at once and no secret in them', async () => {
    const args = ['diagnose', '--org', 'Contoso', '--sender', 'a@b.c', '--json']
    const changes = { ORGANIZATIONS: '', DATAVERSE_CLIENT_ID: '', DATAVERSE_CLIENT_SECRET: 'the-secret' }
    const { code, stdout, stderr } = await run(args, changes)
    assert.deepEqual([code, stdout], [64, ''])
    assert.match(stderr, /has 2 faults:\n {2}- DATAVERSE_CLIENT_ID is missing: .+\n {2}- ORGANIZATIONS is missing: /)
    assert.doesNotMatch(stderr, /the-secret|\n\s+at /)
  })
})

describe('help', { concurrency: 2 }, () => {
  it('lists the commands', async () => {
    for (const args of [['--help'], ['help'], ['-h'], ['--json', '--help']]) {
      const { code, stdout, stderr } = await run(args)
      assert.deepEqual([code, stderr], [0, ''], args.join(' '))
      assert.deepEqual(commandsIn(stdout), COMMANDS)
    }
  })

  for (const command of COMMANDS) {
    it(`describes ${command} wherever it is asked for, and nothing else`, async () => {
      const { stdout: help } = await run(['help', command])
      assert.deepEqual(commandsIn(help), [command])
      assert.match(help, /\nOptions:\n( {2}--.+\n)+\nExit codes: 0 /)
      const asked = [
        [command, '--help'],
        ['--help', command],
        [command, '-h', '--json'],
        [command, '--json', '--nonsense', '--help'],
        ...(command === 'diagnose' ? [[command, '--org', 'Nowhere', '--help', '--sender', 'a@b.c']] : []),
      ]
      for (const args of asked) {
        assert.deepEqual(await run(args), { code: 0, stdout: help, stderr: '' }, args.join(' '))
      }
    })
  }

  it('names each option that a command takes', async () => {
    for (const [command, options] of Object.entries({
      diagnose: DIAGNOSE,
      classify: CLASSIFY,
      audit: AUDIT,
      provision: PROVISION,
      webhook: WEBHOOK,
    })) {
      const { stdout } = await run([command, '--help'])
      for (const name of Object.keys(options)) assert.match(stdout, new RegExp(`^ {2}--${name}( |$)`, 'm'))
    }
  })

  it('prints the version, wherever it is asked for', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
    for (const args of [['--version'], ['version'], ['diagnose', '--version'], ['audit', '--json', '--version']]) {
      assert.deepEqual(await run(args), { code: 0, stdout: `${version}\n`, stderr: '' }, args.join(' '))
    }
  })

  it('is not shown after --, where a file follows', async () => {
    const { code, stderr } = await run(['classify', '--', '--help'])
    assert.deepEqual([code, stderr], [64, '"--help" does not exist. Check its name.\n'])
  })

  it('names the npm scripts if it was started by one', async () => {
    const { stdout } = await run(['diagnose', '--help'], { npm_lifecycle_event: 'diagnose' })
    assert.match(stdout, /^Usage:\n {2}npm run -s diagnose -- --org/)
    const { stderr } = await run(['audit'], { npm_lifecycle_event: 'audit' })
    assert.match(stderr, /\nHelp: npm run -s audit -- --help\n$/)
  })
})
