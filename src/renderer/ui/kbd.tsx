import css from './kbd.module.css'

/** A key or a chord: `Ctrl K`. */
export const Kbd = ({ children }: { children: string }) => <kbd className={css.kbd}>{children}</kbd>
