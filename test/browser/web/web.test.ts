import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bothPlacesScenes } from './bothPlaces.js'
import { entryScenes } from './entry.js'
import { helpdeskScenes } from './helpdesk.js'
import { interruptionScenes, restartScene } from './interruptions.js'
import { keyboardScene } from './keyboard.js'
import { tabScenes } from './tabs.js'
import { openWebStage } from './webStage.js'

const stage = openWebStage()

// Each scene has people of its own, and mostly waits.
describe('on the web page', { concurrency: 2 }, () => {
  bothPlacesScenes(stage)
  tabScenes(stage)
  interruptionScenes(stage)
  keyboardScene(stage)
  helpdeskScenes(stage)
  entryScenes(stage)
})

describe('on the web page, after all others', () => {
  restartScene(stage)

  it('no browser complained, in all of these scenes', () => {
    assert.deepEqual(stage.complaints(), [])
  })
})
