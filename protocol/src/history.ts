/**
 * What does not change any more once written and is read with its account (ADR 0010). Everything else is hot: in a device's
 * memory from unlock on. Visits are hot also when closed, because the planner, reminders and lists ask for them across
 * accounts.
 */
export const historyTypes: readonly string[] = ['interaction', 'visitReport']

/** Whether records of a type may lie unread on a device. A facet lies where its record does. */
export const isHistory = (type: string): boolean => historyTypes.includes(type.split(':', 1)[0]!)
