//! The stream of news asks anew who listens when rights change.

use std::time::Duration;

use access::Role;
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode, header};
use futures_util::StreamExt;
use kernel::{Actor, StaffId};
use store::Tx;
use store::testing::{TestBase, both};
use tower::ServiceExt;

use crate::web::{Server, server};

/// What a listener was told next; nothing once the stream has ended.
async fn next(stream: &mut BodyDataStream) -> Option<String> {
    let part = tokio::time::timeout(Duration::from_secs(20), stream.next()).await.expect("neither news nor an end");
    part.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap())
}

async fn listen(server: &Server, base: &TestBase, staff: StaffId) -> BodyDataStream {
    let session = base
        .store
        .write::<_, access::AccessRefused, _>(Actor::System, move |tx| access::open_session(tx, staff, "Firefox", ""));
    let cookie = format!("prichal={}", session.await.unwrap());
    let request = Request::get("/events").header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let response = server.app.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let mut stream = response.into_body().into_data_stream();
    assert!(next(&mut stream).await.unwrap().contains("hello"));
    stream
}

async fn deed(
    base: &TestBase,
    deed: impl Fn(&mut Tx<'_>) -> Result<(), store::Stop<access::AccessRefused>> + Send + Sync + 'static,
) {
    base.store.write(Actor::System, deed).await.unwrap();
}

#[test]
fn an_open_stream_gains_and_loses_rights_and_ends_with_its_session() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let (spare, other) = (server.people["spare"], server.people["analyst"]);
            let mut stream = listen(&server, base, spare).await;
            // The journal of people is for those who may read it.
            deed(base, move |tx| access::set_roles(tx, spare, &[Role::Admin, Role::AccountManager])).await;
            while !next(&mut stream).await.unwrap().contains("roles_changed") {}
            deed(base, move |tx| access::set_roles(tx, spare, &[Role::AccountManager])).await;
            deed(base, move |tx| access::set_roles(tx, other, &[Role::Director])).await;
            deed(base, move |tx| access::lock_staff(tx, spare)).await;
            assert_eq!(next(&mut stream).await, None, "what was taken is heard no more, and the end comes at once");
        });
    });
}
