//! The signed message of a telephone exchange: HMAC-SHA256 over the moment and the body.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use hmac::{Hmac, KeyInit, Mac};
use house::{House, Plain, Refused, Visit, boxed, problem_of};
use i18n::Lang;
use kernel::{CallId, Moment};
use serde::Deserialize;
use sha2::Sha256;
use store::{Stop, Tx};

use super::api::{AnnounceBody, CallJson};
use super::errors::CallRefused;
use super::model::Direction;
use super::{rules, store as books, verbs};

/// Longest message of an exchange, bytes.
const LONGEST: usize = 64 * 1024;

/// What the exchange and the company both know; without one no message is taken.
pub struct HookSecret(String);

impl HookSecret {
    /// A secret of at least 16 characters; a shorter one protects nothing.
    pub fn new(secret: &str) -> Option<HookSecret> {
        (secret.len() >= 16).then(|| HookSecret(secret.to_owned()))
    }

    /// The signature of a message: HMAC-SHA256 (RFC 2104) over `time.body`, in hexadecimal digits.
    pub fn sign(&self, time: &str, body: &[u8]) -> String {
        let sum = self.sum(time, body).map(|sum| sum.finalize().into_bytes()).unwrap_or_default();
        sum.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The sum before it is taken; a key of any length is one.
    fn sum(&self, time: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
        let sum = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).ok()?;
        Some(sum.chain_update(time).chain_update(".").chain_update(body))
    }

    /// Whether a message carries our signature and is at most five minutes old, or ahead.
    pub fn fits(&self, time: &str, signature: &str, body: &[u8], now: Moment) -> bool {
        let Ok(seconds) = time.parse::<i64>() else { return false };
        let age = now.millis() / 1000 - seconds;
        if !(-rules::MESSAGE_AGE..=rules::MESSAGE_AGE).contains(&age) {
            return false;
        }
        let given = signature.strip_prefix("sha256=").unwrap_or(signature);
        // Compared in constant time by the library.
        match (self.sum(time, body), bytes_of(given)) {
            (Some(sum), Some(given)) => sum.verify_slice(&given).is_ok(),
            _ => false,
        }
    }
}

/// Bytes written in hexadecimal digits of either case.
fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let digit = |at: usize| pair.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        u8::try_from(digit(0)? * 16 + digit(1)?).ok()
    };
    pairs.map(byte).collect()
}

impl std::fmt::Debug for HookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HookSecret")
    }
}

/// What an exchange tells: a call begins, is answered at an extension, ends.
#[derive(Debug, Deserialize)]
struct Message {
    #[serde(default)]
    event: Option<String>,
    #[serde(default)]
    extension: Option<String>,
    #[serde(flatten)]
    call: AnnounceBody,
}

/// Takes a signed message of the exchange. The shape is that of `POST /api/v1/calls`, with `event` (`ringing` without it,
/// `answered`, `ended`) and the `extension` that answered.
pub(crate) async fn webhook(State(house): State<House>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LONGEST).await else { return problem_of(&parts, &Plain::TooLarge) };
    let signed = house.shared::<HookSecret>().is_some_and(|secret| {
        let header = |name: &str| text_of(&parts.headers, name);
        secret.fits(&header("x-prichal-time"), &header("x-prichal-signature"), &body, house.store().now())
    });
    if !signed {
        return problem_of(&parts, &CallRefused::BadSignature);
    }
    let message: Message = match house::read_json(&parts, &body) {
        Ok(message) => message,
        Err(refused) => return refused,
    };
    let visit = Visit::system(house.store().now(), house.settings().zone.clone(), Lang::default());
    let deed =
        house::Deed { body: std::sync::Arc::new(message), key: None, fingerprint: String::new(), if_match: None };
    house.deed(&visit, deed, told).await
}

fn told(tx: &mut Tx<'_>, visit: &Visit, message: &Message) -> Result<house::Made, Stop<Refused>> {
    let (call, made) = verbs::announce(tx, visit, &message.call.read()).map_err(boxed)?;
    let id: CallId = call.id;
    match message.event.as_deref() {
        Some("answered") => {
            let extension = message.extension.as_deref().unwrap_or_default();
            let by = books::by_extension(tx, extension)?.map(|presence| presence.staff);
            if by.is_some() && call.rings() {
                verbs::answer(tx, visit, id, by).map_err(boxed)?;
            }
        }
        Some("ended") if call.rings() || call.direction == Direction::Out => {
            verbs::end(tx, visit, id).map_err(boxed)?;
        }
        // A talk is closed at the desk: what came of it is known there only.
        _ => {}
    }
    let json = CallJson::whole(tx, visit, id)?;
    Ok(if made { house::Made::created(&json, format!("/api/v1/calls/{id}")) } else { house::Made::ok(&json) })
}

fn text_of(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_anybody_elses_program() {
        // printf '1800000000.{}' | openssl dgst -sha256 -hmac 0123456789abcdef
        let secret = HookSecret::new("0123456789abcdef").unwrap();
        assert_eq!(
            secret.sign("1800000000", b"{}"),
            "1313ae9c874eb1a0868ad0b65f841c4243c23fdcfad69a3ada227726fad9960e"
        );
    }

    #[test]
    fn a_message_fits_only_signed_and_fresh() {
        let secret = HookSecret::new("0123456789abcdef").unwrap();
        let now = Moment::from_millis(1_800_000_000_000);
        let time = "1800000000";
        let signature = secret.sign(time, b"{}");
        assert!(secret.fits(time, &signature, b"{}", now));
        assert!(secret.fits(time, &format!("sha256={}", signature.to_uppercase()), b"{}", now));
        assert!(!secret.fits(time, &signature, b"{ }", now), "another body");
        assert!(!secret.fits("1800000001", &signature, b"{}", now), "another moment");
        assert!(!secret.fits(time, &signature, b"{}", now.add_seconds(301)), "too old");
        assert!(!secret.fits(time, &signature, b"{}", now.add_seconds(-301)), "from the future");
        assert!(!secret.fits("", "", b"{}", now));
        for broken in ["", "0", "zz", &signature[1..], &signature[2..], &format!("{signature}00")] {
            assert!(!secret.fits(time, broken, b"{}", now), "{broken}");
        }
        assert!(HookSecret::new("short").is_none());
    }
}
