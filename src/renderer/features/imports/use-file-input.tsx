import { useRef, type ReactNode } from 'react'
import css from './imports.module.css'

/** The system's own file dialog, opened by a button or a key. */
export function useFileInput(onFile: (file: File) => void): { input: ReactNode; open: () => void } {
  const field = useRef<HTMLInputElement>(null)
  return {
    open: () => field.current?.click(),
    input: (
      <input
        ref={field}
        className={css.file}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        tabIndex={-1}
        aria-hidden
        onChange={(event) => {
          const [file] = event.target.files ?? []
          // The same file may be chosen again after it was corrected.
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
    )
  }
}
