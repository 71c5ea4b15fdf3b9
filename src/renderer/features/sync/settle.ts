import type { Change } from '../../client/index.ts'
import type { ConflictView } from './queries.ts'

export type Choice = { take: 'winner' } | { take: 'loser' } | { take: 'third'; value: unknown }

/**
 * The changes that settle a conflict: an ordinary edit of the field where another value is chosen, and the conflict's
 * own step, in one group, so that undo takes both back.
 */
export function settle(conflict: ConflictView, choice: Choice): Change[] {
  const { id, recordType, recordId, field, reason, loser } = conflict
  const step = (event: string): Change => ({ type: 'conflict', id, kind: 'edit', step: { event } })
  if (choice.take === 'winner') return [{ ...step('keep'), settles: id }]
  if (reason !== 'concurrent') return [{ type: recordType, id: recordId, kind: 'delete', settles: id }, step('restore')]
  const value = choice.take === 'loser' ? loser.value : choice.value
  return [
    { type: recordType, id: recordId, kind: 'edit', values: { [field]: value ?? null }, settles: id },
    step(choice.take === 'loser' ? 'restore' : 'merge')
  ]
}
