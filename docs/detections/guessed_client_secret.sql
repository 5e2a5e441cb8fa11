-- A client fails to get tokens ten times, and then gets one: its secret may have been guessed, or tried from a list.
-- Look: from where. End: docs/runbooks/leaked-secret.md
CREATE TEMP VIEW guessed_client_secret AS
WITH asked AS MATERIALIZED (
  SELECT published, uuid, actorId AS id, coalesce(json_extract(actor, '$.displayName'), actorId) AS client,
         outcomeResult AS result
    FROM system_log_events
   WHERE eventType IN ('app.oauth2.as.token.grant', 'app.oauth2.token.grant',
                       'app.oauth2.as.token.grant.access_token', 'app.oauth2.token.grant.access_token')
     AND published >= (SELECT since FROM detection_window)
)
SELECT s.published, s.client AS who, 'got a token' AS what,
       (SELECT count(*) FROM asked f WHERE f.id = s.id AND f.result = 'FAILURE' AND f.published < s.published)
         || ' failures before' AS why, s.uuid
  FROM asked s
 WHERE s.result = 'SUCCESS'
   AND (SELECT count(*) FROM asked f WHERE f.id = s.id AND f.result = 'FAILURE' AND f.published < s.published) >= 10;
