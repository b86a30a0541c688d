export const START = `
CREATE TABLE space (id TEXT PRIMARY KEY, setup_hash TEXT NOT NULL, created_at TEXT NOT NULL) STRICT;

CREATE TABLE roster_entry (n INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;

CREATE TABLE credential (
  key_id TEXT PRIMARY KEY, auth_hash TEXT NOT NULL UNIQUE, voucher TEXT
) STRICT;

CREATE TABLE sealing (
  recipient_key_id TEXT NOT NULL, epoch INTEGER NOT NULL, sender_key_id TEXT NOT NULL,
  encapsulated_key TEXT NOT NULL, wrapped_key TEXT NOT NULL,
  PRIMARY KEY (recipient_key_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent (
  id TEXT PRIMARY KEY, api_key_id TEXT NOT NULL, name TEXT NOT NULL,
  created_at TEXT NOT NULL, last_seen_at TEXT NOT NULL,
  UNIQUE (api_key_id, name)
) STRICT;

CREATE TABLE session (
  id TEXT PRIMARY KEY, status TEXT NOT NULL, api_key_id TEXT NOT NULL,
  agent_id TEXT NOT NULL REFERENCES agent (id), key_id TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, last_seq INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_update ON session (updated_at, id);
CREATE INDEX session_of_api_key ON session (api_key_id, updated_at, id);

CREATE TABLE participant (
  session_id TEXT NOT NULL REFERENCES session (id), member_id TEXT NOT NULL,
  PRIMARY KEY (session_id, member_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_wrapping (
  session_id TEXT NOT NULL REFERENCES session (id), recipient_key_id TEXT NOT NULL, sender_key_id TEXT NOT NULL,
  encapsulated_key TEXT NOT NULL, wrapped_key TEXT NOT NULL,
  PRIMARY KEY (session_id, recipient_key_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE item (
  session_id TEXT NOT NULL REFERENCES session (id), seq INTEGER NOT NULL, id TEXT, kind TEXT NOT NULL,
  sender_type TEXT NOT NULL, sender_key_id TEXT, sender_agent_id TEXT, received_at TEXT NOT NULL,
  digest TEXT, body_hash TEXT, json TEXT NOT NULL,
  PRIMARY KEY (session_id, seq), UNIQUE (session_id, id)
) STRICT;

CREATE TABLE question (
  session_id TEXT NOT NULL REFERENCES session (id), id TEXT NOT NULL, seq INTEGER NOT NULL,
  state TEXT NOT NULL, priority TEXT NOT NULL, priority_rank INTEGER NOT NULL, until TEXT,
  participants TEXT NOT NULL, sender_key_id TEXT NOT NULL, seen_seq INTEGER NOT NULL,
  received_at TEXT NOT NULL, ended_seq INTEGER,
  PRIMARY KEY (session_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX question_by_seq ON question (session_id, seq);
CREATE INDEX question_open ON question (session_id, priority_rank, received_at) WHERE state = 'Open';
CREATE INDEX question_until ON question (until) WHERE state = 'Open' AND until IS NOT NULL;

CREATE TABLE guest_token (
  id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES session (id), key_id TEXT NOT NULL UNIQUE,
  sign TEXT NOT NULL, hpke TEXT NOT NULL, auth_hash TEXT NOT NULL UNIQUE, voucher TEXT,
  permission TEXT NOT NULL, history_from INTEGER NOT NULL, created_by TEXT NOT NULL,
  created_at TEXT NOT NULL, expires_at TEXT NOT NULL, revoked_at TEXT, last_seen_at TEXT
) STRICT;
CREATE INDEX guest_token_of_session ON guest_token (session_id, created_at);

CREATE TABLE attachment (
  session_id TEXT NOT NULL REFERENCES session (id), id TEXT NOT NULL, bytes INTEGER NOT NULL,
  seq INTEGER NOT NULL, uploader_key_id TEXT NOT NULL, created_at TEXT NOT NULL,
  PRIMARY KEY (session_id, id)
) STRICT, WITHOUT ROWID;
`;
