// Where one is, in the part of the address behind #: links to a message or a conversation can be kept.

export function read() {
  const [view, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return { view: view || 'messages', query: Object.fromEntries(new URLSearchParams(query)) };
}

export function link(view, query = {}) {
  const set = Object.entries(query).filter(([, value]) => value);
  return `#/${view}${set.length ? '?' + new URLSearchParams(set) : ''}`;
}

export const go = (view, query) => { location.hash = link(view, query); };

/** The same view with other parameters. */
export const change = query => {
  const now = read();
  go(now.view, { ...now.query, ...query });
};
