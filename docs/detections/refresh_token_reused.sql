-- A refresh token that was used up was used again: two hold it, one of them has no right to.
-- Look: from where. End: DELETE FROM oauth_tokens WHERE userId = … AND clientId = …
CREATE TEMP VIEW refresh_token_reused AS
SELECT e.published, u.login AS who, coalesce(json_extract(e.actor, '$.displayName'), e.actorId) AS what,
       e.ipAddress AS why, e.uuid
  FROM system_log_events e, json_each(e.target) t
  LEFT JOIN users u ON u.id = json_extract(t.value, '$.id')
 WHERE e.eventType IN ('app.oauth2.as.token.detect_reuse', 'app.oauth2.token.detect_reuse')
   AND e.published >= (SELECT since FROM detection_window)
   AND json_extract(t.value, '$.type') = 'User';
