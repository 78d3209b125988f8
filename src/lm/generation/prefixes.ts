/**
 * Keys and values of beginnings that many conversations share (instructions), so that each is computed once. Looked up
 * by the exact token ids; the least recently used one makes room.
 */
import type { SavedPrefix } from './cache.ts';

const CAPACITY = 16;

export class PrefixStore {
  private readonly saved = new Map<string, SavedPrefix>();

  get(ids: readonly number[]): SavedPrefix | undefined {
    const key = ids.join();
    const found = this.saved.get(key);
    if (found !== undefined) {
      this.saved.delete(key);
      this.saved.set(key, found);
    }
    return found;
  }

  add(ids: readonly number[], prefix: SavedPrefix): void {
    const oldest = this.saved.keys().next();
    if (this.saved.size >= CAPACITY && !oldest.done) this.saved.delete(oldest.value);
    this.saved.set(ids.join(), prefix);
  }
}
