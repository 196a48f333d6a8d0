//! Pages of docs/ that are made from code are what the code says. `UPDATE_DOCS=1` writes them anew.

use std::path::PathBuf;

use store::testing::lite;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn same(name: &str, text: &str) {
    let path = root().join("docs").join(name);
    if std::env::var("UPDATE_DOCS").is_ok() {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "docs/{name} is not what the code says; run: UPDATE_DOCS=1 cargo test -p company docs");
}

#[test]
fn the_rights_page_is_the_table_in_code() {
    same("RIGHTS.md", &format!("{}\n", access::matrix_markdown().trim_end()));
}

#[test]
fn the_routes_page_lists_every_route_with_its_permission() {
    let base = lite(&company::modules()).unwrap();
    let house = company::open(base.store.clone(), None).unwrap();
    let (_, info) = company::app(house);
    let mut rows: Vec<String> = info
        .routes
        .iter()
        .map(|route| {
            let perm = route.perm.map_or("open or signed in", |perm| perm.code());
            let also = route.also.map_or(String::new(), |perm| format!(" and {}", perm.code()));
            format!(
                "| {} | `{}` | {} | {perm}{also} |",
                route.method,
                route.path,
                if route.api { "API" } else { "page" }
            )
        })
        .collect();
    rows.sort();
    let text = format!(
        "# Routes\n\nMade from code: every address, and the permission it asks for (docs/RIGHTS.md says who has it).\n\n\
         | method | path | kind | permission |\n|---|---|---|---|\n{}\n",
        rows.join("\n")
    );
    same("ROUTES.md", &text);
}
