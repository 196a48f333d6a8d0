//! The SQL of people, sessions and tokens.

use store::sql;

macro_rules! tokens {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.staff_id, s.name, t.name, t.tail, t.made_at, t.last_used_at, t.ends_at, t.made_with \
             FROM api_token t JOIN staff s ON s.id = t.staff_id WHERE ",
            $rest
        )
    };
}

sql! {
    pub(crate) STAFF_COUNT = "SELECT CAST(COUNT(*) AS BIGINT) FROM staff";
    pub(crate) LOGIN_HOLDER = "SELECT id FROM staff WHERE login_key = ?1";
    pub(crate) ADD_STAFF = "INSERT INTO staff (login, login_key, name, password_hash, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (login_key) DO NOTHING RETURNING id";
    pub(crate) STAFF_STATE = "SELECT locked_at FROM staff WHERE id = ?1 /*pg FOR UPDATE*/";
    pub(crate) PASSWORD_OF = "SELECT id, password_hash FROM staff WHERE login_key = ?1 AND locked_at IS NULL";
    pub(crate) SAME_PASSWORD = "SELECT id FROM staff
        WHERE id = ?1 AND password_hash = ?2 AND locked_at IS NULL /*pg FOR UPDATE*/";
    pub(crate) SET_PASSWORD = "UPDATE staff SET password_hash = ?2 WHERE id = ?1";
    pub(crate) CHANGE_PASSWORD = "UPDATE staff SET password_hash = ?3
        WHERE id = ?1 AND password_hash = ?2 AND locked_at IS NULL";
    pub(crate) SET_LANG = "UPDATE staff SET lang = ?2 WHERE id = ?1";
    pub(crate) SET_THEME = "UPDATE staff SET theme = ?2 WHERE id = ?1";
    pub(crate) LOCK = "UPDATE staff SET locked_at = ?2, version = version + 1 WHERE id = ?1 AND locked_at IS NULL";
    pub(crate) UNLOCK = "UPDATE staff SET locked_at = NULL, version = version + 1
        WHERE id = ?1 AND locked_at IS NOT NULL";
    pub(crate) RENAME = "UPDATE staff SET name = ?2 WHERE id = ?1 AND name <> ?2";
    pub(crate) NEXT_VERSION = "UPDATE staff SET version = version + 1 WHERE id = ?1";
    pub(crate) STAFF_VERSION = "SELECT version FROM staff WHERE id = ?1 /*pg FOR UPDATE*/";
    pub(crate) LIVE_ADMINS = "SELECT s.id FROM staff s JOIN staff_role r ON r.staff_id = s.id
        WHERE r.role = 'admin' AND s.locked_at IS NULL ORDER BY s.id /*pg FOR UPDATE*/";
    pub(crate) ROLES_OF = "SELECT role FROM staff_role WHERE staff_id = ?1 ORDER BY role";
    pub(crate) DROP_ROLES = "DELETE FROM staff_role WHERE staff_id = ?1
        AND role NOT IN (SELECT CAST(value ->> 'role' AS TEXT) FROM json_each(?2))";
    pub(crate) ADD_ROLES = "INSERT INTO staff_role (staff_id, role, since_at)
        SELECT CAST(?1 AS BIGINT), CAST(value ->> 'role' AS TEXT), CAST(?3 AS BIGINT) FROM json_each(?2) WHERE 1 = 1
        ON CONFLICT (staff_id, role) DO NOTHING";
    pub(crate) ADD_EXCEPTION = "INSERT INTO duty_exception (staff_id, from_on, to_on, reason) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (staff_id, from_on) DO UPDATE SET to_on = excluded.to_on, reason = excluded.reason";
    pub(crate) STANDING_EXCEPTIONS = "SELECT staff_id FROM duty_exception WHERE from_on <= ?1 AND to_on >= ?2
        ORDER BY staff_id";

    pub(crate) PERSON = "SELECT s.id, s.login, s.name, s.lang, s.theme, r.role FROM staff s
        JOIN staff_role r ON r.staff_id = s.id WHERE s.id = ?1 ORDER BY r.role";
    pub(crate) PERSON_BY_LOGIN = "SELECT s.id, s.login, s.name, s.lang, s.theme, r.role FROM staff s
        JOIN staff_role r ON r.staff_id = s.id WHERE s.login_key = ?1 ORDER BY r.role";
    pub(crate) ALL_STAFF = "SELECT s.id, s.login, s.name, s.lang, s.theme, r.role FROM staff s
        JOIN staff_role r ON r.staff_id = s.id ORDER BY s.id, r.role";
    pub(crate) ALL_STATES = "SELECT id, created_at, locked_at, version FROM staff ORDER BY id";
    pub(crate) STATE_OF = "SELECT created_at, locked_at, version FROM staff WHERE id = ?1";
    pub(crate) NAMES = "SELECT id, name FROM staff
        WHERE id IN (SELECT CAST(value ->> 'id' AS BIGINT) FROM json_each(?1)) ORDER BY id";
    pub(crate) IN_ROLE = "SELECT r.staff_id FROM staff_role r JOIN staff s ON s.id = r.staff_id
        WHERE r.role = ?1 AND s.locked_at IS NULL ORDER BY r.staff_id";

    pub(crate) OPEN_SESSION = "INSERT INTO session
        (staff_id, token_hash, made_at, seen_at, ends_at, user_agent, address)
        VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6) RETURNING id";
    pub(crate) SESSION_PERSON = "SELECT e.id, s.id, s.login, s.name, s.lang, s.theme, r.role FROM session e
        JOIN staff s ON s.id = e.staff_id JOIN staff_role r ON r.staff_id = s.id
        WHERE e.token_hash = ?1 AND e.ended_at IS NULL AND e.ends_at > ?2 AND e.seen_at > ?3 AND s.locked_at IS NULL
        ORDER BY r.role";
    pub(crate) TOUCH_SESSIONS = "UPDATE session SET seen_at = ?2 WHERE ended_at IS NULL AND seen_at < ?2
        AND id IN (SELECT CAST(value ->> 'id' AS BIGINT) FROM json_each(?1))";
    pub(crate) SESSIONS_OF = "SELECT id, made_at, seen_at, ends_at, user_agent, address FROM session
        WHERE staff_id = ?1 AND ended_at IS NULL AND ends_at > ?2 AND seen_at > ?3 ORDER BY seen_at DESC, id DESC";
    pub(crate) END_SESSION = "UPDATE session SET ended_at = ?3 WHERE id = ?1 AND staff_id = ?2 AND ended_at IS NULL";
    pub(crate) END_SESSIONS = "UPDATE session SET ended_at = ?2 WHERE staff_id = ?1 AND ended_at IS NULL";
    pub(crate) END_OTHER_SESSIONS = "UPDATE session SET ended_at = ?2
        WHERE staff_id = ?1 AND ended_at IS NULL AND id <> ?3";
    pub(crate) FORGET_SESSIONS = "DELETE FROM session WHERE ends_at < ?1";

    pub(crate) ADD_TOKEN = "INSERT INTO api_token (staff_id, name, token_hash, tail, made_at, ends_at, made_with)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id";
    pub(crate) TOKEN_PERSON = "SELECT t.id, s.id, s.login, s.name, s.lang, s.theme, r.role FROM api_token t
        JOIN staff s ON s.id = t.staff_id JOIN staff_role r ON r.staff_id = s.id
        WHERE t.token_hash = ?1 AND t.ended_at IS NULL AND (t.ends_at IS NULL OR t.ends_at > ?2)
        AND s.locked_at IS NULL ORDER BY r.role";
    pub(crate) TOUCH_TOKENS = "UPDATE api_token SET last_used_at = ?2 WHERE ended_at IS NULL
        AND id IN (SELECT CAST(value ->> 'id' AS BIGINT) FROM json_each(?1))";
    pub(crate) TOKENS = tokens!("t.ended_at IS NULL AND (CAST(?1 AS BIGINT) IS NULL OR t.staff_id = ?1) ORDER BY t.id DESC");
    pub(crate) TOKEN = tokens!("t.ended_at IS NULL AND t.id = ?1");
    pub(crate) TOKENS_EVER = "SELECT id FROM api_token WHERE staff_id = ?1 ORDER BY id";
    pub(crate) TOKEN_NAMES = "SELECT t.id, t.name, s.name FROM api_token t JOIN staff s ON s.id = t.staff_id
        WHERE t.id IN (SELECT CAST(value ->> 'id' AS BIGINT) FROM json_each(?1)) ORDER BY t.id";
    pub(crate) LIVE_END = "SELECT ends_at FROM api_token WHERE id = ?1 AND ended_at IS NULL /*pg FOR UPDATE*/";
    pub(crate) END_TOKEN = "WITH RECURSIVE doomed(id) AS (SELECT id FROM api_token WHERE id = ?1
        UNION SELECT t.id FROM api_token t JOIN doomed d ON t.made_with = d.id)
        UPDATE api_token SET ended_at = ?2 WHERE ended_at IS NULL AND id IN (SELECT id FROM doomed) RETURNING id";
    pub(crate) END_TOKENS = "WITH RECURSIVE doomed(id) AS (SELECT id FROM api_token WHERE staff_id = ?1
        UNION SELECT t.id FROM api_token t JOIN doomed d ON t.made_with = d.id)
        UPDATE api_token SET ended_at = ?2 WHERE ended_at IS NULL AND id IN (SELECT id FROM doomed)";

    pub(crate) ATTEMPTS = "SELECT
        CAST(COUNT(CASE WHEN login_key = ?1 THEN 1 END) AS BIGINT), MAX(CASE WHEN login_key = ?1 THEN at END),
        CAST(COUNT(CASE WHEN address = ?2 THEN 1 END) AS BIGINT), MAX(CASE WHEN address = ?2 THEN at END)
        FROM sign_in_attempt WHERE at >= ?3 AND (login_key = ?1 OR address = ?2)";
    pub(crate) NOTE_FAILURE = "INSERT INTO sign_in_attempt (login_key, address, at) VALUES (?1, ?2, ?3)";
    pub(crate) WIPE_FAILURES = "DELETE FROM sign_in_attempt WHERE login_key = ?1";
    pub(crate) FORGET_FAILURES = "DELETE FROM sign_in_attempt WHERE at < ?1";

    pub(crate) ADD_LINK = "INSERT INTO setup_link (token_hash, made_at) VALUES (?1, ?2)";
    pub(crate) GOOD_LINK = "SELECT CAST(COUNT(*) AS BIGINT) FROM setup_link
        WHERE token_hash = ?1 AND used_at IS NULL AND made_at > ?2 AND NOT EXISTS (SELECT id FROM staff)";
    pub(crate) USE_LINK = "UPDATE setup_link SET used_at = ?2
        WHERE token_hash = ?1 AND used_at IS NULL AND made_at > ?3 AND NOT EXISTS (SELECT id FROM staff)";

    pub(crate) LIVING_ROLES = "SELECT s.id, r.role FROM staff s LEFT JOIN staff_role r ON r.staff_id = s.id
        WHERE s.locked_at IS NULL ORDER BY s.id, r.role";
    pub(crate) LEAVERS = "SELECT s.id,
        (SELECT CAST(COUNT(*) AS BIGINT) FROM session e
            WHERE e.staff_id = s.id AND e.ended_at IS NULL AND e.ends_at > ?1),
        (SELECT CAST(COUNT(*) AS BIGINT) FROM api_token t
            WHERE t.staff_id = s.id AND t.ended_at IS NULL AND (t.ends_at IS NULL OR t.ends_at > ?1))
        FROM staff s WHERE s.locked_at IS NOT NULL ORDER BY s.id";
}
