import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Beginning, type CaseStore, FileRefused, type Screen } from '../../../src/app/ports.js'
import { SYMPTOMS } from '../../../src/domain/case/case.js'
import { askedBy, chooseChannel, desk } from '../triage/desk.js'
import { caseOf, noteOn, personIn, startWorld, type World } from '../world.js'
import { begin, file, onPage, placesOf, somebody } from './page.js'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world.close())

const SENT_BACK = { welcome: true, notice: true } as const
const isLeft = ({ kind }: Screen) => kind in SENT_BACK

/** What a check is about that somebody begins; the place by its name. */
async function begun(beginning: Beginning, key = 'sara') {
  const screen = await begin(world.instance('a'), somebody(key).page(), beginning)
  const thisCase = caseOf(screen)
  const { symptom, organization, elsewhere, sender } = thisCase.target
  return { about: [symptom, organization?.name ?? elsewhere, sender], note: noteOn(screen), thisCase }
}

describe('a check that is begun on the page', () => {
  it('asks what is seen if nothing was chosen, and is shown on the page alone', async () => {
    const { about, thisCase } = await begun({})
    assert.deepEqual(about, [undefined, undefined, undefined])
    const stored = await world.stored(thisCase)
    assert.equal(stored.phase.name === 'intake' && stored.phase.ask, 'symptom')
    assert.deepEqual(placesOf(stored), ['page of user'])
  })

  it('is about the symptom and the organization that were chosen', async () => {
    for (const symptom of SYMPTOMS) assert.equal((await begun({ symptom })).about[0], symptom)
    const { url } = world.list[0]!
    for (const organization of ['Contoso', 'contoso', ' CONTOSO ', url, `${url.toUpperCase()}/main.aspx?x=1`])
      assert.deepEqual((await begun({ symptom: 'stuck', organization })).about.slice(0, 2), ['stuck', 'Contoso'])
  })

  it('leaves out a symptom that there is not', async () => {
    for (const symptom of ['', 'toString', 'Stuck'])
      assert.equal((await begun({ symptom })).thisCase.phase.name, 'intake')
  })

  it('says that an organization is not known, and loses nothing else, also when the page looks again', async () => {
    const [instance, who] = [world.instance('a'), somebody()]
    const screen = await begin(instance, who.page(), { symptom: 'draft', organization: 'Fabrikam' })
    const { target, id } = caseOf(screen)
    assert.deepEqual([target.symptom, target.elsewhere, target.organization], ['draft', 'Fabrikam', undefined])
    assert.equal(noteOn(screen), 'notes.organizationUnknown')
    const again = await instance.app.click(who.page(), { verb: 'refresh', case: id })
    assert.equal(noteOn(again), 'notes.organizationUnknown')
  })

  it('reads what was written like in a chat, and counts it more than what was chosen', async () => {
    const text = 'sara@contoso.com is stuck'
    assert.deepEqual((await begun({ text, organization: 'Contoso' })).about, ['stuck', 'Contoso', 'sara@contoso.com'])
    const said = `${text} in Contoso`
    for (const organization of ['Contoso Field Service', 'Fabrikam']) {
      const { about, note } = await begun({ text: said, organization })
      assert.deepEqual([about, note], [['stuck', 'Contoso', 'sara@contoso.com'], undefined])
    }
    const { about, note } = await begun({ text: `${text} in Fabrikam`, organization: 'Contoso' })
    assert.deepEqual([about[1], note], ['Fabrikam', 'notes.organizationUnknown'])
  })

  it('keeps the symptom that was chosen for somebody who writes that mail is stuck, which may mean any', async () => {
    assert.equal((await begun({ text: 'sara@contoso.com is stuck', symptom: 'draft' })).about[0], 'draft')
    assert.equal((await begun({ text: 'sara@contoso.com stays a draft', symptom: 'stuck' })).about[0], 'draft')
  })

  it('takes a pasted log', async () => {
    const { thisCase } = await begun({
      text: 'ErrorCode: 0x8004480D for sara@contoso.com in Contoso',
      symptom: 'errorText',
    })
    assert.deepEqual([thisCase.target.symptom, thisCase.target.codes], ['errorText', ['0x8004480D']])
  })

  it('takes a file, with the text beside it, and says why one was not read', async () => {
    const log = file('ErrorCode: 0x8004480D, sara@contoso.com')
    const { thisCase } = await begun({ attached: log, organization: 'Contoso' })
    assert.deepEqual([thisCase.target.codes, thisCase.target.organization?.name], [['0x8004480D'], 'Contoso'])
    const refused = (why: FileRefused['why']) => ({
      // biome-ignore lint/correctness/useYield: it is refused before its first piece
      async *read(): AsyncGenerator<Uint8Array> {
        throw new FileRefused(why)
      },
    })
    const [instance, who] = [world.instance('a'), somebody()]
    for (const [attached, note] of [
      [refused('tooLarge'), 'notes.file.tooLarge'],
      [refused('away'), 'notes.file.away'],
      [file('\u0000\u0001\u0002'.repeat(500)), 'notes.file.binary'],
    ] as const) {
      const screen = await begin(instance, who.page(), { attached, symptom: 'errorText' })
      assert.deepEqual([isLeft(screen), noteOn(screen)], [true, note])
      const opened = await begin(instance, who.page(), { attached, text: 'sara@contoso.com is stuck in Contoso' })
      assert.equal(caseOf(opened).target.sender, 'sara@contoso.com')
    }
  })

  it('is not opened by a text that is not understood: the page keeps it and says why', async () => {
    const [instance, who] = [world.instance('a'), somebody()]
    for (const [text, note, symptom] of [
      ['the weather is nice', 'notes.notUnderstood', 'stuck'],
      ['the weather is nice', 'notes.logUnknown.code', 'errorText'],
      ['sara@', 'notes.addressInvalid', undefined],
      ['my password is hunter2-Zz', 'notes.masked', undefined],
      ['cancel', 'notes.nothingToCancel', undefined],
      ['status', 'notes.noCase', undefined],
      ['export', 'notes.noCase', undefined],
    ] as const) {
      const screen = await begin(instance, who.page(), { text, ...(symptom && { symptom }) })
      assert.deepEqual([isLeft(screen), noteOn(screen)], [true, note], text)
    }
    assert.deepEqual(await world.store.open(who.page().by), [])
  })

  it('keeps no secret, wherever it was written', async () => {
    const SECRET = 'hunter2-Zz'
    const { thisCase, note } = await begun({
      text: `sara@contoso.com is stuck, password: ${SECRET}`,
      organization: 'Contoso',
    })
    assert.equal(note, 'notes.masked')
    const named = await begun({ symptom: 'stuck', organization: `password: ${SECRET}` })
    for (const one of [thisCase, named.thisCase]) assert.ok(!JSON.stringify(await world.stored(one)).includes(SECRET))
  })
})

