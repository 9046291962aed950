// A list of any length of which only what can be seen is in the page. Rows are asked for in pages, below a moment in time at which it was opened;
// what comes later is put on top while one looks at the top, and waits behind a button while one reads further down: nothing moves under the eye.

import { el, own, show } from './dom.js';
import { get } from './api.js';
import { about, badge, key, label, route } from './message.js';
import { clock, line, moment, number } from './text.js';

const PAGE = 100;
const SPARE = 8;
const MAX_ROWS = 300000;
const MAX_FRESH = 500;
const RELOAD = 700;
const AGAIN = 3000;
const WIDE = 720;

export class MessageList {
  #filter = {};
  #anchor = '';
  #total = 0;
  #pages = new Map();
  #known = new Map();
  #fresh = [];
  #pending = new Set();
  #isStale = false;
  #during = null;
  #shown = new Map();
  #selected = '';
  #index = -1;
  #generation = 0;
  #timer = 0;
  #drawn = 0;

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

  get #height() { return this.element.clientWidth < WIDE ? 62 : 44; }
  get #count() { return Math.min(this.#fresh.length + this.#total, MAX_ROWS); }
  get #isAtTop() { return this.rows.scrollTop < this.#height; }

  /** Looks a filter up. What another one found is seen until then, and cannot be opened. */
  async open(filter) {
    this.#filter = filter;
    this.rows.ariaBusy = 'true';
    this.rows.scrollTop = 0;
    await this.reload();
  }

  select(id, to) {
    this.#selected = id ? key({ id, to }) : '';
    if (!id) this.#index = -1;
    this.#draw();
  }

