// Rooms with their posts, and what was published to topics.

import { el, own, show } from './dom.js';
import { get } from './api.js';
import { clock, line, moment, number, visible } from './text.js';
import { link } from './route.js';

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
      this.#rooms.map(room => entry(link('rooms', { name: room.name }), `#${line(room.name, 60)}`, `${room.visibility} · ${room.members.length} member${room.members.length === 1 ? '' : 's'} · ${number(room.lastPost)} posts`, room.name === this.#name, line([room.description, room.members.join(', ')].filter(Boolean).join('\n'), 400))),
      entry(link('rooms', { name: '**' }), 'Topics', 'what was published', this.#name === '**'));
  }

  async #load() {
    const room = this.#rooms.find(one => one.name === this.#name);
    const seen = room ? `${room.name} ${room.lastPost}` : `${this.#name} ${Date.now()}`;
    if (seen === this.#seen) return;
    this.#seen = seen;
    if (!this.#name) {
      show(this.posts, el('li', { class: 'empty' }, el('strong', {}, 'No rooms'), 'Rooms that agents make, and what they publish to topics, appear here.'));
      return;
    }
    const name = this.#name;
    let posts;
    try {
      posts = name === '**' ? (await get(['topics'])).published.map(one => ({ ...one, number: one.topic })) : await get(['posts'], { room: name });
    } catch (error) {
      show(this.posts, el('li', { class: 'empty' }, el('strong', {}, 'Not there'), error.message));
      return;
    }
    if (name !== this.#name) return;
    const isAtEnd = this.posts.scrollTop + this.posts.clientHeight >= this.posts.scrollHeight - 40;
    show(this.posts, posts.length ? posts.map(post => el('li', {},
      el('div', { class: 'by' }, el('strong', {}, own(line(post.from, 60))), el('time', { datetime: post.at, title: moment(post.at) }, clock(post.at)), el('span', { class: 'number' }, own(line(String(post.number), 60)))),
      el('p', {}, own(visible(post.subject || post.text))))) : el('li', { class: 'empty' }, 'Nothing yet.'));
    if (isAtEnd) this.posts.scrollTop = this.posts.scrollHeight;
  }
}

const entry = (href, name, about, isOn, title) => el('a', { href, title, 'aria-current': isOn ? 'page' : null }, el('strong', {}, own(name)), el('span', {}, about));
