import { useStore } from 'zustand'
import type { Status } from '../replica/messages.ts'
import { statusStore } from './status-store.ts'

/** Where this device stands: the whole status, or the part a selector picks. */
export function useStatus(): Status
export function useStatus<T>(select: (status: Status) => T): T
export function useStatus(select: (status: Status) => unknown = (status) => status): unknown {
  return useStore(statusStore, select)
}
