import axe from 'axe-core'
import i18next, { changeLanguage, use as useModule } from 'i18next'
import { Suspense, lazy, useSyncExternalStore, type ComponentType } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { initReactI18next } from 'react-i18next'
import { Route, Router, Switch } from 'wouter'
import { UiProvider, UndoToast, useToasts, type Density, type ThemeMode } from '../../index.ts'

interface RouteOf {
  path: string
  screen: () => Promise<{ default: ComponentType }>
}
type WordsInBoth = { zh: Readonly<Record<string, string>>; en: Readonly<Record<string, string>> }

export interface Shown {
  /** Where the window is. */
  path: () => string
  go: (path: string) => void
}

/** Where a window without an address bar is. */
function places(start: string) {
  let at = start
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const go = (path: string) => {
    at = path
    for (const listener of listeners) listener()
  }
  const pathname = () => at.split('?', 1)[0]!
  return { path: () => at, go, useLocation: (): [string, typeof go] => [useSyncExternalStore(subscribe, pathname), go] }
}

let root: Root | undefined

export function cleanUp(): void {
  root?.unmount()
  root = undefined
  useToasts.setState({ toast: null })
  document.body.replaceChildren()
}

export interface ShowOptions {
  path: string
  language?: 'zh-CN' | 'en'
  mode?: ThemeMode
  density?: Density
}

/** Shows a feature's routes as the app would, without its shell. */
export async function showScreen(
  routes: readonly RouteOf[],
  words: Readonly<Record<string, WordsInBoth>>,
  { path, language = 'zh-CN', mode = 'light', density = 'desk' }: ShowOptions
): Promise<Shown> {
  cleanUp()
  if (!i18next.isInitialized)
    await useModule(initReactI18next).init({ lng: language, resources: {}, interpolation: { escapeValue: false } })
  for (const [noun, { zh, en }] of Object.entries(words)) {
    i18next.addResourceBundle('zh-CN', noun, zh)
    i18next.addResourceBundle('en', noun, en)
  }
  await changeLanguage(language)
  const place = places(path)
  const host = document.createElement('div')
  host.id = 'root'
  document.body.append(host)
  const screens = routes.map((route) => ({ path: route.path, Screen: lazy(route.screen) }))
  root = createRoot(host)
  root.render(
    <UiProvider mode={mode} density={density}>
      <Router hook={place.useLocation}>
        <main>
          <Suspense>
            <Switch>
              {screens.map(({ path: at, Screen }) => (
                <Route key={at} path={at} component={Screen} />
              ))}
            </Switch>
          </Suspense>
        </main>
      </Router>
      <UndoToast />
    </UiProvider>
  )
  await document.fonts.ready
  return { path: place.path, go: place.go }
}

/** What axe finds, in words. */
export async function barriers(): Promise<string[]> {
  const found = await axe.run(document.body, { resultTypes: ['violations'] })
  return found.violations.map(
    (v) => `${v.id}: ${v.nodes.map((n) => `${n.html.slice(0, 160)} ${n.failureSummary}`).join('\n  ')}`
  )
}