describe('what is written on the page and is no check', () => {
  it('shows the only open check, or the list of them', async () => {
    const [instance, who] = [world.instance('a'), somebody()]
    const first = caseOf(await begin(instance, who.page(), { symptom: 'draft' }))
    assert.equal(caseOf(await begin(instance, who.page(), { text: 'status' })).id, first.id)
    await begin(instance, who.page(), { symptom: 'notSure' })
    const listed = await begin(instance, who.page(), { text: 'status' })
    assert.equal(listed.kind === 'cases' && listed.cases.length, 2)
    assert.equal((await begin(instance, who.page(), { text: 'help' })).kind, 'welcome')
  })

  it('gives an employee nothing of the helpdesk, and an agent what they get in their chat', async () => {
    const instance = desk(world)
    await chooseChannel(instance, personIn('helen'))
    const { check } = await askedBy(world, instance, 'omar')
    const number = `#${check.triage?.number}`
    const [sara, helen] = [somebody('sara'), onPage('helen')]
    for (const text of ['triage', number, 'check a@contoso.com, b@contoso.com', 'use this channel for triage']) {
      const screen = await begin(instance, sara.page(), { text })
      assert.notEqual(screen.kind, 'board', text)
      assert.ok(screen.kind !== 'case' || screen.case.phase.name !== 'batching', text)
      assert.ok(!JSON.stringify(screen).includes('omar@contoso.com'), text)
    }
    assert.equal((await begin(instance, onPage('helen'), { text: 'triage' })).kind, 'board')
    const brought = await begin(instance, onPage('helen'), { text: number })
    assert.deepEqual([caseOf(brought).id, brought.kind === 'case' && brought.audience], [check.id, 'helpdesk'])
    const batch = caseOf(await begin(instance, helen, { text: 'check sara@contoso.com, omar@contoso.com in Contoso' }))
    assert.ok('lines' in batch.phase)
    const channel = await begin(instance, onPage('helen'), { text: 'use this channel for triage' })
    assert.equal(noteOn(channel), 'triage.channel.none')
  })

  it('goes from the board and from the lines of a batch to the check itself, without a second card', async () => {
    const instance = desk(world)
    const { check } = await askedBy(world, instance, 'nora')
    const shown = await instance.app.click(onPage('helen'), { verb: 'show', case: check.id, page: '0' })
    assert.deepEqual([caseOf(shown).id, shown.kind === 'case' && shown.audience], [check.id, 'helpdesk'])
    const batch = caseOf(
      await begin(instance, onPage('helen'), { text: 'check nora@contoso.com, grace@contoso.com in Contoso' }),
    )
    const { phase } = await world.stored(batch)
    const line = 'lines' in phase ? (phase.lines[0]?.case ?? '') : ''
    const member = await instance.app.click(onPage('helen'), { verb: 'showLine', case: batch.id, value: line })
    await instance.app.idle()
    assert.equal(caseOf(member).id, line)
    assert.ok((await world.stored({ id: line })).surfaces.every(({ page }) => !page))
  })
})

