import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { writeEvents } from '../../bench/reading/events.js'
import { compiled, type Ended, runProgram, startProgram } from '../../tools/program.js'
import { classifyFaultsOf as faultsOf } from '../program.js'

const folder = mkdtempSync(join(tmpdir(), 'pending-send-'))
after(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

/** Needs no configuration. `input`: its standard input. */
function classify(args: readonly string[], input?: string | Uint8Array): Promise<Ended> {
  const { child, ended } = startProgram(
    [compiled('src/cli.js'), 'classify', ...args],
    input === undefined ? {} : { stdin: 'pipe' },
  )
  child.stdin?.end(input)
  return ended
}

const URL_OF_CONTOSO = 'https://contoso.crm4.dynamics.com'
const SEND_AS = `2026-03-01T10:00:00Z Error ErrorCode: 0x8004480D at ${URL_OF_CONTOSO}/XRMServices, sender sara@contoso.com`
const DISABLED = '2026-03-01T10:05:00Z Error 0x8005E219 MailboxDisabled, mailbox bob@contoso.com'
const LOG = `${SEND_AS}\n${SEND_AS.replace('10:00', '11:30')}\n${DISABLED}\n`

describe('classify --json', { concurrency: 2 }, () => {
  it('prints what a log proves, by which lines, and nothing else', async () => {
    const { code, stdout, stderr } = await classify([fileOf('router.log', LOG), '--json'])
    assert.deepEqual([code, stderr, faultsOf(stdout)], [0, '', []])
    const { faults, evidence, article, ...told } = JSON.parse(stdout)
    assert.deepEqual(told, {
      verdict: 'sendAs',
      fault: 'sendAs',
      direction: 'sending',
      codes: ['0x8004480D', '0x8005E219'],
      organization: URL_OF_CONTOSO,
      addresses: ['sara@contoso.com', 'bob@contoso.com'],
      events: 3,
      masked: false,
    })
    assert.match(article, /email-router-fails-send-email$/)
    assert.deepEqual(
      evidence.map(({ line }: { line: number }) => line),
      [1, 2],
    )
    assert.equal(evidence[0].text, SEND_AS)
    const [sendAs, disabled] = faults
    assert.deepEqual(
      [sendAs.fault, sendAs.count, sendAs.first, sendAs.last, sendAs.acts],
      ['sendAs', 2, '2026-03-01T10:00:00Z', '2026-03-01T11:30:00Z', ['sender', 'dynamicsAdministrator']],
    )
    assert.deepEqual([disabled.fault, disabled.user, disabled.count], ['mailboxDisabled', 'bob@contoso.com', 1])
  })

  it('recognizes look-alikes and unknown faults, without empty properties', async () => {
    const lookAlike = await classify([fileOf('alert.txt', DISABLED), '--json'])
    const unknown = await classify([fileOf('letter.txt', 'Dear all, my mail does not go out.'), '--json'])
    for (const { stdout } of [lookAlike, unknown]) assert.deepEqual(faultsOf(stdout), [])
    const { verdict, article, ask } = JSON.parse(lookAlike.stdout)
    assert.deepEqual([verdict, ask], ['lookAlike', undefined])
    assert.match(article, /email-message-cannot-be-sent$/)
    assert.deepEqual(JSON.parse(unknown.stdout), {
      verdict: 'unknown',
      codes: [],
      addresses: [],
      evidence: [],
      ask: 'code',
      events: 1,
      faults: [],
      masked: false,
    })
  })

  it('says what a text is about, and which privilege is missing', async () => {
    const missing = 'Principal user (Id=1, accessMode=1) is missing prvCreateTask privilege'
    const license = "Email can't be received because the license is invalid for the mailbox Sara Davis."
    const [privilege, receiving, ruledOut] = await Promise.all(
      [missing, license, 'It is not 0x8004480D.'].map(text => classify(['-'], text)),
    )
    assert.match(privilege?.stdout ?? '', /administrative access mode.*\n.*Missing privilege: prvCreateTask/)
    assert.match(receiving?.stdout ?? '', /about receiving mail, not about mail that does not leave/)
    assert.match(ruledOut?.stdout ?? '', /it does not show what happened here/)
    const told = await classify([fileOf('privilege.txt', missing), '--json'])
    assert.deepEqual(faultsOf(told.stdout), [])
  })

  it('reads standard input, in UTF-16 as PowerShell writes it', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(LOG, 'utf16le')])
    const { code, stdout } = await classify(['-', '--json'], bytes)
    assert.deepEqual([code, JSON.parse(stdout).verdict], [0, 'sendAs'])
  })

  it('reads standard input that comes byte by byte', async () => {
    const { child, ended } = startProgram([compiled('src/cli.js'), 'classify', '-', '--json'], { stdin: 'pipe' })
    for (const byte of Buffer.from(SEND_AS, 'utf16le').subarray(0, 40)) {
      await new Promise(resolve => child.stdin?.write(Uint8Array.of(byte), resolve))
    }
    child.stdin?.end(Buffer.from(SEND_AS, 'utf16le').subarray(40))
    const { stdout } = await ended
    assert.equal(JSON.parse(stdout).verdict, 'sendAs')
  })

  it('prints one object per line for several files, and continues after one that cannot be read', async () => {
    const files = [fileOf('a.log', LOG), join(folder, 'missing.log'), '-']
    const { code, stdout, stderr } = await classify([...files, '--json'], DISABLED)
    assert.equal(code, 64)
    const lines = stdout.trimEnd().split('\n')
    assert.deepEqual(lines.flatMap(faultsOf), [])
    const told = lines.map(line => JSON.parse(line))
    assert.deepEqual(
      told.map(({ file, verdict }) => [file, verdict]),
      [
        [files[0], 'sendAs'],
        ['-', 'lookAlike'],
      ],
    )
    for (const line of lines) assert.match(line, /^\{"file":/)
    assert.match(stderr, /missing\.log" does not exist\. Check its name\.\n$/)
  })

  it('has a schema that refuses other output', async () => {
    const { stdout } = await classify(['-', '--json'], LOG)
    const told = JSON.parse(stdout)
    for (const change of [
      { verdict: 'healthy' },
      { article: undefined },
      { faults: [] },
      { codes: ['8004480D'] },
      { more: 1 },
    ]) {
      assert.notDeepEqual(faultsOf(JSON.stringify({ ...told, ...change })), [], JSON.stringify(change))
    }
  })
})

