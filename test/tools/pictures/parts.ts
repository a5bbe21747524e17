import { type IconName, icon } from './elements/icons.js'

/** The content of a picture, whose frame is 420 CSS pixels wide and `height` pixels high. */
export interface Picture {
  readonly height: number
  readonly body: string
}

/** Puts a ring around the main element of the picture. A number gives the order if there are several things to press. */
export function mark(content: string, number?: number): string {
  return `<span class="mark">${content}<i class="ring"></i>${number ? badge(number) : ''}</span>`
}

/** An element to press before that: a number and a thin ring, so that it does not compete with the main mark. */
export function onTheWay(content: string, number: number): string {
  return `<span class="mark way">${content}<i class="ring"></i>${badge(number)}</span>`
}

function badge(number: number): string {
  return `<b class="badge">${number}</b>`
}

/** The mouse pointer, with its tip at the place where it is put. */
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

/** The open tab. */
export function chosen(label: string): string {
  return `<b class="chosen">${label}</b>`
}

export function tabs(labels: readonly string[]): string {
  return `<div class="tabs">${labels.map(label => `<span>${label}</span>`).join('')}</div>`
}
