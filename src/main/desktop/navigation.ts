export interface Navigation {
  /** Opens a path in the window, now or when there is someone to see it. The last one wins. */
  open(path: string): void
  /** The window's worker listens, and someone is signed in. Until then a path is held. */
  setReady(part: 'window' | 'session', isReady: boolean): void
}

/** Holds what a link or a reminder asked for until there is a session and a window that can show it. */
export function createNavigation(send: (path: string) => void): Navigation {
  const ready = { window: false, session: false }
  let held: string | null = null
  function deliver(): void {
    if (held === null || !ready.window || !ready.session) return
    const path = held
    held = null
    send(path)
  }
  return {
    open(path) {
      held = path
      deliver()
    },
    setReady(part, isReady) {
      ready[part] = isReady
      deliver()
    }
  }
}
