-- An admin has let an app manage things by itself, and it still may.
-- Look: whether the app needs it. End: DELETE FROM app_grants WHERE appId = … AND id = …
CREATE TEMP VIEW admin_consent_to_manage AS
SELECT e.published, coalesce(e.actorAlternateId, e.actorId) AS who, a.label AS what, group_concat(g.scopeId) AS why, e.uuid
  FROM system_log_events e, json_each(e.target) t
  JOIN apps a ON a.id = json_extract(t.value, '$.id')
  JOIN app_grants g ON g.appId = a.id AND g.scopeId LIKE '%.manage'
 WHERE e.eventType = 'app.oauth2.admin.consent.grant' AND e.published >= (SELECT since FROM detection_window)
   AND json_extract(t.value, '$.type') = 'AppInstance'
   AND e.outcomeResult = 'SUCCESS'
 GROUP BY e.uuid;
