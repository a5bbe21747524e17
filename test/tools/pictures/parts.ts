import { type IconName, icon } from './icons.js'

/** One drawing: what is inside its frame, which is 420 CSS pixels wide and as high as it says. */
export interface Picture {
  readonly height: number
  readonly body: string
}

/** Rings what the picture is about. A number tells the order where there is more than one thing to press. */
export function mark(content: string, number?: number): string {
  return `<span class="mark">${content}<i class="ring"></i>${number ? badge(number) : ''}</span>`
}

/** Something that is pressed on the way: a number and a thin ring, so that it does not compete with the mark. */
export function onTheWay(content: string, number: number): string {
  return `<span class="mark way">${content}<i class="ring"></i>${badge(number)}</span>`
}

function badge(number: number): string {
  return `<b class="badge">${number}</b>`
}

/** The mouse, its tip where it is put. */
export const pointer = `<svg class="pointer" viewBox="-2 -2 18 25"><path d="M0 0v17.5l4-3.6 2.8 6.4 3-1.3-2.8-6.2h5.4z"/></svg>`

export function command(name: IconName, label: string): string {
  return `<span class="command">${icon(name)}${label}</span>`
}

export interface Field {
  readonly label: string
  readonly value: string
}

export function field({ label, value }: Field): string {
  return `<div class="field"><span class="label">${label}</span><span class="value">${value}</span></div>`
}

/** The tab that is open. */
export function chosen(label: string): string {
  return `<b class="chosen">${label}</b>`
}

export function tabs(labels: readonly string[]): string {
  return `<div class="tabs">${labels.map(label => `<span>${label}</span>`).join('')}</div>`
}
