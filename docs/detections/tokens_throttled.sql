-- A client runs into its rate limit: it asks for tokens in a loop, or somebody else does in its name.
-- Look: since when. End: docs/runbooks/malicious-app.md
CREATE TEMP VIEW tokens_throttled AS
SELECT published, coalesce(json_extract(actor, '$.displayName'), actorId) AS who, coalesce(json_extract(target, '$[0].displayName'), json_extract(target, '$[0].id')) AS what,
       eventType AS why, uuid
  FROM system_log_events
 WHERE eventType IN ('app.oauth2.client_id_rate_limit_warning', 'system.org.rate_limit.violation')
   AND published >= (SELECT since FROM detection_window);
