import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { promisify } from 'node:util'

interface Listed {
  readonly pid: number
  readonly parent: number
  readonly state: string
}

async function list(): Promise<Listed[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,stat='])
  return stdout
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .map(([pid, parent, state = '']) => ({ pid: Number(pid), parent: Number(parent), state }))
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
