-- People who work here, what they may do, and how they get in.
CREATE TABLE staff (
  id {id},
  login {text} NOT NULL CHECK (login <> ''),
  login_key {text} NOT NULL UNIQUE,
  name {text} NOT NULL CHECK (name <> ''),
  password_hash {text} NOT NULL,
  lang {text} CHECK (lang IN ('ru', 'en')),
  theme {text} CHECK (theme IN ('light', 'dark')),
  created_at {int} NOT NULL,
  locked_at {int}
){strict};

CREATE TABLE staff_role (
  staff_id {int} NOT NULL REFERENCES staff (id),
  role {text} NOT NULL,
  since_at {int} NOT NULL,
  PRIMARY KEY (staff_id, role)
){strict};
CREATE INDEX staff_role_by_role ON staff_role (role, staff_id);

-- The director's leave to sell and buy at once.
CREATE TABLE duty_exception (
  staff_id {int} NOT NULL REFERENCES staff (id),
  from_on {int} NOT NULL,
  to_on {int} NOT NULL,
  reason {text} NOT NULL CHECK (reason <> ''),
  PRIMARY KEY (staff_id, from_on),
  CHECK (from_on <= to_on)
){strict};

CREATE TABLE session (
  id {id},
  staff_id {int} NOT NULL REFERENCES staff (id),
  token_hash {bytes} NOT NULL UNIQUE,
  made_at {int} NOT NULL,
  seen_at {int} NOT NULL,
  ends_at {int} NOT NULL,
  ended_at {int},
  user_agent {text} NOT NULL,
  address {text} NOT NULL,
  CHECK (made_at < ends_at)
){strict};
CREATE INDEX session_live ON session (staff_id, seen_at) WHERE ended_at IS NULL;

CREATE TABLE api_token (
  id {id},
  staff_id {int} NOT NULL REFERENCES staff (id),
  name {text} NOT NULL,
  token_hash {bytes} NOT NULL UNIQUE,
  made_at {int} NOT NULL,
  last_used_at {int},
  ends_at {int},
  ended_at {int}
){strict};
CREATE INDEX api_token_live ON api_token (staff_id, id) WHERE ended_at IS NULL;

-- Failed sign-ins of the last day; a success wipes those of its login.
CREATE TABLE sign_in_attempt (
  id {id},
  login_key {text} NOT NULL,
  address {text} NOT NULL,
  at {int} NOT NULL
){strict};
CREATE INDEX sign_in_attempt_by_login ON sign_in_attempt (login_key, at);
CREATE INDEX sign_in_attempt_by_address ON sign_in_attempt (address, at);
CREATE INDEX sign_in_attempt_by_time ON sign_in_attempt (at);

-- Links by which the first person of an empty base signs in.
CREATE TABLE setup_link (
  token_hash {bytes} NOT NULL PRIMARY KEY,
  made_at {int} NOT NULL,
  used_at {int}
){strict};
