// Puts the page together: one view at a time, and what happens told to those it concerns.

import { byId, el, show } from './dom.js';
import { listen } from './api.js';
import { line, number } from './text.js';
import { change, go, read } from './route.js';
import { agents, tiles } from './glance.js';
import { MessagesView } from './messages.js';
import { ConversationView } from './conversation.js';
import { TasksView } from './tasks.js';
import { RoomsView } from './rooms.js';
import { Detail } from './detail.js';
import { compose } from './dialogs.js';
import * as theme from './theme.js';

const views = { messages: new MessagesView(), conversation: new ConversationView(), tasks: new TasksView(), rooms: new RoomsView() };
const detail = new Detail();
let team = null;
let wasLost = false;

async function enter() {
  const { view, query } = read();
  const isNarrow = matchMedia('(max-width: 1099px)').matches;
  const current = view === 'agents' && isNarrow ? 'agents' : Object.hasOwn(views, view) ? view : 'messages';
  document.body.dataset.view = current;
  document.querySelectorAll('.tabs a').forEach(tab => current === tab.dataset.view ? tab.setAttribute('aria-current', 'page') : tab.removeAttribute('aria-current'));
  byId('tiles').hidden = current === 'conversation';
  if (document.activeElement !== byId('q')) byId('q').value = query.q ?? '';
  glance();
  detail.open(query.open, query.to);
  await views[current]?.enter(byId('view'), query);
}

function glance() {
  if (!team) return;
  tiles(team);
  agents(team);
}

function told(now) {
  team = now;
  byId('trouble').hidden = true;
  document.title = `${team.dead ? `(${team.dead} dead) ` : ''}${line(team.team, 60)} – Mailbox`;
  byId('team-name').textContent = line(team.team, 60);
  byId('team-lead').textContent = { alive: 'lead is there', gone: 'lead has gone' }[team.lead] ?? '';
  byId('mode').textContent = team.isWritable ? 'can write' : 'read-only';
  byId('mode').className = team.isWritable ? 'pill writes' : 'pill';
  byId('compose').hidden = !team.isWritable;
  byId('tasks-count').textContent = number(Object.values(team.tasks).reduce((sum, count) => sum + count, 0));
  byId('rooms-count').textContent = number(team.rooms.length);
  byId('agents-count').textContent = number(team.agents.length);
  glance();
  detail.team(team);
  Object.values(views).forEach(view => view.team?.(team));
}

listen({
  open() {
    byId('live').textContent = 'live';
    byId('live').className = 'live on';
    if (wasLost) {
      wasLost = false;
      views.messages.list.reload();
      enter();
    }
  },
  closed() {
    wasLost = true;
    byId('live').textContent = 'connecting';
    byId('live').className = 'live off';
  },
  team: told,
  messages(rows) {
    Object.values(views).forEach(view => view.live(rows));
    detail.live(rows);
  },
  lost() { views.messages.list.reload(); },
  trouble({ error }) {
    byId('trouble').textContent = line(error, 400);
    byId('trouble').hidden = false;
  },
});

byId('search').addEventListener('submit', event => {
  event.preventDefault();
  search();
  views.messages.list.focus();
});

let typing = 0;
byId('q').addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(search, 250);
});

function search() {
  clearTimeout(typing);
  const { view, query } = read();
  const q = byId('q').value.trim();
  if (view === 'messages' || view === '') change({ q });
  else if (q) go('messages', { q, open: query.open });
}

document.addEventListener('keydown', event => {
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    byId('q').select();
  } else if (event.key === 'Escape' && !document.querySelector('dialog[open]')) {
    if (event.target === byId('q')) views.messages.list.focus();
    else if (read().query.open) {
      change({ open: '', to: '' });
      views.messages.list.focus();
    } else if (byId('q').value) {
      byId('q').value = '';
      search();
    }
  } else if (event.key === 'ArrowDown' && event.target === byId('q')) {
    event.preventDefault();
    views.messages.list.focus();
  }
});

byId('skip').addEventListener('click', event => {
  event.preventDefault();
  byId('main').focus();
});
matchMedia('(max-width: 1099px)').addEventListener('change', enter);
byId('compose').addEventListener('click', () => compose(team, read().query.agent));
addEventListener('hashchange', enter);
setInterval(glance, 5000);
setInterval(() => views.tasks.tick(), 3000);
theme.start();
show(byId('detail'), el('div', {}));
enter();
