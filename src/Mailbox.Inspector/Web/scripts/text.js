// Other people's text, and times, as people read them.

// What no font shows: controls, marks of direction, unassigned and private characters, line separators, and what Unicode calls default ignorable.
const UNSEEN = /[\p{C}\u2028\u2029\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2800\u3164\uFE00-\uFE0F\uFFA0\u{E0100}-\u{E01EF}]/gu;
const JOINS_EMOJI = /^[\u200D\uFE0F]$/;
const EMOJI = /\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}\uFE0F]?$/u;

/** Text in which nothing is hidden: what is not to be seen shows as \u{202E}. */
export const visible = text => String(text ?? '').replaceAll('\r\n', '\n').replace(UNSEEN, (unseen, at, whole) =>
  unseen === '\n' || unseen === '\t' || (JOINS_EMOJI.test(unseen) && EMOJI.test(whole.slice(Math.max(0, at - 4), at)))
    ? unseen
    : `\\u{${unseen.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}}`);

/** The same on one line, and not longer than it can be read. */
export const line = (text, length = 200) => {
  const all = visible(text).replace(/\s+/g, ' ');
  return all.length <= length ? all : [...all.slice(0, length)].slice(0, -1).join('') + '…';
};

const two = number => String(number).padStart(2, '0');

export const clock = time => {
  const at = new Date(time);
  const today = new Date();
  const day = at.toDateString() === today.toDateString() ? '' : `${at.toLocaleString('en', { month: 'short' })} ${at.getDate()}, `;
  return `${day}${two(at.getHours())}:${two(at.getMinutes())}${day ? '' : ':' + two(at.getSeconds())}`;
};

export const moment = time => {
  const at = new Date(time);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
};

export const duration = milliseconds => {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
};

export const ago = time => {
  const past = Date.now() - new Date(time);
  return past < 1000 ? 'now' : `${duration(past)} ago`;
};

/** A process as people name it; the whole of its identity is for the title. */
export const process = owner => line(String(owner).replace(/^(\d+):\S+$/, 'process $1'), 80);

const STATES = {
  waiting: 'waiting', delayed: 'delayed', leased: 'leased', done: 'done', dead: 'dead letter', expired: 'expired', awaitingAsker: 'answer waits', handedOver: 'handed over',
  unread: 'unread', read: 'read', blocked: 'blocked', claimed: 'claimed', cancelled: 'cancelled',
};

export const stateName = state => STATES[state] ?? state;

export const number = value => Number(value).toLocaleString('en');

/** JSON with indents; anything else as it is. */
export const pretty = text => {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
};
