-- What flows ask of customers: one question a visit of the step.
CREATE TABLE flow_asks (
  token text NOT NULL,
  instance_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  store_id uuid,
  act text NOT NULL,
  title text NOT NULL,
  note text NOT NULL DEFAULT '',
  about text NOT NULL DEFAULT '',
  outcomes text[],
  state text NOT NULL,
  outcome text,
  opened_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  CONSTRAINT flow_asks_pkey PRIMARY KEY (token),
  CONSTRAINT flow_asks_instance_id_fkey FOREIGN KEY (instance_id) REFERENCES flow_instances(id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX flow_asks_customer_id_state_idx ON flow_asks (customer_id, state);
CREATE INDEX flow_asks_instance_id_idx ON flow_asks (instance_id);
ALTER TABLE flow_asks ADD CONSTRAINT flow_asks_values CHECK (state IN ('open', 'done', 'closed') AND (state = 'open') = (ended_at IS NULL));
