import { FieldfileError, type ErrorCode, type Refusal } from '@fieldfile/protocol'

/** A write that was not accepted, with the code a person is told and the field it is about. */
export class WriteRefused extends FieldfileError {
  constructor(code: ErrorCode, field?: string) {
    super(code, field === undefined ? undefined : { field })
    this.name = 'WriteRefused'
  }
  static from = ({ code, field }: Refusal): WriteRefused => new WriteRefused(code, field)
}
