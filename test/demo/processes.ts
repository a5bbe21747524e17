import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { promisify } from 'node:util'

interface ProcessInfo {
  readonly pid: number
  readonly parent: number
  readonly state: string
}

/** Reads /proc where it exists: a minimal Linux has no ps. */
async function list(): Promise<ProcessInfo[]> {
  const lines = existsSync('/proc/self/stat') ? await linesOfProc() : await linesOfPs()
  return lines.map(([pid, parent, state = '']) => ({ pid: Number(pid), parent: Number(parent), state }))
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: id, (name), state, parent; a name may contain anything. */
async function linesOfProc(): Promise<string[][]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const stats = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  return stats.flatMap(stat => {
    const [, pid, state, parent] = /^(\d+) \(.*\) (\S) (\d+) /s.exec(stat) ?? []
    return pid && parent && state ? [[pid, parent, state]] : []
  })
}

async function linesOfPs(): Promise<string[][]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,stat='])
  return stdout
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/))
}

/** The ids of all descendants of a process. */
export async function startedBy(pid: number): Promise<number[]> {
  const all = await list()
  const below = (parent: number): number[] =>
    all.filter(child => child.parent === parent).flatMap(child => [child.pid, ...below(child.pid)])
  return below(pid)
}

/** Which of these are still running. A zombie (a process that has ended but was not waited for) is not. */
export async function runningOf(pids: readonly number[]): Promise<number[]> {
  const all = await list()
  return all.filter(({ pid, state }) => pids.includes(pid) && !state.startsWith('Z')).map(({ pid }) => pid)
}

/** Whether nobody listens on the port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise(answer => {
    const server = createServer()
    server.once('error', () => answer(false))
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)))
  })
}
