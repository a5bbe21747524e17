import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { promisify } from 'node:util'

interface Listed {
  readonly pid: number
  readonly parent: number
  readonly state: string
}

/** By /proc where there is one: a bare Linux has no ps. */
async function list(): Promise<Listed[]> {
  const lines = existsSync('/proc/self/stat') ? await linesOfProc() : await linesOfPs()
  return lines.map(([pid, parent, state = '']) => ({ pid: Number(pid), parent: Number(parent), state }))
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: id, (name), state, parent; a name may hold anything. */
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

/** The ids of all processes that this one started, and those started, and so on. */
export async function startedBy(pid: number): Promise<number[]> {
  const all = await list()
  const below = (parent: number): number[] =>
    all.filter(one => one.parent === parent).flatMap(one => [one.pid, ...below(one.pid)])
  return below(pid)
}

/** Which of these still run. One that has ended and that nobody has asked after (a zombie) does not. */
export async function runningOf(pids: readonly number[]): Promise<number[]> {
  const all = await list()
  return all.filter(({ pid, state }) => pids.includes(pid) && !state.startsWith('Z')).map(({ pid }) => pid)
}

/** Whether nobody listens there. */
export function isFree(port: number): Promise<boolean> {
  return new Promise(answer => {
    const server = createServer()
    server.once('error', () => answer(false))
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)))
  })
}
