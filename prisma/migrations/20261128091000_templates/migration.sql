-- Where a part of the shop came from, and what its template said of it then: the base of the next merge.
CREATE TABLE template_parts (
  part_id text PRIMARY KEY,
  template_id text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  kind text NOT NULL,
  -- The number that this shop gave it; a definition and a field keep their id.
  local_id text NOT NULL,
  -- Null: it belongs to another part, as a tag to its group.
  base jsonb,
  installed_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX template_parts_kind_local_id_key ON template_parts (kind, local_id);
CREATE INDEX template_parts_template_id_idx ON template_parts (template_id);