describe('the same thing done twice on the page', () => {
  it('opens one check: at once, on two instances, and again later', async () => {
    const who = somebody().page('one deed')
    const beginning: Beginning = { symptom: 'stuck', organization: 'Contoso' }
    const screens = await Promise.all(['a', 'b'].map(name => begin(world.instance(name), who, beginning)))
    screens.push(await begin(world.instance('c'), who, beginning))
    assert.equal(new Set(screens.map(screen => caseOf(screen).id)).size, 1)
    assert.equal((await world.store.open(who.by)).length, 1)
  })

  it('starts over once, and each other press starts another check', async () => {
    const [instance, who] = [world.instance('a'), somebody()]
    const first = caseOf(await begin(instance, who.page(), { symptom: 'stuck', organization: 'Contoso' }))
    const press = async (deed: string) => {
      const screen = await instance.app.click(who.page(deed), { verb: 'startOver', case: first.id })
      await instance.app.idle()
      return caseOf(screen).id
    }
    const [once, twice, another] = [await press('1'), await press('1'), await press('2')]
    assert.equal(once, twice)
    assert.equal(new Set([first.id, once, another]).size, 3)
    assert.equal((await world.stored(first)).phase.name, 'closed')
  })

  it('continues the open check about the same sender, wherever it was begun', async () => {
    const [instance, who] = [world.instance('a'), somebody('sara')]
    const text = 'sara@contoso.com is stuck in Contoso'
    await instance.app.say(who.chat, text, false)
    await instance.app.idle()
    const { id } = caseOf(instance.chat.screen)
    for (let i = 0; i < 2; i++) assert.equal(caseOf(await begin(instance, who.page(), { text })).id, id)
    assert.deepEqual(placesOf(await world.stored({ id })), ['chat of user', 'page of user'])
  })
})

it('what is begun during an outage of the store fails, and nothing is kept', async () => {
  const down = async () => {
    throw new Error('The store is down')
  }
  const who = somebody()
  for (const method of ['open', 'insert'] as const) {
    const store: CaseStore = { ...world.store, [method]: down }
    await assert.rejects(begin(world.instance('down', { store }), who.page(), { symptom: 'stuck' }), /store is down/)
  }
  assert.deepEqual(await world.store.open(who.page().by), [])
})
