//! Refused rows as a file that Excel opens and the import takes again.

use crate::plan::ImportError;

/// The rows under their own headings, the reason in a last column.
pub(crate) fn refused(header: &[String], errors: &[ImportError], why: &str) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    line(&mut text, header.iter().map(String::as_str).chain([why]));
    for error in errors {
        let fields = (0..header.len()).map(|at| error.fields.get(at).map_or("", String::as_str));
        line(&mut text, fields.chain([error.message.as_str()]));
    }
    text.into_bytes()
}

fn line<'t>(text: &mut String, fields: impl Iterator<Item = &'t str>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            text.push(';');
        }
        if field.contains([';', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&field.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(field);
        }
    }
    text.push_str("\r\n");
}
