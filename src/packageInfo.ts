import { readFileSync } from 'node:fs'

/** What package.json says; this file runs below dist/src. */
const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

export const packageVersion: string = version

/** How the program calls itself when it asks an organization. */
export const userAgent = `${name}/${version}`
