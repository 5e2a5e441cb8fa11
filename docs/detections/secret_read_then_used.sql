-- A client secret was looked at in the console, and within a day the client got tokens from the reader's address.
-- Look: why. End: docs/runbooks/leaked-secret.md
CREATE TEMP VIEW secret_read_then_used AS
SELECT g.published, coalesce(r.actorAlternateId, r.actorId) AS who, coalesce(json_extract(g.actor, '$.displayName'), g.actorId) AS what,
       'from ' || g.ipAddress AS why, g.uuid
  FROM system_log_events r, json_each(r.target) t, system_log_events g
 WHERE r.eventType = 'app.oauth2.client.read_client_secret' AND r.published >= (SELECT since FROM detection_window)
   AND json_extract(t.value, '$.type') = 'PublicClientApp'
   AND g.actorId = json_extract(t.value, '$.id')
   AND g.eventType IN ('app.oauth2.as.token.grant.access_token', 'app.oauth2.token.grant.access_token')
   AND g.published >= (SELECT since FROM detection_window)
   AND julianday(g.published) - julianday(r.published) BETWEEN 0 AND 1
   AND g.ipAddress = r.ipAddress;
