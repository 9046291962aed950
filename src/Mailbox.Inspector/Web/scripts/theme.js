import { byId } from './dom.js';

const NEXT = { auto: 'dark', dark: 'light', light: 'auto' };
const SIGN = { auto: '◐', dark: '●', light: '○' };
const NAME = { auto: 'as the system', dark: 'dark', light: 'light' };

export function start() {
  const button = byId('theme');
  let theme = NEXT[localStorage.getItem('theme')] ? localStorage.getItem('theme') : 'auto';
  const apply = () => {
    document.documentElement.dataset.theme = theme;
    button.textContent = SIGN[theme];
    button.setAttribute('aria-label', `Colours: ${NAME[theme]}`);
    button.title = `Colours: ${NAME[theme]}`;
  };
  button.addEventListener('click', () => {
    theme = NEXT[theme];
    localStorage.setItem('theme', theme);
    apply();
  });
  apply();
}
