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

/** The same view with other parameters; one goes back to the view that was, not to every message that was looked at. */
export const change = query => {
  const now = read();
  location.replace(link(now.view, { ...now.query, ...query }));
};
