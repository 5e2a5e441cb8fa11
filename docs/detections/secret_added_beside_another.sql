-- An app got another client secret, and both are active: the old one was not given up.
-- Look: who asked for it. End: UPDATE app_secrets SET status = 'INACTIVE' WHERE appId = … AND id = …
CREATE TEMP VIEW secret_added_beside_another AS
SELECT e.published, coalesce(e.actorAlternateId, e.actorId) AS who, a.label AS what,
       count(*) || ' active secrets' AS why, e.uuid
  FROM system_log_events e, json_each(e.target) t
  JOIN apps a ON a.id = json_extract(t.value, '$.id')
  JOIN app_secrets s ON s.appId = a.id AND s.status = 'ACTIVE'
 WHERE e.eventType = 'app.oauth2.credentials.lifecycle.create' AND e.published >= (SELECT since FROM detection_window)
   AND json_extract(t.value, '$.type') = 'AppInstance'
 GROUP BY e.uuid HAVING count(*) > 1;
