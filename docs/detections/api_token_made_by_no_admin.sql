-- An API token was made by somebody who is no admin any more, and is still there.
-- Look: who that was. End: DELETE FROM api_tokens WHERE id = …
CREATE TEMP VIEW api_token_made_by_no_admin AS
SELECT e.published, coalesce(e.actorAlternateId, e.actorId) AS who, k.name AS what, 'no role now' AS why, e.uuid
  FROM system_log_events e
  JOIN api_tokens k ON k.userId = e.actorId
 WHERE e.eventType = 'system.api_token.create' AND e.published >= (SELECT since FROM detection_window)
   AND e.outcomeResult = 'SUCCESS'
   AND k.userId NOT IN (SELECT id FROM users_with_role_assignments);
