import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { AttachedFile, Screen } from '../../src/app/ports.js'
import type { OrganizationRef } from '../../src/domain/case/case.js'
import { button, caseOf, noteOn, personIn, startWorld, type World } from './world.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

function open(key = 'sara', list?: readonly OrganizationRef[]) {
  const organizations = list ? { ...world.organizations, list: () => list } : world.organizations
  const instance = world.instance('pasted', { organizations })
  const who = personIn(key)
  const type = async (text: string, attached: AttachedFile | boolean = false): Promise<Screen> => {
    await instance.app.say(who, text, attached)
    await instance.app.idle()
    return instance.chat.screen
  }
  return { ...instance, who, type }
}

const SECRET = 'hunter2-Zz'
const TYPED: readonly string[] = [
  `password: ${SECRET}`,
  `pwd=${SECRET}`,
  `AccountKey=${SECRET}`,
  `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${SECRET};EndpointSuffix=core.windows.net`,
  `SharedAccessSignature=${SECRET}`,
  `Authorization: Bearer ${SECRET}`,
  `Bearer ${SECRET}`,
  `client secret: ${SECRET}`,
  `Kennwort: ${SECRET}`,
  `Passwort: ${SECRET}`,
  `mot de passe : ${SECRET}`,
  `contraseña: ${SECRET}`,
  `senha: ${SECRET}`,
  `wachtwoord: ${SECRET}`,
  `パスワード：${SECRET}`,
  `my password is ${SECRET}`,
]

describe('a secret that somebody types', () => {
  for (const text of TYPED) {
    it(`is neither repeated nor stored, and the card says so: ${text.split(SECRET)[0]}`, async () => {
      const { type, chat } = open('helen')
      assert.equal(noteOn(await type(text)), 'notes.masked')
      // At each question, too.
      for (const before of ['start over', 'stuck', 'Contoso', 'sara@contoso.com is stuck in Fabrikam']) {
        await type(before)
        const screen = await type(text)
        assert.equal(noteOn(screen), 'notes.masked')
        if (screen.kind !== 'case') continue
        assert.ok(!JSON.stringify(await world.store.load(screen.case.id)).includes(SECRET))
      }
      assert.ok(!JSON.stringify(chat.drawn).includes(SECRET))
    })
  }

  it('is not accepted from the field of a card either', async () => {
    const { app, who, type } = open('helen')
    const asking = caseOf(await type('stuck in Contoso'))
    for (const ask of ['sender', 'organization', 'actingAccount'] as const) {
      const screen = await app.click(who, button(asking, 'answer', { ask, value: `password: ${SECRET}` }))
      assert.equal(noteOn(screen), 'notes.secretEntered')
      assert.ok(!JSON.stringify(screen).includes(SECRET))
    }
  })

  it('does not stop the rest of the text from being understood', async () => {
    const { type } = open('helen')
    const screen = await type(`sara@contoso.com is stuck in Contoso, password: ${SECRET}`)
    assert.equal(caseOf(screen).target.sender, 'sara@contoso.com')
  })
})

describe('a log of an organization that is not configured', () => {
  const LOG =
    'An error occurred while checking for outgoing email messages to process: https://disco.crm.dynamics.com/litware.\n' +
    'ErrorCode: 0x8004480D, mailbox: kim@litware.com, System.ServiceModel.FaultException'

  it('is reported with the name in it, and neither the chosen organization nor the sender in the log is taken', async () => {
    const { type } = open('helen')
    await type('stuck in Contoso')
    const screen = await type(LOG)
    assert.ok(screen.kind === 'case')
    assert.deepEqual(screen.note?.args, { text: 'litware', names: world.list.map(({ name }) => name).join(', ') })
    assert.equal(screen.note?.key, 'notes.logOrganizationUnknown')
    assert.equal(screen.case.target.organization, undefined)
    assert.equal(screen.case.target.sender, undefined)
    assert.equal(screen.case.target.clue?.fault, 'sendAs')
    assert.ok(screen.case.phase.name === 'intake' && screen.case.phase.ask === 'organization')
  })

  it('is not assigned to the only configured one', async () => {
    const { type } = open('helen', world.list.slice(0, 1))
    const screen = await type(LOG)
    assert.equal(noteOn(screen), 'notes.logOrganizationUnknown')
    assert.equal(caseOf(screen).target.organization, undefined)
    const configured = caseOf(await type(LOG.replace('litware', 'contoso').replace('litware', 'contoso')))
    assert.equal(configured.target.organization?.name, 'Contoso')
  })

  it('is reported as well when a message of another conversation is read', async () => {
    const { app, who } = open('helen')
    const screen = await app.readMessage(who, LOG)
    assert.ok(screen.kind === 'reading' && screen.clue?.fault === 'sendAs')
    assert.equal(screen.message.key, 'reading.organizationUnknown')
    assert.equal(screen.message.args?.text, 'litware')
  })
})

describe('a pasted text', () => {
  it('is only a hint if it is nothing but a code, and opens the check', async () => {
    const { type } = open('helen')
    for (const code of ['0x8004480D', '-2147203059', 'code 8004480d?', 'ErrorCode: 0x8004480D']) {
      assert.equal(caseOf(await type(code)).target.clue?.bare, true, code)
    }
    for (const event of ['UserDoesNotHaveSendAsAllowed', 'An error occurred: 0x8004480D']) {
      assert.equal(caseOf(await type(event)).target.clue?.bare, undefined, event)
    }
  })

  it('does not count as a fragment if it is complete but not a known fault', async () => {
    const { type } = open('helen')
    const whole = 'An error occurred while the mailbox was processed. The calendar could not be opened. '.repeat(5)
    assert.equal(noteOn(await type(whole)), 'notes.logUnknown.unknownFault')
    const cut = 'An error occurred while checking for outgoing email messages to process: contoso. '.repeat(5)
    assert.equal(noteOn(await type(cut)), 'notes.logUnknown.wholeEvent')
  })

  it('that rules a code out, or lists codes, opens nothing and is asked for what happened', async () => {
    const { type } = open('helen')
    for (const text of ['It is not 0x8004480D.', '0x8004480C, 0x8004480D, 0x8004480F']) {
      assert.equal(noteOn(await type(text)), 'notes.logUnknown.ownFault', text)
    }
  })

  it('about receiving mail is not taken for one about mail that does not leave', async () => {
    const { type } = open('helen')
    const unknown = 'An error occurred while receiving email. Email Server Error Code: Web server returned X exception'
    assert.equal(noteOn(await type(unknown)), 'notes.logUnknown.receiving')
    const known = 'Email cannot be received for the mailbox Sara Davis. Email Server Error Code: ErrorInvalidLicense'
    assert.equal(caseOf(await type(known)).target.clue?.direction, 'receiving')
  })

  it('keeps the words that also say that mail is stuck', async () => {
    const { type } = open('helen')
    const { clue } = caseOf(await type('Could not send as the queue. UserDoesNotHaveSendAsForQueue')).target
    assert.equal(clue?.fault, 'queueSendAs')
  })
})
