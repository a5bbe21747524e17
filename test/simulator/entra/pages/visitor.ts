import assert from 'node:assert/strict'

/** Opens the page where people sign in, as a browser does, and says who it is by their Entra object id. Returns where the browser is sent. */
export async function signInAt(url: string, choice: string | 'decline'): Promise<URL> {
  const answer = await chooseAt(url, choice)
  assert.deepEqual([answer.status, await answer.text()], [302, ''])
  return new URL(answer.headers.get('location') ?? '')
}

/** The answer to a choice on that page. */
export async function chooseAt(url: string, choice: string, headers: Record<string, string> = {}): Promise<Response> {
  const opened = await fetch(url, { redirect: 'manual' })
  const page = await opened.text()
  assert.equal(opened.status, 200, page)
  const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(page) ?? []
  const [, id = ''] = /name="id" value="([^"]+)"/.exec(page) ?? []
  const body = new URLSearchParams({ id, ...(choice === 'decline' ? { do: choice } : { oid: choice }) })
  return fetch(new URL(action, url), { method: 'POST', body, headers, redirect: 'manual' })
}
