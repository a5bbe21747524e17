import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
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

describe('wrong usage', { concurrency: 2 }, () => {
  const WRONG: Readonly<Record<string, readonly [args: readonly string[], mistake: RegExp]>> = {
    'nothing at all': [[], /^Say what to do\./],
    'a command that is none': [['drop\u001b[2J'], /^There is no command "drop \[2J"\./],
    'no organization': [['diagnose', '--sender', 'a@b.c'], /^Name the organization: --org/],
    'no sender': [['diagnose', '--org', 'Contoso'], /^Name the sender: --sender/],
    'an address that is none': [
      ['diagnose', '--org', 'Contoso', '--sender', "x' or 1 eq 1"],
      /^"x' or 1 eq 1" is no e-mail/,
    ],
    'two addresses': [['diagnose', '--org', 'Contoso', '--sender', 'a@b.c;d@e.f'], /is no e-mail address/],
    'an address with markup': [
      ['diagnose', '--org', 'Contoso', '--sender', '</condition>@b.c'],
      /is no e-mail address/,
    ],
    'an address too long to be one': [
      ['diagnose', '--org', 'Contoso', '--sender', `${'a'.repeat(5000)}@b.c`],
      /^"a{60}" is/,
    ],
    'an empty router': [['diagnose', '--org', 'Contoso', '--sender', 'a@b.c', '--router', ' '], /^--router needs/],
    'an option that is none': [['diagnose', '--force'], /^Unknown option '--force'/],
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
    it(`exits 64 for ${what}, and tells the mistake and the usage`, async () => {
      const { code, stdout, stderr } = await run(args)
      assert.deepEqual([code, stdout], [64, ''])
      assert.match(stderr, mistake)
      assert.match(stderr, /\nUsage:\n {2}pending-send diagnose --org/)
      assert.doesNotMatch(stderr, /(?!\n)\p{Cc}|\n\s+at /u)
    })
  }

  it('exits 64 for a wrong configuration, all its faults at once and no secret in them', async () => {
    const args = ['diagnose', '--org', 'Contoso', '--sender', 'a@b.c', '--json']
    const changes = { ORGANIZATIONS: '', DATAVERSE_CLIENT_ID: '', DATAVERSE_CLIENT_SECRET: 'the-secret' }
    const { code, stdout, stderr } = await run(args, changes)
    assert.deepEqual([code, stdout], [64, ''])
    assert.match(stderr, /2 fault\(s\):\n {2}- DATAVERSE_CLIENT_ID is missing: .+\n {2}- ORGANIZATIONS is missing: /)
    assert.doesNotMatch(stderr, /the-secret|\n\s+at /)
  })

  it('prints the usage to whoever asks for it', async () => {
    const { code, stdout, stderr } = await run(['--help'])
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^Usage:\n/)
  })
})
