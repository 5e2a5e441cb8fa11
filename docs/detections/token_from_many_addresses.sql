-- The tokens of one person and client are exchanged from four addresses or more.
-- Look: whether that client is a server farm. End: DELETE FROM oauth_tokens WHERE userId = … AND clientId = …
CREATE TEMP VIEW token_from_many_addresses AS
SELECT max(e.published) AS published, json_extract(t.value, '$.id') AS who,
       coalesce(json_extract(e.actor, '$.displayName'), e.actorId) AS what,
       count(DISTINCT e.ipAddress) || ' addresses' AS why, max(e.uuid) AS uuid
  FROM system_log_events e, json_each(e.target) t
 WHERE e.eventType IN ('app.oauth2.as.token.grant.access_token', 'app.oauth2.token.grant.access_token')
   AND e.published >= (SELECT since FROM detection_window)
   AND e.grantType = 'refresh_token'
   AND json_extract(t.value, '$.type') = 'User'
 GROUP BY e.actorId, json_extract(t.value, '$.id')
HAVING count(DISTINCT e.ipAddress) >= 4;
