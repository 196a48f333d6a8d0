//! Throw-away server for trying pages.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]
use access::*;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let port: u16 = std::env::args().nth(2).unwrap().parse().unwrap();
    let place = if dir.contains('=') { store::Place::Postgres(dir) } else { store::Place::Directory(dir.into()) };
    let store = store::Store::open(&place, &company::modules()).map_err(|_| ()).unwrap();
    let hash = hash_password_at("prichal-demo", Cost::Cheap).unwrap();
    if store.read_now(staff_count).unwrap() == 0 {
        let t = store
            .write_now::<_, AccessRefused, _>(kernel::Actor::System, move |tx| {
                let id = house::sellers::ensure(tx, "ООО «Причал Опт»", "Europe/Moscow")?;
                house::settings::set(tx, "company", "Причал Опт")?;
                let _ = house::sellers::change(
                    tx,
                    i18n::Lang::Ru,
                    id,
                    1,
                    &house::sellers::Requisites {
                        inn: Some("7707083893".into()),
                        kpp: Some("770701001".into()),
                        ..Default::default()
                    },
                )
                .map_err(|e| println!("{e:?}"));
                let mut token = String::new();
                for role in Role::ALL.iter().copied() {
                    let s = add_staff(
                        tx,
                        &NewStaff {
                            login: role.code().into(),
                            name: format!("Иван {}", role.code()),
                            roles: vec![role],
                            password: hash.clone(),
                            both_duties: None,
                        },
                    )?;
                    if role == Role::Integration {
                        token = add_token(tx, s, "t", None)?;
                    }
                }
                Ok(token)
            })
            .map_err(|_| ())
            .unwrap();
        println!("TOKEN {t}");
    }
    let demo = house::Demo {
        sign_ins: Role::ALL
            .iter()
            .map(|r| house::DemoSignIn { role: *r, login: r.code().into(), name: r.code().into() })
            .collect(),
        note_ru: "учебные данные".into(),
        note_en: "training data".into(),
    };
    let house = company::open(store, Some(demo)).unwrap();
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
        let (app, _) = company::app(house.clone());
        company::schedule::start(&house);
        let l = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        println!("ready");
        axum::serve(l, app).await.unwrap();
    });
}
