//! Refused rows as a file that Excel opens and the import takes again.

use house::export::csv_line;

use crate::columns::is_reason;
use crate::plan::ImportError;

/// The rows under their own headings, the reason in a last column; reasons of the time before are left out.
pub(crate) fn refused(header: &[String], errors: &[ImportError], why: &str) -> Vec<u8> {
    let kept: Vec<usize> = (0..header.len()).filter(|at| header.get(*at).is_some_and(|one| !is_reason(one))).collect();
    let mut text = String::from("\u{feff}");
    csv_line(&mut text, ';', kept.iter().filter_map(|at| header.get(*at)).map(String::as_str).chain([why]));
    for error in errors {
        let fields = kept.iter().map(|at| error.fields.get(*at).map_or("", String::as_str));
        csv_line(&mut text, ';', fields.chain([error.message.as_str()]));
    }
    text.into_bytes()
}
