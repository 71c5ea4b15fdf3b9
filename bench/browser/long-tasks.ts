const tick = 4

/** What keeps the window's thread from answering: tasks of 50 ms and more, and the longest time it did not turn. */
export class LongTasks {
  #long: number[] = []
  #gaps: number[] = []
  #observer: PerformanceObserver | undefined
  #timer: ReturnType<typeof setInterval> | undefined

  begin(): void {
    this.#long = []
    this.#gaps = []
    this.#observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.#long.push(duration)
    })
    this.#observer.observe({ type: 'longtask' })
    let last = performance.now()
    this.#timer = setInterval(() => {
      const now = performance.now()
      this.#gaps.push(now - last - tick)
      last = now
    }, tick)
  }
  /** `longest` also counts the time that other programs had the processor. */
  end(): { longest: number; over50: number; p99: number } {
    clearInterval(this.#timer)
    for (const { duration } of this.#observer?.takeRecords() ?? []) this.#long.push(duration)
    this.#observer?.disconnect()
    const sorted = this.#gaps.toSorted((a, b) => a - b)
    return {
      longest: Math.max(0, sorted.at(-1) ?? 0, ...this.#long),
      over50: this.#long.length,
      p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0
    }
  }
}
