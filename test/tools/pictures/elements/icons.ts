/** Outlines on a grid of 24, drawn for these pictures and not taken from any product. */
const OUTLINES = {
  add: 'M12 5v14M5 12h14',
  approve: 'M4 12.5l5.5 5.5L20 6.5',
  chevron: 'M5 9l7 7 7-7',
  clock: 'M12 3.5a8.5 8.5 0 1 0 .01 0zM12 7.5V12l3.5 2',
  close: 'M6 6l12 12M18 6L6 18',
  enable: 'M12 3.5a8.5 8.5 0 1 0 .01 0zM8 12.3l2.8 2.8L16 9.6',
  envelope: 'M3.5 5.5h17v13h-17zM3.5 6.5l8.5 7 8.5-7',
  error: 'M8 8l8 8M16 8l-8 8',
  gear: 'M10 5.2L10.2 2.6h3.6L14 5.2l1.4.6L17.3 4 20 6.7l-1.8 1.9.6 1.4 2.6.2v3.6l-2.6.2-.6 1.4L20 17.3 17.3 20l-1.9-1.8-1.4.6-.2 2.6h-3.6L10 18.8l-1.4-.6L6.7 20 4 17.3l1.8-1.9-.6-1.4-2.6-.2v-3.6l2.6-.2.6-1.4L4 6.7 6.7 4l1.9 1.8zM12 8.8a3.2 3.2 0 1 0 .01 0z',
  help: 'M9 9.2a3.1 3.1 0 1 1 4.4 2.8c-1 .5-1.4 1-1.4 2.3M12 17.6v.6',
  home: 'M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z',
  info: 'M12 3.5a8.5 8.5 0 1 0 .01 0zM12 11v5.5M12 7.5v.2',
  menu: 'M4 7h16M4 12h16M4 17h16',
  migrate: 'M9 4.5H4.5v15H9M9.5 12h11M15.5 6.5l5.5 5.5-5.5 5.5',
  people: 'M9 4.5a3.3 3.3 0 1 0 .01 0zM3 19.5c0-4 2.4-6 6-6s6 2 6 6M16 5a3 3 0 0 1 0 6M17.5 14c2.3 .6 3.5 2.5 3.5 5.5',
  pin: 'M9 3.5h6l-1 6 3.5 4.5h-11L10 9.5zM12 14v6.5',
  refresh: 'M19 6v4.5h-4.5M18.6 10a7.2 7.2 0 1 0 .4 4',
  resume: 'M7 5l12 7-12 7z',
  save: 'M4.5 4.5h12l3 3v12h-15zM8 4.5v5h7v-5M8 19.5v-6h8v6',
  search: 'M10.5 4a6.5 6.5 0 1 0 .01 0zM15.5 15.5L20.5 20.5',
  send: 'M4 5l17 7-17 7 3-7zM7 12h8',
  server: 'M4 4.5h16v6.5H4zM4 13h16v6.5H4zM7.5 7.7v.1M7.5 16.2v.1',
  shield: 'M12 3.5l7.5 2.5v6c0 4.5-3 7.3-7.5 9-4.5-1.7-7.5-4.5-7.5-9V6z',
  test: 'M4 6h11v5M4 6l5.5 5M4 6v11h6M13 17l3 3 5-6',
} as const

export type IconName = keyof typeof OUTLINES

export function icon(name: IconName): string {
  return `<svg class="icon" viewBox="0 0 24 24"><path d="${OUTLINES[name]}"/></svg>`
}
