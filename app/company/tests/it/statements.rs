//! Every SQL text of every department is accepted by both engines.

use store::testing::both;
use store::{Fault, registered};

#[test]
fn every_statement_is_prepared_on_both_engines() {
    both(&company::modules(), |base| {
        let refused = base
            .store
            .read_now(|read| {
                let mut count = 0;
                for sql in registered() {
                    read.check(sql)
                        .map_err(|fault| Fault::because(format!("{} ({}): {fault}", sql.name, sql.place)))?;
                    count += 1;
                }
                Ok(count)
            })
            .unwrap();
        assert!(refused > 100, "only {refused} statements are linked");
    });
}

#[test]
fn an_empty_base_keeps_every_law() {
    both(&company::modules(), |base| {
        let laws = base.store.read_now(company::check_laws).unwrap();
        assert!(laws.ok, "{laws:?}");
        let names: Vec<&str> = laws.laws.iter().map(|law| law.law).collect();
        for name in ["supply", "promise-feasible", "line", "numbers", "turnover", "chain", "duties", "leaver"] {
            assert!(names.contains(&name), "{name} is missing in {names:?}");
        }
    });
}
