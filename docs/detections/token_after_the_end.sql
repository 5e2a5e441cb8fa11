-- A client got tokens for somebody whose account had been suspended or deactivated before.
-- Look: how that can be. End: docs/runbooks/leaver.md
CREATE TEMP VIEW token_after_the_end AS
WITH ended AS MATERIALIZED (
  SELECT json_extract(t.value, '$.id') AS id, min(e.published) AS at
    FROM system_log_events e, json_each(e.target) t
   WHERE e.eventType IN ('user.lifecycle.suspend', 'user.lifecycle.deactivate')
     AND e.published >= (SELECT since FROM detection_window) AND json_extract(t.value, '$.type') = 'User'
   GROUP BY 1
)
SELECT g.published, u.login AS who, coalesce(json_extract(g.actor, '$.displayName'), g.actorId) AS what, 'ended ' || x.at AS why, g.uuid
  FROM ended x
  JOIN users u ON u.id = x.id AND u.status IN ('SUSPENDED', 'DEPROVISIONED')
  JOIN system_log_events g ON g.targetId = x.id
 WHERE g.eventType IN ('app.oauth2.as.token.grant.access_token', 'app.oauth2.token.grant.access_token')
   AND g.outcomeResult = 'SUCCESS'
   AND g.published >= (SELECT since FROM detection_window) AND g.published > x.at;
