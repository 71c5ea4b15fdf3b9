import type { ImportBatchView, ImportSettings } from '@fieldfile/protocol'
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { importCall } from '../../client/import-call.ts'
import { codeOf, networkCodes } from './failure.ts'
import { useWhenBack } from './use-network.ts'

export interface ImportState {
  view: ImportBatchView | null
  /** What the person sees and edits; ahead of `view` while a change is on its way. */
  settings: ImportSettings | null
  /** Changes that the rows have not been checked against yet. */
  checking: boolean
  /** Being written or taken back. */
  running: 'commit' | 'revert' | null
  code: string | null
  /** Counts answers: what is derived from the rows is asked anew with it. */
  version: number
  change: (patch: Partial<ImportSettings>) => void
  retry: () => void
  commit: () => void
  revert: () => void
}

/** A person who clicks through a list makes many changes at once. */
const restMs = 400

/** One import on the server. Every change is sent as a whole and checked there; what is not sent yet is never lost. */
export function useImport(id: string): ImportState {
  const [view, setView] = useState<ImportBatchView | null>(null)
  const [settings, setSettings] = useState<ImportSettings | null>(null)
  const [running, setRunning] = useState<ImportState['running']>(null)
  const [code, setCode] = useState<string | null>(null)
  const [checking, setChecking] = useState(false)
  const [version, setVersion] = useState(0)
  const wanted = useRef<ImportSettings | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const sending = useRef(false)

  const take = useCallback((next: ImportBatchView) => {
    setView(next)
    setVersion((n) => n + 1)
    setCode(null)
    // What was changed while the answer was on its way stands.
    if (!wanted.current) setSettings(next.settings)
  }, [])
  const load = useCallback(async () => {
    try {
      const next = await importCall('get', id)
      take(next)
      return next.state
    } catch (error) {
      setCode(codeOf(error))
      return null
    }
  }, [id, take])
  const send = useCallback(async () => {
    if (sending.current) return
    sending.current = true
    while (wanted.current) {
      const sent = wanted.current
      try {
        const next = await importCall('map', id, sent)
        if (wanted.current === sent) wanted.current = null
        take(next)
      } catch (error) {
        setCode(codeOf(error))
        break
      }
    }
    sending.current = false
    setChecking(wanted.current !== null)
  }, [id, take])
  const change = (patch: Partial<ImportSettings>) => {
    if (!settings) return
    const next = { ...settings, ...patch }
    wanted.current = next
    setSettings(next)
    setChecking(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void send(), restMs)
  }
  const run = async (step: 'commit' | 'revert') => {
    setRunning(step)
    setCode(null)
    try {
      take(await importCall(step, id))
    } catch (error) {
      // The answer may have got lost on the way: what the server has counts.
      const state = await load()
      if (state !== (step === 'commit' ? 'committed' : 'reverted')) setCode(codeOf(error))
    }
    setRunning(null)
  }
  const retry = () => void (wanted.current ? send() : load())

  useEffect(() => {
    const first = setTimeout(() => void load(), 0)
    return () => clearTimeout(first)
  }, [load])
  // Leaving the page sends what rests.
  const leave = useEffectEvent(() => {
    clearTimeout(timer.current)
    if (wanted.current) void send()
  })
  useEffect(() => () => leave(), [])
  useWhenBack(code !== null && networkCodes.has(code), retry)

  return {
    view,
    settings,
    checking,
    running,
    code,
    version,
    change,
    retry,
    commit: () => void run('commit'),
    revert: () => void run('revert')
  }
}
