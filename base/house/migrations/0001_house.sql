CREATE TABLE setting (
  key {text} PRIMARY KEY,
  value {text} NOT NULL
){strict};

CREATE TABLE seller (
  id {id},
  name {text} NOT NULL,
  inn {text},
  kpp {text},
  ogrn {text},
  address {text},
  bank {text},
  bik {text},
  account {text},
  corr_account {text},
  vat_mode {text} NOT NULL CHECK (vat_mode IN ('vat', 'none')),
  zone {text} NOT NULL,
  created_at {int} NOT NULL,
  version {int} NOT NULL
){strict};
