// What the server can be asked.

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, { credentials: 'same-origin', ...options });
  } catch {
    throw new Error('The page\'s server does not answer. Is the command still running?');
  }
  if (answer.ok) return answer.status === 204 || answer.headers.get('content-length') === '0' ? null : answer.json().catch(() => null);
  const text = await answer.text();
  let error = text;
  try { error = JSON.parse(text).error ?? text; } catch { /* It is not JSON, so it is the sentence itself. */ }
  throw Object.assign(new Error(error || `The server answered ${answer.status}.`), { status: answer.status });
}

const path = (...parts) => '/api/' + parts.map(encodeURIComponent).join('/');

export const get = (parts, query = {}) => {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return ask(path(...parts) + (set.length ? '?' + new URLSearchParams(set) : ''));
};

export const post = (parts, body = {}) => ask(path(...parts), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const PATIENCE = 2000;

/** Listens for what happens. After a break the browser connects anew by itself; where it gives up, after an answer that is an error, we do. */
export function listen(handlers) {
  const source = new EventSource('/api/events');
  source.onopen = () => handlers.open();
  source.onerror = async () => {
    handlers.closed();
    if (source.readyState !== EventSource.CLOSED) return;
    try {
      await get(['team']);
    } catch (error) {
      if (error.status === 401) handlers.trouble({ error: error.message });
    }
    setTimeout(() => listen(handlers), PATIENCE);
  };
  for (const kind of ['team', 'messages', 'lost', 'trouble']) source.addEventListener(kind, event => handlers[kind](JSON.parse(event.data)));
}
