/** A map that evicts the least recently used entry when it is full. */
export class LruCache<T> {
  readonly #entries = new Map<string, T>();

  readonly #onEvict: (value: T) => void;
  readonly capacity: number;

  constructor(capacity: number, onEvict: (value: T) => void) {
    this.capacity = capacity;
    this.#onEvict = onEvict;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): T | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }

  set(key: string, value: T): void {
    this.#entries.set(key, value);
    for (const [oldest, evicted] of this.#entries) {
      if (this.#entries.size <= this.capacity) break;
      this.#entries.delete(oldest);
      this.#onEvict(evicted);
    }
  }

  /** Evicts the entries whose keys are wanted. */
  deleteAll(wanted: (key: string) => boolean): void {
    for (const [key, value] of this.#entries) {
      if (!wanted(key)) continue;
      this.#entries.delete(key);
      this.#onEvict(value);
    }
  }

  clear(): void {
    for (const value of this.#entries.values()) this.#onEvict(value);
    this.#entries.clear();
  }
}
