-- Somebody was deactivated, and an app still holds a token for them.
-- Look: why it did not go with the account. End: docs/runbooks/leaver.md
CREATE TEMP VIEW tokens_of_those_who_left AS
SELECT e.published, u.login AS who, k.clientId AS what, 'token of ' || k.created AS why, e.uuid
  FROM system_log_events e, json_each(e.target) t
  JOIN users u ON u.id = json_extract(t.value, '$.id') AND u.status IN ('SUSPENDED', 'DEPROVISIONED')
  JOIN oauth_tokens k ON k.userId = u.id
 WHERE e.eventType IN ('user.lifecycle.suspend', 'user.lifecycle.deactivate')
   AND e.published >= (SELECT since FROM detection_window) AND json_extract(t.value, '$.type') = 'User';
