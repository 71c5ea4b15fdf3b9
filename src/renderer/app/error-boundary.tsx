import { Button } from 'antd'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Page, Panel, StatusTag } from '../ui/index.ts'
import css from './app.module.css'

interface Props {
  children: ReactNode
  /** Another value tries again: a new path. */
  resetKey: string
}

interface State {
  error: Error | null
  resetKey: string
}

/** A screen that fails takes neither the shell nor what was saved with it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, resetKey: this.props.resetKey }
  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
  static getDerivedStateFromProps({ resetKey }: Props, before: State): State | null {
    return resetKey === before.resetKey ? null : { error: null, resetKey }
  }
  override render(): ReactNode {
    if (!this.state.error) return this.props.children
    return <Failed error={this.state.error} onRetry={() => this.setState({ error: null })} />
  }
}

function Failed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation('app')
  return (
    <Page title={t('screenFailed')}>
      <Panel>
        <div className={css.failed} role="alert">
          <StatusTag tone="danger">{error.name}</StatusTag>
          <p>{t('screenFailedHow')}</p>
          <code className={css.code}>{error.message}</code>
          <Button onClick={onRetry}>{t('openAgain')}</Button>
        </div>
      </Panel>
    </Page>
  )
}
