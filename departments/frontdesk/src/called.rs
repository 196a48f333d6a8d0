//! How colleagues are called where there is little room.

use i18n::fmt;

/// A colleague by the surname; where another of those who stand beside shares it, with initials; where these are alike too, by
/// the whole name.
pub(crate) fn called<'a>(name: &str, beside: impl IntoIterator<Item = &'a str>) -> String {
    let others: Vec<&str> = beside.into_iter().filter(|other| *other != name).collect();
    if !others.iter().any(|other| surname(other) == surname(name)) {
        return surname(name).to_owned();
    }
    let short = fmt::short_name(name);
    if others.iter().any(|other| fmt::short_name(other) == short) { name.to_owned() } else { short }
}

/// The first word of a name.
fn surname(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn two_of_one_surname_are_told_apart() {
        let all = ["Лебедева Анна Петровна", "Лебедева Ольга Юрьевна", "Орлов Пётр", "Зуев Павел", "Зуев Пётр"];
        let names: Vec<String> = all.iter().map(|name| called(name, all)).collect();
        assert_eq!(names, ["Лебедева\u{a0}А.\u{a0}П.", "Лебедева\u{a0}О.\u{a0}Ю.", "Орлов", "Зуев Павел", "Зуев Пётр"]);
        assert_eq!(called("Орлов Пётр", []), "Орлов");
        assert_eq!(called("Орлов Пётр", ["Орлов Пётр"]), "Орлов");
    }
}
