import axe from 'axe-core'
import { createRoot } from 'react-dom/client'
import { vi } from 'vitest'
import { connect } from '../../client/index.ts'
import { statusStore } from '../../client/status-store.ts'
import { signedOut, useSession } from '../../features/session/index.ts'
import { useSettings } from '../../features/settings/index.ts'
import { useToasts } from '../../ui/index.ts'
import { App } from '../app.tsx'
import { words } from '../features.ts'
import { restart } from '../history.ts'
import { startI18n } from '../i18n.ts'
import { openSession, sessionEnded } from '../session-steps.ts'
import type { FakeBridge } from './fake-bridge.ts'

export interface Running {
  end: () => Promise<void>
}

/** Starts the whole window over a bridge: the real worker, the real store, the real screens. */
export async function startApp(bridge: FakeBridge, path = '/'): Promise<Running> {
  Object.defineProperty(window, 'fieldfile', { value: bridge, configurable: true })
  const worker = new Worker(new URL('../worker.ts', import.meta.url), { type: 'module' })
  const connection = connect(worker, bridge)
  const info = await bridge.call('app.info', null)
  const parts = { bridge, connection, info }
  useSettings.setState({ settings: bridge.settings })
  useSession.setState(signedOut)
  startI18n(bridge.settings.language, words)
  statusStore.setState(statusStore.getInitialState(), true)
  restart(path)
  if (bridge.session) openSession(parts, bridge.session)
  const off = [
    bridge.on('settings.changed', (settings) => useSettings.setState({ settings })),
    bridge.on('session.ended', ({ code }) => sessionEnded(parts, code))
  ]
  const host = document.createElement('div')
  host.id = 'root'
  document.body.append(host)
  const root = createRoot(host)
  root.render(<App parts={parts} />)
  return {
    end: async () => {
      // Queries outlive their last reader a little; the next test must not meet them.
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      root.unmount()
      vi.advanceTimersByTime(5_000)
      vi.useRealTimers()
      for (const stop of off) stop()
      connection.stop()
      connection.dispose()
      worker.terminate()
      useToasts.setState({ toast: null })
      document.body.replaceChildren()
      window.history.replaceState(null, '', '#')
      sessionStorage.clear()
      localStorage.clear()
      for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name)
    }
  }
}

export async function barriers(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { resultTypes: ['violations'] })
  return violations.map(
    (v) => `${v.id}: ${v.nodes.map((n) => `${n.html.slice(0, 200)} ${n.failureSummary}`).join('\n  ')}`
  )
}
