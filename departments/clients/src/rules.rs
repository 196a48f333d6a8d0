//! Pure decisions of the client base: what may stand in a card, who sees how much of it.

use access::Scope;
use kernel::{Inn, Kpp, Phone};

use crate::errors::{Wrong, WrongField};
use crate::model::{NewClient, NewContact, Sight, Stage};

/// Longest name of a client, in letters.
pub const NAME_LETTERS: usize = 200;
/// Longest city.
pub const CITY_LETTERS: usize = 100;
/// Longest address.
pub const ADDRESS_LETTERS: usize = 300;
/// Longest number of another system.
pub const EXTERNAL_LETTERS: usize = 100;
/// Longest name of a person.
pub const PERSON_LETTERS: usize = 120;
/// Longest position.
pub const POSITION_LETTERS: usize = 100;
/// Longest mail address (RFC 5321).
pub const EMAIL_LETTERS: usize = 254;
/// Longest text a phone is read from.
pub const PHONE_LETTERS: usize = 200;
/// Most phones, addresses or people in one request.
pub const MOST_ENTRIES: usize = 50;
/// Importance of a client nobody has weighed yet: the middle.
pub const MEDIAN_IMPORTANCE: u16 = 32_768;

/// A client read at the door: every value is what its type says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadClient {
    /// Name.
    pub name: String,
    /// ИНН.
    pub inn: Option<Inn>,
    /// КПП.
    pub kpp: Option<Kpp>,
    /// City.
    pub city: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Stage.
    pub stage: Stage,
    /// Number in another system.
    pub external_id: Option<String>,
    /// The client's own numbers with extensions.
    pub phones: Vec<(Phone, Option<String>)>,
    /// The client's own addresses.
    pub emails: Vec<String>,
    /// People.
    pub contacts: Vec<ReadContact>,
}

/// A person read at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadContact {
    /// Name.
    pub name: String,
    /// Position.
    pub position: Option<String>,
    /// Decides on orders.
    pub decision_maker: bool,
    /// Numbers with extensions.
    pub phones: Vec<(Phone, Option<String>)>,
    /// Addresses.
    pub emails: Vec<String>,
}

/// Reads a client as typed; every wrong field is named by its JSON pointer.
pub fn read_client(typed: &NewClient) -> Result<ReadClient, Vec<WrongField>> {
    let mut door = Door::default();
    let read = ReadClient {
        name: door.text("/name", &typed.name, NAME_LETTERS),
        inn: door.optional("/inn", typed.inn.as_deref(), |text| Inn::parse(text).map_err(Wrong::Inn)),
        kpp: door.optional("/kpp", typed.kpp.as_deref(), |text| Kpp::parse(text).map_err(Wrong::Kpp)),
        city: door.optional_text("/city", typed.city.as_deref(), CITY_LETTERS),
        address: door.optional_text("/address", typed.address.as_deref(), ADDRESS_LETTERS),
        stage: door
            .optional("/stage", typed.stage.as_deref(), |text| Stage::parse(text).ok_or(Wrong::Stage))
            .unwrap_or_default(),
        external_id: door.optional_text("/external_id", typed.external_id.as_deref(), EXTERNAL_LETTERS),
        phones: door.phones("/phones", &typed.phones),
        emails: door.emails("/emails", &typed.emails),
        contacts: door.contacts("/contacts", &typed.contacts),
    };
    door.end(read)
}

/// Reads a person as typed.
pub fn read_contact(typed: &NewContact) -> Result<ReadContact, Vec<WrongField>> {
    let mut door = Door::default();
    let read = door.contact("", typed);
    door.end(read)
}

/// Reads phone numbers as typed; one text may hold several.
pub fn read_phones(pointer: &str, typed: &[String]) -> Result<Vec<(Phone, Option<String>)>, Vec<WrongField>> {
    let mut door = Door::default();
    let read = door.phones(pointer, typed);
    door.end(read)
}

/// Reads a mail address: one @, a domain with a point, the domain in lower case.
pub fn read_email(text: &str) -> Option<String> {
    let text = tidy(text);
    let (box_, domain) = text.rsplit_once('@')?;
    let plain = |part: &str| {
        part.chars().all(|letter| {
            letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '+' | '\'' | '&' | '=' | '~' | '!' | '#')
        })
    };
    let dots = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let right = !box_.is_empty()
        && box_.chars().count() <= 64
        && text.chars().count() <= EMAIL_LETTERS
        && domain.contains('.')
        && plain(box_)
        && plain(domain)
        && dots(box_)
        && dots(domain);
    right.then(|| format!("{box_}@{}", domain.to_lowercase()))
}

