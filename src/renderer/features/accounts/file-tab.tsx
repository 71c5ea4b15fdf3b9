import { types } from '@fieldfile/protocol/entities/index'
import { RecordForm } from '../../ui/record/index.ts'
import type { TabProps } from './account-screen.tsx'

/** Every field of the customer, and those that live apart. */
export function FileTab({ file, context, saver }: TabProps) {
  return (
    <RecordForm
      type={types.get('account')!}
      view={file.account}
      context={context}
      hide={['namePinyin', 'phoneIndex']}
      {...saver('account', file.account.id)}
    >
      <RecordForm nested type={types.get('account:credit')!} view={file.credit} context={context} />
    </RecordForm>
  )
}
