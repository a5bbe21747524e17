import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createLog, logScope } from '../src/log.js'

function recorded() {
  const lines: string[] = []
  return {
    log: createLog({ level: 'info' }, { write: line => lines.push(line) }),
    cases: () => lines.map(line => JSON.parse(line).case as string | undefined),
  }
}

describe('the case of a log line', () => {
  it('is the one that was named last in the same run, however long ago', async () => {
    const { log, cases } = recorded()
    const run = (id: string) =>
      logScope.run(async () => {
        log.info({}, 'before')
        logScope.about(id)
        await nextTurn()
        log.info({}, 'after')
      })
    await Promise.all([run('a'), run('b')])
    assert.deepEqual(cases(), [undefined, undefined, 'a', 'b'])
  })

  it('is the one that the line names itself, if it does', () => {
    const { log, cases } = recorded()
    logScope.run(() => {
      logScope.about('a')
      log.info({ case: 'b' }, 'x')
    })
    assert.deepEqual(cases(), ['b'])
  })

  it('of bound work is that of the binder, not of the caller', () => {
    const { log, cases } = recorded()
    const bound = logScope.run(() => {
      logScope.about('a')
      return logScope.bind(() => log.info({}, 'x'))
    })
    logScope.run(() => {
      logScope.about('b')
      bound()
    })
    assert.deepEqual(cases(), ['a'])
  })

  it('is left out where nothing was named', () => {
    const { log, cases } = recorded()
    logScope.about('nobody runs')
    log.info({}, 'x')
    assert.deepEqual(cases(), [undefined])
  })
})
