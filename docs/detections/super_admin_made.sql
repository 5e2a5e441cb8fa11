-- Somebody was made super administrator, and is one now.
-- Look: by whom, and whether that was decided. End: DELETE FROM user_roles WHERE userId = … AND id = …
CREATE TEMP VIEW super_admin_made AS
SELECT e.published, coalesce(e.actorAlternateId, e.actorId) AS who, u.login AS what, r.type AS why, e.uuid
  FROM system_log_events e, json_each(e.target) t
  JOIN users u ON u.id = json_extract(t.value, '$.id')
  JOIN user_roles r ON r.userId = u.id AND r.type = 'SUPER_ADMIN'
 WHERE e.eventType = 'user.account.privilege.grant' AND e.published >= (SELECT since FROM detection_window)
   AND json_extract(t.value, '$.type') = 'User';