/// Trimmed, white space collapsed, joiners of no width dropped.
pub fn tidy(text: &str) -> String {
    let seen: String = text.chars().filter(|letter| !matches!(letter, '\u{200b}' | '\u{2060}' | '\u{feff}')).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How much of a client a reader sees, by row scope and by belonging to its team.
pub fn sight(clients: Scope, contacts: Scope, in_team: bool) -> Sight {
    let open = |scope: Scope| match scope {
        Scope::All => true,
        Scope::Own | Scope::Team => in_team,
        Scope::None => false,
    };
    match (open(clients), in_team || open(contacts)) {
        (false, _) => Sight::Locked,
        (true, true) => Sight::Full,
        (true, false) => Sight::Masked,
    }
}

/// Hides a mail address but for its first letter and its domain's ending.
pub fn masked_email(email: &str) -> String {
    let first = email.chars().next().unwrap_or('·');
    let ending = email.rsplit_once('.').map_or("", |(_, ending)| ending);
    format!("{first}···@···.{ending}")
}

/// Gathers what is wrong while a request is read.
#[derive(Default)]
struct Door {
    wrong: Vec<WrongField>,
}

impl Door {
    fn end<T>(self, read: T) -> Result<T, Vec<WrongField>> {
        if self.wrong.is_empty() { Ok(read) } else { Err(self.wrong) }
    }

    fn refuse(&mut self, pointer: impl Into<String>, what: Wrong) {
        self.wrong.push(WrongField { pointer: pointer.into(), what });
    }

    fn text(&mut self, pointer: &str, typed: &str, most: usize) -> String {
        let text = tidy(typed);
        let unfit = |letter: char| {
            letter.is_control()
                || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        if text.is_empty() {
            self.refuse(pointer, Wrong::Missing);
        } else if text.chars().count() > most {
            self.refuse(pointer, Wrong::TooLong(most));
        } else if text.chars().any(unfit) {
            self.refuse(pointer, Wrong::Unreadable);
        }
        text
    }

    fn optional_text(&mut self, pointer: &str, typed: Option<&str>, most: usize) -> Option<String> {
        let typed = typed.filter(|text| !tidy(text).is_empty())?;
        Some(self.text(pointer, typed, most))
    }

    fn optional<T>(
        &mut self,
        pointer: &str,
        typed: Option<&str>,
        read: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        let typed = typed.map(tidy).filter(|text| !text.is_empty())?;
        read(&typed).map_err(|what| self.refuse(pointer, what)).ok()
    }

    fn few<T>(&mut self, pointer: &str, all: &[T]) -> bool {
        let few = all.len() <= MOST_ENTRIES;
        if !few {
            self.refuse(pointer, Wrong::TooMany(MOST_ENTRIES));
        }
        few
    }

    fn phones(&mut self, pointer: &str, typed: &[String]) -> Vec<(Phone, Option<String>)> {
        let mut read: Vec<(Phone, Option<String>)> = Vec::new();
        if !self.few(pointer, typed) {
            return read;
        }
        for (place, text) in typed.iter().enumerate() {
            if text.chars().count() > PHONE_LETTERS {
                self.refuse(format!("{pointer}/{place}"), Wrong::TooLong(PHONE_LETTERS));
                continue;
            }
            let found = Phone::parse_all(text);
            if found.is_empty() {
                self.refuse(format!("{pointer}/{place}"), Wrong::Phone);
            }
            for phone in found {
                if !read.contains(&phone) {
                    read.push(phone);
                }
            }
        }
        read
    }

    fn emails(&mut self, pointer: &str, typed: &[String]) -> Vec<String> {
        let mut read = Vec::new();
        if !self.few(pointer, typed) {
            return read;
        }
        for (place, text) in typed.iter().enumerate() {
            match read_email(text) {
                Some(email) if read.contains(&email) => {}
                Some(email) => read.push(email),
                None => self.refuse(format!("{pointer}/{place}"), Wrong::Email),
            }
        }
        read
    }

    fn contacts(&mut self, pointer: &str, typed: &[NewContact]) -> Vec<ReadContact> {
        if !self.few(pointer, typed) {
            return Vec::new();
        }
        typed.iter().enumerate().map(|(place, contact)| self.contact(&format!("{pointer}/{place}"), contact)).collect()
    }

    fn contact(&mut self, pointer: &str, typed: &NewContact) -> ReadContact {
        ReadContact {
            name: self.text(&format!("{pointer}/name"), &typed.name, PERSON_LETTERS),
            position: self.optional_text(&format!("{pointer}/position"), typed.position.as_deref(), POSITION_LETTERS),
            decision_maker: typed.decision_maker,
            phones: self.phones(&format!("{pointer}/phones"), &typed.phones),
            emails: self.emails(&format!("{pointer}/emails"), &typed.emails),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::identifiers::InnError;

    #[test]
    fn every_wrong_field_is_named() {
        let typed = NewClient {
            name: " \u{200b} ".into(),
            inn: Some("7707083894".into()),
            kpp: Some("1".into()),
            city: Some("я".repeat(101)),
            stage: Some("asleep".into()),
            external_id: Some("a\u{0}b".into()),
            phones: vec!["8 495 123-45-67".into(), "звонить вечером".into()],
            emails: vec!["a@b".into()],
            contacts: vec![NewContact { name: String::new(), phones: vec!["1".into()], ..NewContact::default() }],
            ..NewClient::default()
        };

        let wrong = read_client(&typed).unwrap_err();

        let said: Vec<(&str, &Wrong)> = wrong.iter().map(|w| (w.pointer.as_str(), &w.what)).collect();
        assert_eq!(
            said,
            [
                ("/name", &Wrong::Missing),
                ("/inn", &Wrong::Inn(InnError::CheckDigit)),
                ("/kpp", &Wrong::Kpp(kernel::identifiers::KppError::Length)),
                ("/city", &Wrong::TooLong(100)),
                ("/stage", &Wrong::Stage),
                ("/external_id", &Wrong::Unreadable),
                ("/phones/1", &Wrong::Phone),
                ("/emails/0", &Wrong::Email),
                ("/contacts/0/name", &Wrong::Missing),
                ("/contacts/0/phones/0", &Wrong::Phone),
            ]
        );
    }

    #[test]
    fn a_client_is_read_as_written_in_letters() {
        let typed = NewClient {
            name: "  ООО  «Ромашка» ".into(),
            inn: Some("7707 083893".into()),
            kpp: Some(String::new()),
            phones: vec!["8 (495) 123-45-67 доб. 12, 8 916 123-45-67".into(), "+74951234567#12".into()],
            emails: vec![" Info@ROMASHKA.ru ".into()],
            ..NewClient::default()
        };

        let read = read_client(&typed).unwrap();

        assert_eq!(read.name, "ООО «Ромашка»");
        assert_eq!((read.inn.unwrap().as_str(), read.kpp, read.stage), ("7707083893", None, Stage::Prospect));
        let phones: Vec<(&str, Option<&str>)> =
            read.phones.iter().map(|(phone, extension)| (phone.e164(), extension.as_deref())).collect();
        assert_eq!(phones, [("+74951234567", Some("12")), ("+79161234567", None)]);
        assert_eq!(read.emails, ["Info@romashka.ru"]);
    }

    #[test]
    fn mail_addresses() {
        for right in ["a@b.ru", "ivan.petrov+shop@mail.example.com", "почта@пример.рф"] {
            assert!(read_email(right).is_some(), "{right}");
        }
        for wrong in
            ["", "@", "a@", "@b.ru", "a b@c.ru", "a@b", "a@@b.ru", "a@b..ru", ".a@b.ru", "a@b.ru\u{0}", "<a@b.ru>"]
        {
            assert_eq!(read_email(wrong), None, "{wrong}");
        }
        assert_eq!(masked_email("info@romashka.ru"), "i···@···.ru");
    }

    #[test]
    fn digits_are_for_the_team_and_rows_for_the_scope() {
        let table = [
            (Scope::All, Scope::All, false, Sight::Full),
            (Scope::All, Scope::None, false, Sight::Masked),
            (Scope::All, Scope::None, true, Sight::Full),
            (Scope::All, Scope::Team, false, Sight::Masked),
            (Scope::Own, Scope::Own, true, Sight::Full),
            (Scope::Team, Scope::All, false, Sight::Locked),
            (Scope::None, Scope::All, true, Sight::Locked),
        ];
        for (clients, contacts, in_team, sees) in table {
            assert_eq!(sight(clients, contacts, in_team), sees, "{clients:?} {contacts:?} {in_team}");
        }
    }
}
