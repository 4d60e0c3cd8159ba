// The feed: events as they come, over a connection that is made again whenever it breaks.

import { eventsUrl } from './api.js';

const FIRST_WAIT = 400;
const LONGEST_WAIT = 8_000;
/** The server says something at least every 15 seconds, but comments are not told to pages; so only opening is timed. */
const OPENING = 10_000;

export class Live {
  /**
   * @param {{ position: () => {seq: number, boot: string}, event: (event: any, seq: number) => void,
   *   state: (state: 'live' | 'waiting') => void, reset: () => Promise<void> }} wants
   */
  constructor(wants) {
    this.wants = wants;
    this.wait = FIRST_WAIT;
    this.source = null;
    this.timer = 0;
    window.addEventListener('online', () => this.again(0));
    window.addEventListener('pagehide', () => this.close());
    window.addEventListener('pageshow', (event) => event.persisted && this.again(0));
  }

  open() {
    this.close();
    const { seq, boot } = this.wants.position();
    const source = new EventSource(eventsUrl(seq, boot));
    this.source = source;
    this.timer = setTimeout(() => this.lost(source), OPENING);
    source.onopen = () => {
      clearTimeout(this.timer);
      this.wait = FIRST_WAIT;
      this.wants.state('live');
    };
    source.onmessage = ({ data, lastEventId }) => {
      let event;
      try {
        event = JSON.parse(data);
      } catch {
        return;
      }
      if (event.type === 'reset') this.reset(source);
      else this.wants.event(event, Number(lastEventId));
    };
    // The browser's own attempts would ask for the old position of a server that is new.
    source.onerror = () => this.lost(source);
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  async reset(source) {
    if (source !== this.source) return;
    this.close();
    try {
      await this.wants.reset();
      this.open();
    } catch {
      this.again();
    }
  }

  lost(source) {
    if (source !== this.source) return;
    this.close();
    this.wants.state('waiting');
    this.again();
  }

  again(after = this.wait) {
    clearTimeout(this.timer);
    // Not all pages at once, when a server comes back to many.
    this.timer = setTimeout(() => this.open(), after * (0.8 + Math.random() * 0.4));
    this.wait = Math.min(this.wait * 1.7, LONGEST_WAIT);
  }
}
