import type { IpcCalls } from '@fieldfile/protocol'
import { createRoot } from 'react-dom/client'
import { connect } from '../client/index.ts'
import { useSession } from '../features/session/index.ts'
import { useSettings } from '../features/settings/index.ts'
import { App } from './app.tsx'
import type { AppParts } from './context.ts'
import { words } from './features.ts'
import { navigate } from './history.ts'
import { startI18n } from './i18n.ts'
import { openSession, sessionEnded } from './session-steps.ts'

const bridge = window.fieldfile
const call = <K extends keyof IpcCalls>(channel: K, argument: IpcCalls[K]['in']) => bridge.call(channel, argument)

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
const connection = connect(worker, bridge)
const [settings, info, session] = await Promise.all([
  call('settings.get', null),
  call('app.info', null),
  call('session.current', null)
])
const parts: AppParts = { bridge, connection, info }

useSettings.setState({ settings })
startI18n(settings.language, words)
if (session) openSession(parts, session)
bridge.on('settings.changed', (changed) => useSettings.setState({ settings: changed }))
bridge.on('session.ended', ({ code }) => sessionEnded(parts, code))
bridge.on('nav.open', ({ path }) => {
  if (useSession.getState().session) navigate(path)
})

createRoot(document.querySelector('#root')!).render(<App parts={parts} />)
