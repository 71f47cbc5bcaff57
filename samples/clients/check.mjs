const url = process.env.FLINT_URL ?? 'http://127.0.0.1:7878'
const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${process.env.FLINT_SERVER_TOKEN ?? ''}` }

async function post(path, body) {
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${response.status}: ${answer.error}`)
  return answer
}

await post('/v1/limits', { key: 'jobs:node', rate: 3, per: '1h' })
for (let i = 1; i <= 4; i++) {
  const check = await post('/v1/check', { key: 'jobs:node' })
  console.log(check.allowed ? `${i}: allowed` : `${i}: denied, try again in ${Math.floor(check.retry_after_ms / 60_000)} minutes`)
}
