-- An app was given an admin role, and has it now.
-- Look: who did it, and what the app's scopes are. End: DELETE FROM client_roles WHERE clientId = … AND id = …
CREATE TEMP VIEW app_made_admin AS
SELECT e.published, coalesce(e.actorAlternateId, e.actorId) AS who, coalesce(json_extract(t.value, '$.displayName'), json_extract(t.value, '$.id')) AS what,
       group_concat(r.type) AS why, e.uuid
  FROM system_log_events e, json_each(e.target) t
  JOIN client_roles r ON r.clientId = json_extract(t.value, '$.id')
 WHERE e.eventType = 'app.oauth2.client.privilege.grant' AND e.published >= (SELECT since FROM detection_window)
   AND json_extract(t.value, '$.type') = 'PublicClientApp' AND r.status = 'ACTIVE'
 GROUP BY e.uuid;