describe('classify for people', { concurrency: 2 }, () => {
  it('says what is wrong, who has to act, what proves it, where and when, and the next command', async () => {
    const { code, stdout, stderr } = await classify(['-'], LOG)
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^standard input, 3 events: the send-as problem\n/)
    assert.match(stdout, /^- .*a permission to send is missing \(sendAs\), 2 times$/m)
    assert.match(stdout, /^ {2}Who acts: the sender, your Dynamics administrator$/m)
    assert.match(
      stdout,
      /^ {2}https:\/\/contoso\S+, sara@\S+: 2 times, first 2026-03-01T10:00:00Z, last 2026-03-01T11:30/m,
    )
    assert.ok(stdout.includes(`  line 1: ${SEND_AS}\n`))
    assert.match(stdout, /^- The mailbox is deactivated \(mailboxDisabled\), 1 time$/m)
    assert.match(stdout, /^Error codes: 0x8004480D, 0x8005E219$/m)
    assert.match(
      stdout,
      /^ {2}pending-send diagnose --org https:\/\/contoso\.crm4\.dynamics\.com --sender sara@contoso\.com$/m,
    )
    assert.doesNotMatch(stdout, /[⟦{}]|undefined|null|\[object|(?!\n)\p{Cc}/u)
  })

  it('says what a bare code stands for, but not that it proves anything', async () => {
    for (const code of ['0x8004480D', '-2147203059', 'ErrorCode: 0x8005E219']) {
      const { stdout } = await classify(['-'], code)
      assert.match(stdout, /the code alone does not show that it happened here/, code)
      assert.doesNotMatch(stdout, /proves/, code)
    }
    const { stdout } = await classify(['-'], SEND_AS)
    assert.match(stdout, /proves/)
  })

  it('calls only an incomplete event a fragment; for a complete one it says that it is unknown, and what to do', async () => {
    const whole = await classify(['-'], 'ErrorCode: 0x80040216\nMessage: An unexpected error occurred.')
    assert.match(
      whole.stdout,
      /These codes and words belong to no known fault\..*pending-send diagnose --org URL --sender ADDRESS/,
    )
    const cut = await classify(['-'], 'An error occurred while checking for outgoing email messages to process: x.')
    assert.match(cut.stdout, /Export the whole event/)
    for (const { stdout } of [whole, cut]) assert.doesNotMatch(stdout, /only the beginning/)
  })

  it('says why a look-alike is not the send-as problem', async () => {
    const { stdout } = await classify(['-'], 'Error 0x8004480F: UserDoesNotHaveSendAsForQueue')
    assert.match(stdout, /^standard input, 1 event: something else$/m)
    assert.match(
      stdout,
      /^ {2}Why it is not the send-as problem: .*For a queue, access to the queue counts instead\.$/m,
    )
    assert.match(stdout, /^ {2}Article: https:\/\/learn\.microsoft\.com\//m)
    assert.match(stdout, /^Next: Your Dynamics administrator gives the account/m)
  })

  it('asks for the one thing that is missing', async () => {
    const { stdout: letter } = await classify(['-'], 'My mail does not go out.')
    assert.match(letter, /: unknown\nNext: Find the text of the error with its code/)
    const { stdout: bare } = await classify(['-'], '0x8004480D')
    assert.match(bare, /^ {2}The text does not say which organization/m)
    assert.match(bare, /^ {2}pending-send diagnose --org URL --sender ADDRESS$/m)
  })

  it('names the npm script if it was started by one', async () => {
    const env = { npm_lifecycle_event: 'classify' }
    const { stdout } = await runProgram([compiled('src/cli.js'), 'classify', fileOf('code.txt', '0x8004480D')], { env })
    assert.match(stdout, /^ {2}npm run -s diagnose -- --org URL --sender ADDRESS$/m)
  })

  it('masks secrets, and says so', async () => {
    const { stdout } = await classify(['-'], `${SEND_AS} password=hunter22\n`)
    assert.match(stdout, /^The text contained passwords, keys or tokens\./m)
    assert.doesNotMatch(stdout, /hunter22/)
  })

  it("lets no log move the terminal's cursor or write into the command to copy", async () => {
    const { stdout } = await classify(
      ['-'],
      '\u001b[2J\u009b2J\u202e Error 0x8004480D sender $(reboot)`id`@contoso.com\n',
    )
    assert.doesNotMatch(stdout, /\p{Cf}|(?!\n)\p{Cc}/u)
    assert.match(stdout, /^ {2}pending-send diagnose --org URL --sender (?:'[^']+'|[\w@.]+)$/m)
  })

  it('prints a line for each of several files', async () => {
    const { stdout } = await classify([fileOf('one.log', LOG), fileOf('two.log', DISABLED), fileOf('three.log', 'Hi')])
    const tails = stdout
      .trimEnd()
      .split('\n')
      .map(line => line.slice(folder.length + 1))
    assert.deepEqual(tails, [
      `one.log  the send-as problem  sendAs ×2, mailboxDisabled ×1  ${URL_OF_CONTOSO}  3 events`,
      'two.log  something else  mailboxDisabled ×1  1 event',
      'three.log  unknown  1 event',
    ])
  })
})

describe('classify with less memory than the file is long', { concurrency: 2 }, () => {
  const BYTES = 40_000_000
  const withLittle = (file: string) =>
    runProgram(['--max-old-space-size=34', compiled('src/cli.js'), 'classify', file, '--json'])

  it('reads it to the end', async () => {
    const file = join(folder, 'large.log')
    const written = await writeEvents(file, BYTES)
    const { code, stdout } = await withLittle(file)
    assert.equal(code, 0)
    const { events, faults } = JSON.parse(stdout)
    const counts = faults.map(({ fault, count }: { fault: string; count: number }) => (fault === 'sendAs' ? count : 0))
    assert.deepEqual(
      [events, counts.reduce((sum: number, count: number) => sum + count)],
      [written.events, written.sendAs],
    )
  })

  it('reads it, even if it is one line', async () => {
    const file = fileOf('line.log', Buffer.concat([Buffer.alloc(BYTES, 'word '), Buffer.from(SEND_AS)]))
    const { code, stdout } = await withLittle(file)
    assert.deepEqual([code, JSON.parse(stdout).verdict], [0, 'sendAs'])
  })
})

describe('classify with nothing to read', { concurrency: 2 }, () => {
  mkdirSync(join(folder, 'folder'))
  const UNREADABLE: Readonly<Record<string, readonly [file: string, why: RegExp]>> = {
    'a missing file': [join(folder, 'no\u001b[2Jsuch.log'), /such\.log" does not exist\. Check its name\.\n$/],
    'a folder': [join(folder, 'folder'), /" is a folder\. Name the log files in it/],
    'an empty file': [fileOf('empty.log', ''), /empty\.log" is empty\. Name a file that contains the log/],
    'a saved event log': [
      fileOf('saved.evtx', 'ElfFile\u0000\u0000\u0000\u0000'),
      /" is a saved event log of Windows \(\.evtx\).+"Save All Events As…" and the type Text, CSV or XML/,
    ],
    'a binary file': [fileOf('log.docx', Buffer.from('PK\u0003\u0004\u0014\u0000')), /" is not readable text\. Save/],
    'an encoding that nobody reads': [
      fileOf('utf32.txt', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])),
      /" is not readable text\. .*UTF-8, UTF-16 or Windows-1252/,
    ],
    'a name too long to be one': [join(folder, 'x'.repeat(300)), /" cannot be read \(ENAMETOOLONG\)\.\n$/],
  }
  for (const [what, [file, why]] of Object.entries(UNREADABLE)) {
    it(`exits 64 for ${what}, and says what to do`, async () => {
      for (const args of [[file], [file, '--json']]) {
        const { code, stdout, stderr } = await classify(args)
        assert.deepEqual([code, stdout], [64, ''])
        assert.match(stderr, why)
        assert.doesNotMatch(stderr, /(?!\n)\p{Cc}|\n\s+at |Usage/u)
      }
    })
  }

  it('reports each of several files that cannot be read', async () => {
    const { code, stderr } = await classify([join(folder, 'folder'), join(folder, 'missing.log')])
    assert.deepEqual([code, stderr.trimEnd().split('\n').length], [64, 2])
  })
})
