/** The zone of this computer, IANA. */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