  /** What has come and changed. */
  live(rows) {
    this.#during?.push(...rows);
    for (const row of rows) {
      const known = this.#known.get(key(row));
      if (known) {
        Object.assign(known, row);
        this.#shown.forEach(shown => { if (shown.row === known) shown.row = null; });
        if (!this.#matches(known)) this.#stale();
      } else if (this.#matches(row)) {
        if (this.#filter.q || row.sentAt < this.#anchor) this.#stale();
        else this.#add(row);
      }
    }
    this.#sum();
    this.#draw();
  }

  /** Asks for everything again; where that fails it says so, and offers to try again. */
  async reload() {
    const generation = ++this.#generation;
    const anchor = new Date(Date.now() + 1).toISOString();
    this.#during = [];
    let page;
    try {
      page = await get(['messages'], { ...this.#query(), until: anchor, offset: 0, limit: PAGE });
    } catch (error) {
      if (generation === this.#generation) this.#failed(error);
      return;
    }
    if (generation !== this.#generation) return;
    const meanwhile = this.#during;
    this.#during = null;
    this.#reset(anchor, page.total, page.rows);
    this.live(meanwhile);
  }

  async top() {
    this.rows.scrollTop = 0;
    if (this.#pending.size || this.#isStale) await this.reload();
  }

  focus() { this.rows.focus(); }

  #query() {
    const { minutes, ...rest } = this.#filter;
    return { ...rest, since: minutes ? new Date(Date.now() - minutes * 60000).toISOString() : '' };
  }

  #reset(anchor, total, rows) {
    [this.#anchor, this.#total, this.#fresh, this.#isStale] = [anchor, total, [], false];
    this.#pending.clear();
    this.rows.ariaBusy = 'false';
    this.#known = new Map(rows.map(row => [key(row), row]));
    this.#pages = new Map([[0, rows]]);
    this.#shown.forEach(shown => shown.element.remove());
    this.#shown.clear();
    this.#sum();
    this.#draw();
  }

  #failed(error) {
    this.#during = null;
    this.#reset(new Date().toISOString(), 0, []);
    this.onSum('');
    show(this.empty, el('strong', {}, 'This could not be looked up'), error.message, ' ', el('button', { type: 'button', onclick: () => this.reload() }, 'Try again'));
  }

  #add(row) {
    if (this.#isAtTop && !this.#pending.size && !this.#isStale) {
      this.#known.set(key(row), row);
      this.#fresh.unshift(row);
      if (this.#index >= 0) this.#index++;
      if (this.#fresh.length > MAX_FRESH) this.#stale();
    } else if (this.#pending.size < MAX_FRESH) {
      this.#pending.add(key(row));
    }
  }

  #matches(row) {
    const { agent, type, state, minutes } = this.#filter;
    const states = state ? state.split(',') : [];
    return (!agent || row.from === agent || row.to === agent) && (!type || row.type === type) && (!minutes || new Date(row.sentAt) >= Date.now() - minutes * 60000)
      && (states.length ? states.includes(row.state) : row.state !== 'unread' && row.state !== 'read');
  }

  /** What is shown is no longer what would be found: asked for again in a moment, or, while somebody reads further down, when they come back up. */
  #stale() {
    this.#isStale = true;
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      if (this.#isStale && this.#isAtTop && this.element.isConnected) this.reload();
      else this.#sum();
    }, RELOAD);
  }

  async #fetch(page) {
    const generation = this.#generation;
    this.#pages.set(page, []);
    try {
      const found = await get(['messages'], { ...this.#query(), until: this.#anchor, offset: page * PAGE, limit: PAGE });
      if (generation !== this.#generation) return;
      const rows = found.rows.map(row => this.#known.get(key(row)) ?? row);
      rows.forEach(row => this.#known.set(key(row), row));
      this.#pages.set(page, rows);
      this.#forgetFar(page);
      if (this.#index >= 0 && !this.#isShown(this.#selected)) this.#choose(this.#index);
      this.#draw();
    } catch {
      // Its rows stay empty for a while, and are then asked for again if they are still looked at.
      setTimeout(() => {
        if (generation !== this.#generation) return;
        this.#pages.delete(page);
        this.#draw();
      }, AGAIN);
    }
  }

  /** A day on a second screen must not fill the memory. */
  #forgetFar(near) {
    for (const [page, rows] of this.#pages) {
      if (Math.abs(page - near) > 20 && page !== 0) {
        rows.forEach(row => this.#known.delete(key(row)));
        this.#pages.delete(page);
      }
    }
  }

  #at(index) {
    if (index < this.#fresh.length) return this.#fresh[index];
    const below = index - this.#fresh.length;
    const page = Math.floor(below / PAGE);
    if (!this.#pages.has(page)) this.#fetch(page);
    return this.#pages.get(page)?.[below % PAGE];
  }

  #scrolled() {
    if (this.#isAtTop && (this.#pending.size || this.#isStale)) this.reload();
    else this.#draw();
  }

  #sum() {
    const all = this.#fresh.length + this.#total + this.#pending.size;
    this.onSum(all > MAX_ROWS ? `the newest ${number(MAX_ROWS)} of ${number(all)}` : `${number(all)} message${all === 1 ? '' : 's'}`);
    const isWaiting = this.#isStale && !this.#isAtTop;
    this.button.hidden = !this.#pending.size && !isWaiting;
    this.button.textContent = this.#pending.size >= MAX_FRESH ? `more than ${number(MAX_FRESH)} new ↑` : this.#pending.size ? `${number(this.#pending.size)} new ↑` : 'changed ↑';
    this.empty.hidden = all > 0;
    const isFiltered = Object.values(this.#filter).some(Boolean);
    show(this.empty, el('strong', {}, isFiltered ? 'Nothing matches' : 'No messages yet'), isFiltered ? 'Words must be whole; all filters must match.' : 'They appear here as agents send them.');
  }

  #draw() {
    const height = this.#height;
    this.#resize(height);
    const first = Math.max(0, Math.floor(this.rows.scrollTop / height) - SPARE);
    const last = Math.min(this.#count - 1, Math.ceil((this.rows.scrollTop + this.rows.clientHeight) / height) + SPARE);
    for (const [index, shown] of this.#shown) {
      if (index < first || index > last) {
        shown.element.remove();
        this.#shown.delete(index);
      }
    }
    this.rows.removeAttribute('aria-activedescendant');
    let before = null;
    for (let index = last; index >= first; index--) before = this.#place(index, height, before);
  }

  /** Rows are higher where the list is narrow, as it is beside an open message: what one reads stays where it was, and the chosen row in sight. */
  #resize(height) {
    const before = this.#drawn || height;
    this.#drawn = height;
    const top = this.rows.scrollTop / before;
    const wasSeen = this.#index >= top - 1 && this.#index <= top + this.rows.clientHeight / before;
    this.space.style.height = `${this.#count * height}px`;
    if (before === height) return;
    this.rows.scrollTop = top * height;
    if (wasSeen && this.#index >= 0) this.#reveal(this.#index);
  }

  #place(index, height, before) {
    const row = this.#at(index);
    let shown = this.#shown.get(index);
    if (!shown || shown.row !== row || shown.row === null) {
      const element = row ? this.#row(row) : bones();
      if (shown) shown.element.replaceWith(element);
      else this.space.insertBefore(element, before);
      shown = { element, row };
      this.#shown.set(index, shown);
    }
    const isSelected = Boolean(row) && key(row) === this.#selected;
    shown.element.style.transform = `translateY(${index * height}px)`;
    shown.element.setAttribute('aria-posinset', index + 1);
    shown.element.setAttribute('aria-setsize', this.#count);
    shown.element.setAttribute('aria-selected', String(isSelected));
    if (isSelected) {
      this.rows.setAttribute('aria-activedescendant', shown.element.id);
      this.#index = index;
    }
    return shown.element;
  }

  #row(row) {
    return el('div', { class: 'row', role: 'option', id: `row ${key(row)}`.replace(/\s+/g, '-'), 'data-id': row.id, 'aria-label': label(row), onclick: () => this.onOpen(row) },
      el('span', { class: 'at', title: moment(row.sentAt) }, clock(row.sentAt)),
      badge(row.state),
      el('span', { class: 'route' }, route(row)),
      el('span', { class: 'what' }, row.type && el('span', { class: 'type' }, own(line(row.type, 50))), el('span', { class: 'subject' }, own(about(row))), row.reason && el('span', { class: 'why' }, own(line(row.reason)))),
      el('span', { class: 'marks' }, row.attempt > 1 && el('b', { title: `Claimed ${row.attempt} times` }, `×${row.attempt}`), row.isRequest && el('span', { title: 'Somebody waits for an answer' }, 'request'), row.inReplyTo && el('span', {}, row.isLate ? 'late reply' : 'reply'), (row.priority === 'critical' || row.priority === 'high') && el('b', {}, row.priority)));
  }

  #keys(event) {
    if (this.rows.ariaBusy === 'true') return;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    if (event.key === 'Enter' && this.#isShown(this.#selected)) this.onOpen(this.#at(this.#index), true);
    else if (event.key === 'Home' || event.key === 'End' || steps[event.key]) {
      const from = this.#index >= 0 ? this.#index : Math.ceil(this.rows.scrollTop / this.#height) - 1;
      event.preventDefault();
      this.#moveTo(event.key === 'Home' ? 0 : event.key === 'End' ? this.#count - 1 : Math.min(this.#count - 1, Math.max(0, from + steps[event.key])));
    }
  }

  #isShown(selected) { return [...this.#shown.values()].some(shown => shown.row && key(shown.row) === selected); }

  #moveTo(index) {
    this.#reveal(index);
    this.#index = index;
    this.#choose(index);
  }

  #reveal(index) {
    const height = this.#height;
    if (index * height < this.rows.scrollTop) this.rows.scrollTop = index * height;
    else if ((index + 1) * height > this.rows.scrollTop + this.rows.clientHeight) this.rows.scrollTop = (index + 1) * height - this.rows.clientHeight;
  }

  /** Selects the row at a place; if it is yet to come, when it has. */
  #choose(index) {
    const row = this.#at(index);
    if (!row) {
      this.#selected = '';
      return;
    }
    this.#selected = key(row);
    this.#draw();
    this.onOpen(row, false);
  }
}

const bones = () => el('div', { class: 'row loading', 'aria-hidden': 'true' }, el('span', { class: 'bone' }), el('span', { class: 'bone' }), el('span', { class: 'bone' }), el('span', { class: 'bone' }));
