import { readFileSync } from 'node:fs'

/** Of Linux, on every machine: what /proc counts processor time in. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICKS_PER_SECOND = 100

/** Milliseconds of processor time that a process has used so far, all of its threads together; NaN where there is no /proc. */
export function processorMs(pid: number): number {
  const stat = read(`/proc/${pid}/stat`)
  // The name, in brackets, may hold anything: what is counted stands behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
}

/** Bytes of a process that are in memory now; NaN where there is no /proc. */
export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1]) * 1024
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
