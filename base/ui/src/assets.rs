//! What a page loads: script, style sheet, font and icons, each under a name marked with its content.

/// One file as it is served.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// The file as it is.
    pub bytes: &'static [u8],
    /// The same, packed with gzip at build time, where that is worth it.
    pub gzip: Option<&'static [u8]>,
    /// What it is, for `Content-Type`.
    pub mime: &'static str,
    /// The name carries the content's mark, so the browser may keep it for ever.
    pub hashed: bool,
}

struct Entry {
    name: &'static str,
    marked: &'static str,
    url: &'static str,
    bytes: &'static [u8],
    gzip: Option<&'static [u8]>,
    mime: &'static str,
}

static ENTRIES: &[Entry] = include!(concat!(env!("OUT_DIR"), "/assets/table.rs"));

/// Every icon a page may show, by name.
pub static ICONS: &[&str] = include!(concat!(env!("OUT_DIR"), "/assets/icons.rs"));

/// The file behind a path (`/assets/app.1f….js`, `app.1f….js` or plain `app.js`).
pub fn get(path: &str) -> Option<Asset> {
    let file = path.strip_prefix("/assets/").unwrap_or(path);
    let entry = ENTRIES.iter().find(|entry| entry.marked == file || entry.name == file)?;
    Some(Asset { bytes: entry.bytes, gzip: entry.gzip, mime: entry.mime, hashed: entry.marked == file })
}

/// The address of a file by its plain name: `app.js` → `/assets/app.1f….js`; empty for an unknown name.
pub fn url(name: &str) -> &'static str {
    ENTRIES.iter().find(|entry| entry.name == name).map_or("", |entry| entry.url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_name_is_kept_for_ever_and_plain_name_is_not() {
        let marked = get(url("app.js")).unwrap();
        let plain = get("app.js").unwrap();

        assert!(marked.hashed && !plain.hashed);
        assert_eq!(marked.bytes, plain.bytes);
        assert!(get("/assets/app.0000.js").is_none());
        assert!(get("../Cargo.toml").is_none());
    }

    #[test]
    fn style_sheet_names_the_marked_font() {
        let css = std::str::from_utf8(get("prichal.css").unwrap().bytes).unwrap();
        let font = url("inter.woff2").strip_prefix("/assets/").unwrap();

        assert!(css.contains(&format!("url({font})")));
        assert!(get(font).unwrap().hashed);
    }

    #[test]
    fn page_without_data_weighs_at_most_80_kb() {
        let weight = |name: &str| get(name).map_or(0, |asset| asset.gzip.unwrap_or(asset.bytes).len());
        let loaded: usize = ["app.js", "feed-worker.js", "prichal.css", "inter.woff2", "icons.svg", "favicon.svg"]
            .map(weight)
            .iter()
            .sum();

        assert!(loaded < 76_000, "{loaded} bytes leave no room for the page itself");
        assert!(weight("app.js") < 27_000, "{}", weight("app.js"));
        assert!(weight("prichal.css") < 12_000, "{}", weight("prichal.css"));
        assert!(weight("icons.svg") < 10_000, "{}", weight("icons.svg"));
    }

    #[test]
    fn script_needs_no_secure_context_and_no_eval() {
        let script = std::str::from_utf8(get("app.js").unwrap().bytes).unwrap();
        for forbidden in ["navigator.clipboard", "navigator.locks", "randomUUID"] {
            assert!(!script.contains(forbidden), "{forbidden}");
        }
    }
}
