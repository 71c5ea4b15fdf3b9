import { create } from 'zustand'

export interface Toast {
  id: number
  /** What happened, with number and name: `Visit moved to Thu 14:00`. */
  text: string
  /** Takes it back. Without it the toast only tells. */
  undo?: () => void
}

interface Toasts {
  /** The newest only: undo reaches one step back. */
  toast: Toast | null
  show: (toast: Omit<Toast, 'id'>) => void
  undo: () => void
  dismiss: () => void
}

let last = 0

export const useToasts = create<Toasts>()((set, get) => ({
  toast: null,
  show: (toast) => set({ toast: { ...toast, id: ++last } }),
  undo: () => {
    const undo = get().toast?.undo
    if (!undo) return
    set({ toast: null })
    undo()
  },
  dismiss: () => set({ toast: null })
}))
