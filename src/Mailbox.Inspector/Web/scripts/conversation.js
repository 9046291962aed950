// A conversation as a picture: who wrote to whom, when, and how long the answer took.

import { el, own, renew, show, svg } from './dom.js';
import { get } from './api.js';
import { about, key, label } from './message.js';
import { clock, duration, line, moment, number } from './text.js';
import { change, link } from './route.js';

const LEFT = 76;
const STEP = 54;
const HEAD = 34;

export class ConversationView {
  #kind = '';
  #query = '';
  #rows = [];
  #total = 0;

  constructor() {
    this.head = el('div', { class: 'talk-head' });
    this.picture = el('div', { class: 'talk', tabindex: '0', 'aria-label': 'The conversation as a sequence, oldest first' });
    new ResizeObserver(() => this.#draw()).observe(this.picture);
  }

  async enter(root, { id, correlation }) {
    const [kind, wanted] = id ? ['conversation', id] : ['correlation', correlation ?? ''];
    if (this.picture.parentNode === root && this.#query === wanted && this.#kind === kind) return;
    [this.#kind, this.#query, this.#rows] = [kind, wanted, []];
    show(root, this.head, this.picture);
    show(this.head, el('h2', {}, id ? 'Conversation ' : 'Question and answer ', own(line(wanted, 80))), el('a', { href: link('messages') }, 'All messages'));
    await this.#load();
  }

  live(rows) {
    if (this.picture.isConnected && rows.some(row => this.#isOurs(row))) this.#load();
  }

  #isOurs(row) { return (this.#kind === 'conversation' ? row.conversation : row.correlationId) === this.#query; }

  async #load() {
    const wanted = this.#query;
    try {
      const page = await get([this.#kind], { id: wanted });
      if (wanted !== this.#query) return;
      [this.#rows, this.#total] = [page.rows, page.total];
      this.#draw();
    } catch (error) {
      if (wanted !== this.#query) return;
      this.#rows = [];
      show(this.picture, el('div', { class: 'empty' }, el('strong', {}, 'Not there'), error.message));
    }
  }

  #draw() {
    if (!this.#rows.length) return;
    const names = [...new Set(this.#rows.flatMap(row => [row.from, row.to]))];
    const room = Math.max(this.picture.clientWidth - LEFT - 150, 0);
    const gap = Math.max(118, Math.min(300, room / Math.max(1, names.length - 1)));
    const width = LEFT + 60 + gap * (names.length - 1) + 170;
    const x = name => LEFT + 60 + names.indexOf(name) * gap;
    const height = this.#rows.length * STEP + 24;
    const stems = names.map(name => svg('line', { class: 'stem', x1: x(name), x2: x(name), y1: 0, y2: height }));
    renew(this.picture,
      svg('svg', { class: 'talk-names', width, height: HEAD, 'aria-hidden': 'true' }, names.map(name => svg('text', { class: 'name', x: x(name), y: 22 }, line(name, Math.floor(gap / 8))))),
      svg('svg', { width, height, role: 'list', 'aria-label': `${this.#rows.length} messages` }, stems, this.#rows.map((row, i) => this.#turn(row, i, x, width))),
      this.#total > this.#rows.length && el('div', { class: 'empty' }, `Shown are the first ${number(this.#rows.length)} of ${number(this.#total)}.`));
  }

  #turn(row, i, x, width) {
    const y = i * STEP + 36;
    const [from, to] = [x(row.from), x(row.to)];
    const isSelf = from === to;
    const way = Math.sign(to - from) || 1;
    const end = isSelf ? to : to - way * 2;
    const isDead = row.state === 'dead' || row.state === 'expired';
    const arrow = isSelf ? `M${from},${y - 8} h26 v14 h-18` : `M${from},${y} L${end - way * 7},${y}`;
    const tip = isSelf ? `M${from + 2},${y + 6} l9,-5 v10 z` : `M${end},${y} l${-way * 9},-5 v10 z`;
    const open = () => change({ open: row.id, to: row.to });
    const reach = isSelf ? 200 : Math.abs(to - from);
    return svg('g', { role: 'listitem' }, svg('g', { class: `turn is-${row.state}`, role: 'button', tabindex: '0', 'data-key': key(row), 'aria-label': `${clock(row.sentAt)}, ${label(row)}. ${this.#note(row).text}`, onclick: open, onkeydown: event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); open(); } } },
      svg('rect', { class: 'hit', x: 2, y: y - 30, width: width - 4, height: STEP - 4, rx: 8 }),
      svg('text', { class: 'at', x: 10, y: y + 4 }, svg('title', {}, moment(row.sentAt)), clock(row.sentAt)),
      svg('path', { class: row.inReplyTo ? 'line reply' : 'line', d: arrow }),
      svg('path', { class: 'head', d: tip }),
      isDead && svg('path', { class: 'cross', d: `M${end - way * 22 - 6},${y - 6} l12,12 m0,-12 l-12,12` }),
      svg('text', { x: isSelf ? from + 34 : Math.min(from, to) + 10, y: isSelf ? y : y - 8 }, line(reach > 200 && row.type ? `${row.type}: ${about(row)}` : about(row), Math.max(8, Math.floor(reach / 7.4)))),
      row.attempt > 1 && svg('text', { class: 'retry', x: isSelf ? from + 34 : (from + to) / 2, y: y + 16 }, `×${row.attempt} attempts`),
      svg('text', { class: this.#note(row).isLate ? 'note late' : 'note', x: width - 104, y: y + 4 }, this.#note(row).text)));
  }

  /** How long it took, or has taken. */
  #note(row) {
    if (row.inReplyTo) {
      const asked = this.#rows.find(one => one.id === row.inReplyTo);
      return { text: asked ? `after ${duration(new Date(row.sentAt) - new Date(asked.sentAt))}` : '', isLate: row.isLate };
    }
    if (row.isRequest && !this.#rows.some(one => one.inReplyTo === row.id)) return { text: row.state === 'dead' || row.state === 'expired' ? 'no answer' : `open ${duration(Date.now() - new Date(row.sentAt))}`, isLate: true };
    return { text: row.state === 'done' ? `done in ${duration(new Date(row.changedAt) - new Date(row.sentAt))}` : '', isLate: false };
  }
}
