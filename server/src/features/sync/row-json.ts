/** A record `r` as a `Row` of the protocol, in PostgreSQL's words. */
export const rowJson = `'{"type":', to_json(r.type), ',"id":"', r.id, '","rootId":', coalesce(to_json(r.root_id)::text, 'null'),
  ',"seq":', r.seq, ',"deleted":', r.deleted::text, ',"body":', r.body::text, ',"meta":', r.field_meta::text, '}'`
