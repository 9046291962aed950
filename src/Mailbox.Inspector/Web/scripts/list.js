// A list of any length of which only what can be seen is in the page. Rows are asked for in pages, below a moment in time at which it was opened;
// what comes later is put on top while one looks at the top, and waits behind a button while one reads further down: nothing moves under the eye.

import { el, own, show } from './dom.js';
import { get } from './api.js';
import { about, badge, key, label, route } from './message.js';
import { clock, line, moment, number } from './text.js';

const PAGE = 100;
const SPARE = 8;
const MAX_ROWS = 300000;

export class MessageList {
  #filter = {};
  #anchor = '';
  #total = 0;
  #pages = new Map();
  #known = new Map();
  #fresh = [];
  #pending = [];
  #shown = new Map();
  #selected = '';
  #generation = 0;
  #again = 0;

  constructor(onOpen, onSum) {
    this.onOpen = onOpen;
    this.onSum = onSum;
    this.space = el('div', { class: 'space' });
    this.rows = el('div', { class: 'rows', role: 'listbox', tabindex: '0', 'aria-label': 'Messages, newest first', onscroll: () => this.#scrolled(), onkeydown: event => this.#keys(event) }, this.space);
    this.button = el('button', { type: 'button', class: 'fresh primary', hidden: true, onclick: () => this.top() });
    this.empty = el('div', { class: 'empty', hidden: true });
    this.element = el('div', { class: 'frame' }, this.rows, this.button, this.empty);
    new ResizeObserver(() => this.#draw()).observe(this.rows);
  }

  get #height() { return this.element.clientWidth < 720 ? 62 : 44; }
  get #count() { return Math.min(this.#fresh.length + this.#total, MAX_ROWS); }
  get #isAtTop() { return this.rows.scrollTop < this.#height; }

  async open(filter) {
    this.#filter = filter;
    await this.#load();
    this.rows.scrollTop = 0;
  }

  select(id) {
    this.#selected = id ?? '';
    this.#draw();
  }

  /** What has come and changed. */
  live(rows) {
    for (const row of rows) {
      const known = this.#known.get(key(row));
      if (known) {
        Object.assign(known, row);
        this.#shown.forEach(shown => { if (shown.row === known) shown.row = null; });
      } else if (this.#matches(row)) {
        if (this.#filter.q || row.sentAt < this.#anchor) this.#reloadSoon();
        else this.#add(row);
      }
    }
    this.#draw();
  }

  /** Asks for everything again. */
  async reload() {
    await this.#load();
  }

  async top() {
    this.rows.scrollTop = 0;
    if (this.#pending.length) await this.#load();
  }

  focus() { this.rows.focus(); }

  #add(row) {
    this.#known.set(key(row), row);
    if (this.#isAtTop && !this.#pending.length) {
      this.#fresh.unshift(row);
      if (this.#fresh.length > 500) this.#reloadSoon();
    } else {
      this.#pending.unshift(row);
    }
    this.#sum();
  }

  #matches(row) {
    const { agent, type, state, since, q } = this.#filter;
    const states = state ? state.split(',') : [];
    return (!agent || row.from === agent || row.to === agent) && (!type || row.type === type) && (!states.length || states.includes(row.state)) && (!since || row.sentAt >= since)
      && (!q || !['read', 'unread'].includes(row.state));
  }

  #reloadSoon() {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => { if (this.#isAtTop) this.#load(); }, 700);
  }

  async #load() {
    const generation = ++this.#generation;
    const anchor = new Date(Date.now() + 1).toISOString();
    const page = await get(['messages'], { ...this.#filter, until: anchor, offset: 0, limit: PAGE });
    if (generation !== this.#generation) return;
    this.#anchor = anchor;
    this.#total = page.total;
    this.#fresh = [];
    this.#pending = [];
    this.#known = new Map(page.rows.map(row => [key(row), row]));
    this.#pages = new Map([[0, page.rows]]);
    this.#shown.forEach(shown => shown.element.remove());
    this.#shown.clear();
    this.#sum();
    this.#draw();
  }

  async #fetch(number) {
    const generation = this.#generation;
    this.#pages.set(number, []);
    try {
      const page = await get(['messages'], { ...this.#filter, until: this.#anchor, offset: number * PAGE, limit: PAGE });
      if (generation !== this.#generation) return;
      const rows = page.rows.map(row => this.#known.get(key(row)) ?? row);
      rows.forEach(row => this.#known.set(key(row), row));
      this.#pages.set(number, rows);
      this.#forgetFar(number);
    } catch {
      this.#pages.delete(number); // Drawn as empty; scrolling asks again.
    }
    this.#draw();
  }

  /** A day on a second screen must not fill the memory. */
  #forgetFar(near) {
    for (const [number, rows] of this.#pages) {
      if (Math.abs(number - near) > 20 && number !== 0) {
        rows.forEach(row => this.#known.delete(key(row)));
        this.#pages.delete(number);
      }
    }
  }

  #at(index) {
    if (index < this.#fresh.length) return this.#fresh[index];
    const below = index - this.#fresh.length;
    const number = Math.floor(below / PAGE);
    if (!this.#pages.has(number)) this.#fetch(number);
    return this.#pages.get(number)?.[below % PAGE];
  }

  #scrolled() {
    if (this.#isAtTop && this.#pending.length) this.top();
    else this.#draw();
  }

  #sum() {
    const all = this.#fresh.length + this.#total + this.#pending.length;
    this.onSum(all > MAX_ROWS ? `the newest ${number(MAX_ROWS)} of ${number(all)}` : `${number(all)} message${all === 1 ? '' : 's'}`);
    this.button.hidden = !this.#pending.length;
    this.button.textContent = `${number(this.#pending.length)} new ↑`;
    this.empty.hidden = all > 0;
    const isFiltered = Object.values(this.#filter).some(Boolean);
    show(this.empty, el('strong', {}, isFiltered ? 'Nothing matches' : 'No messages yet'), isFiltered ? 'Words must be whole; all filters must match.' : 'They appear here as agents send them.');
  }

  #draw() {
    const height = this.#height;
    this.space.style.height = `${this.#count * height}px`;
    const first = Math.max(0, Math.floor(this.rows.scrollTop / height) - SPARE);
    const last = Math.min(this.#count - 1, Math.ceil((this.rows.scrollTop + this.rows.clientHeight) / height) + SPARE);
    for (const [index, shown] of this.#shown) {
      if (index < first || index > last) {
        shown.element.remove();
        this.#shown.delete(index);
      }
    }
    for (let index = first; index <= last; index++) {
      const row = this.#at(index);
      let shown = this.#shown.get(index);
      if (!shown || shown.row !== row || shown.row === null) {
        const element = row ? this.#row(row) : bones();
        if (shown) shown.element.replaceWith(element);
        else this.space.append(element);
        shown = { element, row };
        this.#shown.set(index, shown);
      }
      shown.element.style.transform = `translateY(${index * height}px)`;
      shown.element.setAttribute('aria-posinset', index + 1);
      shown.element.setAttribute('aria-setsize', this.#count);
      shown.element.setAttribute('aria-selected', String(Boolean(row) && row.id === this.#selected));
      if (row && row.id === this.#selected) this.rows.setAttribute('aria-activedescendant', shown.element.id);
    }
  }

  #row(row) {
    return el('div', { class: 'row', role: 'option', id: `row-${row.id}`, 'data-id': row.id, 'aria-label': label(row), onclick: () => this.onOpen(row) },
      el('span', { class: 'at', title: moment(row.sentAt) }, clock(row.sentAt)),
      badge(row.state),
      el('span', { class: 'route' }, route(row)),
      el('span', { class: 'what' }, row.type && el('span', { class: 'type' }, own(line(row.type, 50))), el('span', { class: 'subject' }, own(about(row))), row.reason && el('span', { class: 'why' }, own(line(row.reason)))),
      el('span', { class: 'marks' }, row.attempt > 1 && el('b', { title: `Claimed ${row.attempt} times` }, `×${row.attempt}`), row.isRequest && el('span', { title: 'Somebody waits for an answer' }, 'request'), row.inReplyTo && el('span', {}, row.isLate ? 'late reply' : 'reply'), (row.priority === 'critical' || row.priority === 'high') && el('b', {}, row.priority)));
  }

  #keys(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    const at = this.#indexOf(this.#selected);
    if (event.key === 'Enter' && at >= 0) this.onOpen(this.#at(at), true);
    else if (event.key === 'Home' || event.key === 'End' || steps[event.key]) {
      const to = event.key === 'Home' ? 0 : event.key === 'End' ? this.#count - 1 : Math.min(this.#count - 1, Math.max(0, at + steps[event.key]));
      event.preventDefault();
      this.#moveTo(to);
    }
  }

  #indexOf(id) {
    for (const [index, shown] of this.#shown) if (shown.row?.id === id) return index;
    return -1;
  }

  #moveTo(index) {
    const height = this.#height;
    if (index * height < this.rows.scrollTop) this.rows.scrollTop = index * height;
    else if ((index + 1) * height > this.rows.scrollTop + this.rows.clientHeight) this.rows.scrollTop = (index + 1) * height - this.rows.clientHeight;
    const row = this.#at(index);
    if (row) {
      this.select(row.id);
      this.onOpen(row, false);
    }
  }
}

const bones = () => el('div', { class: 'row loading', 'aria-hidden': 'true' }, el('span', { class: 'bone' }), el('span', { class: 'bone' }), el('span', { class: 'bone' }), el('span', { class: 'bone' }));
