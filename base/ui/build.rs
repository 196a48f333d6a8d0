//! Gathers what the pages load (script, style sheet, font, icons) and packs it for serving.
//! Every file gets a name with its content's mark, so a browser may keep it for ever.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Our own scripts in the order they are joined after htmx; they share one scope.
const SCRIPTS: [&str; 11] = [
    "theme.js",
    "keys.js",
    "rows.js",
    "search.js",
    "graft.js",
    "swap.js",
    "ahead.js",
    "call.js",
    "copy.js",
    "feed.js",
    "visit.js",
];

fn main() {
    i18n::generate("texts");
    let web = Path::new(&env_var("CARGO_MANIFEST_DIR")).join("../../web");
    let out = PathBuf::from(env_var("OUT_DIR")).join("assets");
    if let Err(cause) = gather(&web, &out) {
        println!("cargo::error={cause}");
    }
}

fn gather(web: &Path, out: &Path) -> Result<(), String> {
    let htmx_path = "node_modules/htmx.org/dist/htmx.min.js";
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", web.join(htmx_path).display());
    let htmx = fs::read_to_string(web.join(htmx_path))
        .map_err(|_| format!("front-end asset missing: web/{htmx_path}; run: npm ci --prefix web"))?;
    fs::create_dir_all(out).map_err(|cause| format!("{}: {cause}", out.display()))?;

    let mut packer = Packer { out, table: String::new() };
    let font = packer.pack("inter.woff2", "font/woff2", &read(web, "inter.woff2")?)?;
    let css = read_text(web, "prichal.css")?.replace("url(inter.woff2)", &format!("url({font})"));
    packer.pack("prichal.css", "text/css; charset=utf-8", css.as_bytes())?;
    packer.pack("app.js", "text/javascript; charset=utf-8", joined_script(web, &htmx)?.as_bytes())?;
    packer.pack("feed-worker.js", "text/javascript; charset=utf-8", &read(web, "src/feed-worker.js")?)?;
    let icons = read_text(web, "icons.svg")?;
    packer.pack("icons.svg", "image/svg+xml", icons.as_bytes())?;
    packer.pack("favicon.svg", "image/svg+xml", &read(web, "favicon.svg")?)?;
    packer.pack("inter-OFL.txt", "text/plain; charset=utf-8", &read(web, "inter-OFL.txt")?)?;
    packer.pack("icons-MIT.txt", "text/plain; charset=utf-8", &read(web, "icons-MIT.txt")?)?;

    let table = format!("&[\n{}]", packer.table);
    fs::write(out.join("table.rs"), table).map_err(|cause| cause.to_string())?;
    fs::write(out.join("icons.rs"), format!("&{:?}", icon_names(&icons))).map_err(|cause| cause.to_string())
}

/// htmx first, then our scripts in one scope of their own.
fn joined_script(web: &Path, htmx: &str) -> Result<String, String> {
    let mut script = format!("{htmx};\n(() => {{\n\"use strict\";\n");
    for name in SCRIPTS {
        script.push_str(&without_comments(&read_text(web, &format!("src/{name}"))?));
    }
    script.push_str("})();\n");
    Ok(script)
}

/// A script without indentation, comments and spaces that mean nothing: a browser has no use for them.
///
/// Lines stay where they may end a statement; after `;`, `{`, `,` and `(`, and before `}`, nothing is ended by them. No text,
/// template or pattern of ours runs over several lines.
fn without_comments(script: &str) -> String {
    let mut kept = String::with_capacity(script.len());
    let mut in_block = false;
    for line in script.lines() {
        let text = line.trim();
        // A comment that code follows on its line is taken out with the spaces.
        let alone = text.find("*/").is_none_or(|end| end + 2 == text.len());
        if in_block || (text.starts_with("/*") && alone) {
            in_block = !text.ends_with("*/");
        } else if !text.is_empty() && !text.starts_with("//") {
            let line = squeezed(text);
            // The last statement of a block is ended by the block; a loop of ours always has a body.
            if line.starts_with('}') && kept.ends_with(';') {
                kept.pop();
            }
            let goes_on = kept.ends_with([';', '{', ',', '(']) || line.starts_with('}') || kept.is_empty();
            if !goes_on {
                kept.push('\n');
            }
            kept.push_str(&line);
        }
    }
    kept.push('\n');
    kept
}

