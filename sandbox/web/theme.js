// Light and dark: as the system has it, unless one was chosen.

const KEY = 'chappe-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

const current = () => stored() ?? (dark.matches ? 'dark' : 'light');

export function applyTheme() {
  document.documentElement.dataset.theme = current();
}

/** Changes to the other one; back to the system's where that is the same. */
export function nextTheme() {
  const next = current() === 'dark' ? 'light' : 'dark';
  try {
    if (next === (dark.matches ? 'dark' : 'light')) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch { /* Without storage it lasts as long as the page. */ }
  document.documentElement.dataset.theme = next;
}

/** The icon of the switch, and what it does. */
export function themeIcon() {
  return document.documentElement.dataset.theme === 'dark' ? ['sun', 'Light'] : ['moon', 'Dark'];
}

dark.addEventListener('change', applyTheme);
applyTheme();
