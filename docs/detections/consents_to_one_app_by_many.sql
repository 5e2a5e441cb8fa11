-- One app gets the consents of five people or more at once, as when a link to it was sent around.
-- Look: what it asks for. End: docs/runbooks/malicious-app.md
CREATE TEMP VIEW consents_to_one_app_by_many AS
SELECT max(e.published) AS published, 'many' AS who, coalesce(json_extract(t.value, '$.displayName'), json_extract(t.value, '$.id')) AS what,
       count(DISTINCT e.externalSessionId) || ' sessions' AS why,
       max(e.uuid) AS uuid
  FROM system_log_events e, json_each(e.target) t
 WHERE e.eventType IN ('app.oauth2.as.consent.grant', 'app.oauth2.consent.grant')
   AND e.published >= (SELECT since FROM detection_window)
   AND json_extract(t.value, '$.type') = 'PublicClientApp'
 GROUP BY json_extract(t.value, '$.id')
HAVING count(DISTINCT e.externalSessionId) >= 5;
