// Pressed buttons that wait for an answer. Answers come by the feed, perhaps before the press is told to have been one.

/** Bots that do not answer leave a button busy so long. */
const PATIENCE = 15_000;

class Queries {
  constructor() {
    this.waiting = new Map();
    this.answered = new Set();
  }

  /** Runs something when a query is answered, or nobody answered for long. */
  wait(id, done) {
    if (this.answered.delete(id)) return done();
    const timer = setTimeout(() => this.answer(id), PATIENCE);
    this.waiting.set(id, () => {
      clearTimeout(timer);
      done();
    });
    return undefined;
  }

  answer(id) {
    const done = this.waiting.get(id);
    if (this.waiting.delete(id)) return done();
    this.answered.add(id);
    if (this.answered.size > 200) this.answered.delete(this.answered.values().next().value);
    return undefined;
  }
}

export const queries = new Queries();