/// One line of code: what is quoted stays letter by letter, a space stays between two words.
fn squeezed(mut line: &str) -> String {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    let mut kept = String::with_capacity(line.len());
    while let Some(first) = line.chars().next() {
        if let Some((_, rest)) = line.strip_prefix("/*").and_then(|rest| rest.split_once("*/")) {
            line = rest.trim_start();
            continue;
        }
        let before = kept.chars().next_back();
        let length = match first {
            '"' | '\'' | '`' => quoted(line),
            // After a value it divides, else it begins a pattern.
            '/' if before.is_none_or(|before| !is_word(before) && !matches!(before, ')' | ']')) => quoted(line),
            _ => first.len_utf8(),
        };
        let (piece, rest) = line.split_at(length);
        let after = rest.chars().next();
        let parts = |side: Option<char>| side.is_some_and(is_word);
        let is_sign = |side: Option<char>| matches!(side, Some('+' | '-'));
        if piece != " " || (parts(before) && parts(after)) || (is_sign(before) && is_sign(after)) {
            kept.push_str(piece);
        }
        line = rest;
    }
    kept
}

/// How long a text, template or pattern is that the line begins with.
fn quoted(line: &str) -> usize {
    let mut letters = line.char_indices();
    let Some((_, mark)) = letters.next() else { return 0 };
    let mut in_class = false;
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '[' => in_class = mark == '/',
            ']' => in_class = false,
            _ if letter == mark && !in_class => return at + letter.len_utf8(),
            _ => {}
        }
    }
    line.len()
}

fn icon_names(sprite: &str) -> Vec<&str> {
    sprite.split("<symbol id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

struct Packer<'a> {
    out: &'a Path,
    table: String,
}

impl Packer<'_> {
    /// Writes the file under its marked name, a packed copy beside it where that is smaller, and its table row.
    fn pack(&mut self, name: &str, mime: &str, bytes: &[u8]) -> Result<String, String> {
        let (stem, ending) = name.rsplit_once('.').ok_or("an asset needs an ending")?;
        let marked = format!("{stem}.{:016x}.{ending}", mark_of(bytes));
        let path = self.out.join(&marked);
        fs::write(&path, bytes).map_err(|cause| format!("{marked}: {cause}"))?;

        let packed = gzip(bytes).map_err(|cause| format!("{marked}: {cause}"))?;
        let packed_path = self.out.join(format!("{marked}.gz"));
        let worth_it = packed.len() * 10 < bytes.len() * 9;
        fs::write(&packed_path, &packed).map_err(|cause| format!("{marked}.gz: {cause}"))?;
        let gzip_field = if worth_it { format!("Some(include_bytes!({packed_path:?}))") } else { "None".to_owned() };

        writeln!(
            self.table,
            "Entry {{ name: {name:?}, marked: {marked:?}, url: {:?}, bytes: include_bytes!({path:?}), gzip: {gzip_field}, mime: {mime:?} }},",
            format!("/assets/{marked}")
        )
        .map_err(|cause| cause.to_string())?;
        Ok(marked)
    }
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, bytes, &mut packed)?;
    Ok(packed)
}

/// FNV-1a: the mark must only change with the content; nobody is kept out by it.
fn mark_of(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |mark, byte| (mark ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn read(web: &Path, name: &str) -> Result<Vec<u8>, String> {
    let path = web.join(name);
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read(&path).map_err(|cause| format!("front-end asset missing: web/{name}: {cause}"))
}

fn read_text(web: &Path, name: &str) -> Result<String, String> {
    String::from_utf8(read(web, name)?).map_err(|_| format!("web/{name} is not UTF-8"))
}

fn env_var(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
