// Which panes were open, kept for when the page is loaded again.

const KEY = 'chappe-panes';

export function remember(state) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(state));
  } catch { /* Without storage the page begins anew each time. */ }
}

export function remembered() {
  try {
    const state = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    return { panes: Array.isArray(state.panes) ? state.panes : [], active: state.active ?? 0, inspector: state.inspector };
  } catch {
    return { panes: [], active: 0, inspector: undefined };
  }
}
