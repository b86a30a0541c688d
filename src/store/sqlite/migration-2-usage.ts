/**
 * What each account has in each session. Of items that were there before, those of people are not counted: their rows do not
 * name the member. Without octet_length, which the SQLite of macOS 13 does not have: there Bun takes the system's.
 */
export const USAGE = `
CREATE TABLE usage (
  session_id TEXT NOT NULL REFERENCES session (id), account TEXT NOT NULL,
  items INTEGER NOT NULL, bytes INTEGER NOT NULL,
  PRIMARY KEY (session_id, account)
) STRICT, WITHOUT ROWID;

INSERT INTO usage (session_id, account, items, bytes)
SELECT item.session_id, CASE item.sender_type WHEN 'Agent' THEN session.api_key_id ELSE item.sender_key_id END AS account,
  count(*), sum(length(CAST(item.json AS BLOB))) * 3 / 4
FROM item JOIN session ON session.id = item.session_id
WHERE item.sender_type IN ('Agent', 'Guest')
GROUP BY item.session_id, account;
`;
