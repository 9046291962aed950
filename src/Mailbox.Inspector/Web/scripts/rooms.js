// Rooms with their posts, and what was published to topics.

import { el, own, show } from './dom.js';
import { get } from './api.js';
import { clock, line, moment, number, visible } from './text.js';
import { link } from './route.js';

const TOPICS = '**';

export class RoomsView {
  #rooms = [];
  #name = '';
  #seen = '';

  constructor() {
    this.names = el('nav', { 'aria-label': 'Rooms' });
    this.posts = el('ol', { class: 'posts', tabindex: '0', 'aria-label': 'Posts' });
    this.element = el('div', { class: 'rooms' }, this.names, this.posts);
  }

  async enter(root, { name }) {
    show(root, this.element);
    this.#name = name ?? this.#rooms[0]?.name ?? '';
    this.#seen = '';
    this.#list();
    await this.#load();
  }

  team(team) {
    this.#rooms = team.rooms;
    if (!this.element.isConnected) return;
    if (!this.#name && team.rooms.length) this.#name = team.rooms[0].name;
    this.#list();
    this.#load();
  }

  live() { }

  #list() {
    const text = JSON.stringify([this.#rooms, this.#name]);
    if (text === this.listed) return;
    this.listed = text;
    show(this.names,
      this.#rooms.map(room => entry(link('rooms', { name: room.name }), `#${line(room.name, 60)}`, `${room.visibility} · ${room.members.length} member${room.members.length === 1 ? '' : 's'} · last post ${number(room.lastPost)}`, room.name === this.#name, line([room.description, room.members.join(', ')].filter(Boolean).join('\n'), 400))),
      entry(link('rooms', { name: TOPICS }), 'Topics', 'what was published', this.#name === TOPICS));
  }

  async #load() {
    const name = this.#name;
    const room = this.#rooms.find(one => one.name === name);
    if (room && this.#seen === `${name} ${room.lastPost}`) return;
    if (!name) {
      show(this.posts, el('li', { class: 'empty' }, el('strong', {}, 'No rooms'), 'Rooms that agents make, and what they publish to topics, appear here.'));
      return;
    }
    try {
      const { last, posts } = name === TOPICS ? await get(['publications']) : await get(['posts'], { room: name });
      if (name !== this.#name || this.#seen === `${name} ${last}`) return;
      this.#seen = `${name} ${last}`;
      this.#show(posts);
    } catch (error) {
      if (name === this.#name) show(this.posts, el('li', { class: 'empty' }, el('strong', {}, 'Not there'), error.message));
    }
  }

  #show(posts) {
    const isAtEnd = this.posts.scrollTop + this.posts.clientHeight >= this.posts.scrollHeight - 40;
    const isPart = posts.length > 0 && posts[0].number > 1;
    show(this.posts, isPart && el('li', { class: 'faint' }, `The newest ${number(posts.length)}; earlier ones are not shown.`), posts.length ? posts.map(post => el('li', {},
      el('div', { class: 'by' }, el('strong', {}, own(line(post.from, 60))), el('time', { datetime: post.at, title: moment(post.at) }, clock(post.at)), el('span', { class: 'number' }, own(line(post.topic ?? String(post.number), 60)))),
      post.subject && el('p', {}, own(line(post.subject))),
      !(post.subject && isPayload(post.text)) && el('p', {}, own(visible(post.text))))) : el('li', { class: 'empty' }, 'Nothing yet.'));
    if (isAtEnd) this.posts.scrollTop = this.posts.scrollHeight;
  }
}

/** Of an event the subject says it all. */
const isPayload = text => text.startsWith('{"type":');

const entry = (href, name, about, isOn, title) => el('a', { href, title, 'aria-current': isOn ? 'page' : null }, el('strong', {}, own(name)), el('span', {}, about));
