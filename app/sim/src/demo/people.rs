//! Who works at the demo company: one person in each role, and more where one is not enough.

use access::{Cost, NewStaff, Role};
use house::Visit;
use i18n::Lang;
use kernel::{Day, StaffId};
use store::{Fault, Stop};

use super::{DEMO_PASSWORD, Maker};
use crate::names::Names;
use crate::retail::unwilling;
use crate::texts;
use imports::write;

/// More people in some roles: login ends in a number.
const MORE: [(Role, i64); 4] = [(Role::AccountManager, 5), (Role::Operator, 3), (Role::Service, 2), (Role::Buyer, 2)];

/// The staff by role.
pub(super) struct Staff {
    people: Vec<(Role, StaffId)>,
}

impl Staff {
    /// Everybody in a role, in order.
    pub fn in_role(&self, role: Role) -> Vec<StaffId> {
        self.people.iter().filter(|(has, _)| *has == role).map(|(_, staff)| *staff).collect()
    }
}

impl Maker<'_> {
    /// Hires everybody; one hash serves them all, as they share the password.
    pub(super) fn people(&self, progress: &mut dyn FnMut(&str, u64, u64)) -> Result<Staff, Fault> {
        let password = access::hash_password_at(DEMO_PASSWORD, Cost::House)
            .map_err(|refused| unwilling(Stop::Refused(refused), Lang::Ru))?;
        let mut names = Names::new(&self.dice.fork("staff"));
        let mut people = Vec::new();
        let mut wanted: Vec<(Role, String)> = Role::ALL.iter().map(|role| (*role, role.code().to_owned())).collect();
        for (role, count) in MORE {
            wanted.extend((2..=count).map(|number| (role, format!("{}_{number}", role.code()))));
        }
        let all = u64::try_from(wanted.len()).unwrap_or(0);
        for (done, (role, login)) in (1..).zip(wanted) {
            let new = NewStaff {
                login,
                name: names.colleague(),
                roles: vec![role],
                password: password.clone(),
                both_duties: None,
            };
            let staff =
                write(self.store, move |tx| access::add_staff(tx, &new).map_err(|stop| unwilling(stop, Lang::Ru)))?;
            people.push((role, staff));
            progress(texts::demo_step_people(Lang::Ru), done, all);
        }
        Ok(Staff { people })
    }

    /// A visit of a member of staff at the moment the clock stands at.
    pub(super) fn visit_of(&self, staff: StaffId, day: Day) -> Result<Visit, Fault> {
        let person = self.store.read_now(move |read| access::person(read, staff))?;
        let person = person.ok_or_else(|| Fault::because("a colleague just hired is not there"))?;
        let visit = Visit::of(person, self.store.now(), self.zone.clone(), Lang::Ru);
        debug_assert_eq!(visit.today, day);
        Ok(visit)
    }

    /// A visit of the company itself.
    pub(super) fn own_visit(&self) -> Visit {
        Visit::system(self.store.now(), self.zone.clone(), Lang::Ru)
    }
}
