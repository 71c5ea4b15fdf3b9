import { lazy, Suspense, type ComponentType, type LazyExoticComponent, type ReactNode } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { ErrorBoundary } from './error-boundary.tsx'
import { screens, type FeatureRoute } from './features.ts'
import { Loading } from './loading.tsx'
import { NotFound, RecordRedirect } from './no-screen.tsx'

type ScreenComponent = ComponentType<{ params: Readonly<Record<string, string | undefined>> }>
type Screen = LazyExoticComponent<ScreenComponent>
const loaded = new Map<FeatureRoute, Screen>()
function screenOf(route: FeatureRoute): Screen {
  let screen = loaded.get(route)
  if (!screen) loaded.set(route, (screen = lazy(route.screen as () => Promise<{ default: ScreenComponent }>)))
  return screen
}

/** The screen of the current path; each is fetched when it is first opened. */
export function Routes(): ReactNode {
  const [path] = useLocation()
  return (
    <ErrorBoundary resetKey={path}>
      <Suspense fallback={<Loading />}>
        <Switch>
          {screens.map((route) => {
            const Screen = screenOf(route)
            return (
              <Route key={route.path} path={route.path}>
                {(params) => <Screen params={params as Readonly<Record<string, string | undefined>>} />}
              </Route>
            )
          })}
          <Route path="/record/:id">{({ id }) => <RecordRedirect id={id} />}</Route>
          <Route>
            <NotFound path={path} />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  )
}
