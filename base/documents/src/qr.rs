//! The payment QR of an invoice (ГОСТ Р 56042-2014): the text a bank's application reads, and its picture.

use kernel::Money;
use qrcode::{Color, EcLevel, QrCode};

use crate::model::Party;

/// Longest values by the standard, in characters.
const LONGEST: [(&str, usize); 9] = [
    ("Name", 160),
    ("PersonalAcc", 20),
    ("BankName", 45),
    ("BIC", 9),
    ("CorrespAcc", 20),
    ("PayeeINN", 12),
    ("KPP", 9),
    ("Purpose", 210),
    ("Sum", 18),
];

/// The text of the code: `ST00012|Name=…|PersonalAcc=…|…|Sum=kopecks`, in UTF-8. The first five keys are mandatory and in this
/// order: without name, account, bank or БИК there is no code. A bank without a correspondent account (the Treasury) has `0`.
pub fn payment_order(payee: &Party, purpose: &str, sum: Money) -> Option<String> {
    let (bank, bik, account) = (payee.bank.as_deref()?, payee.bik.as_deref()?, payee.account.as_deref()?);
    let sum = sum.minor().to_string();
    let values = [
        Some(payee.name.as_str()),
        Some(account),
        Some(bank),
        Some(bik),
        Some(payee.corr_account.as_deref().unwrap_or("0")),
        payee.inn.as_deref(),
        payee.kpp.as_deref(),
        Some(purpose),
        Some(sum.as_str()),
    ];
    let mut text = "ST00012".to_owned();
    for ((key, longest), value) in LONGEST.iter().zip(values) {
        let Some(value) = value else { continue };
        // The separator has no escape.
        let value: String = value.replace(['|', '\n', '\r'], " ").chars().take(*longest).collect();
        text.push_str(&format!("|{key}={value}"));
    }
    Some(text)
}

/// The code as an SVG picture with its quiet zone of four modules; nothing when the text is longer than a code can hold.
pub(crate) fn picture(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let side = width + 8;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                path.push_str(&format!("M{} {}h{}v1h-{}z", x + 4, y + 4, run.len(), run.len()));
            }
            x += run.len();
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payee() -> Party {
        Party {
            name: "ООО «Причал | Опт»".into(),
            inn: Some("7707083893".into()),
            kpp: Some("773601001".into()),
            bank: Some("ПАО Сбербанк".into()),
            bik: Some("044525225".into()),
            account: Some("40702810900000002851".into()),
            corr_account: Some("30101810400000000225".into()),
            ..Party::default()
        }
    }

    #[test]
    fn the_text_has_the_five_keys_first_and_the_sum_in_kopecks() {
        let text = payment_order(&payee(), "Оплата по счёту № 12", "1245.18".parse().unwrap()).unwrap();
        assert_eq!(
            text,
            "ST00012|Name=ООО «Причал   Опт»|PersonalAcc=40702810900000002851|BankName=ПАО Сбербанк|BIC=044525225|CorrespAcc=30101810400000000225|PayeeINN=7707083893|KPP=773601001|Purpose=Оплата по счёту № 12|Sum=124518"
        );
    }

    #[test]
    fn without_a_bank_there_is_no_code_and_long_names_are_cut() {
        for without in [|p: &mut Party| p.bank = None, |p: &mut Party| p.bik = None, |p: &mut Party| p.account = None] {
            let mut party = payee();
            without(&mut party);
            assert_eq!(payment_order(&party, "x", Money::from_minor(1)), None);
        }
        let mut long = payee();
        (long.name, long.corr_account) = ("я".repeat(400), None);
        let text = payment_order(&long, &"ж".repeat(900), Money::from_minor(1)).unwrap();
        assert!(text.contains(&format!("Name={}|", "я".repeat(160))) && text.contains("|CorrespAcc=0|"));
        assert!(text.contains(&format!("Purpose={}|", "ж".repeat(210))) && picture(&text).is_some());
    }

    #[test]
    fn the_picture_holds_every_dark_module_once() {
        let text = "ST00012|Name=x";
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let dark = code.to_colors().into_iter().filter(|color| *color == Color::Dark).count();
        let picture = picture(text).unwrap();
        let path = picture.rsplit_once(" d=\"").unwrap().1;
        let drawn: usize = path
            .split('h')
            .skip(1)
            .filter(|part| !part.starts_with('-'))
            .map(|part| part.split('v').next().unwrap().parse::<usize>().unwrap())
            .sum();
        assert_eq!(drawn, dark);
    }
}
