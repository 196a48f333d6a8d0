//! Who may do what, on which rows: one table in code, and the rules around sign-in.
//!
//! Default deny: what the table does not grant is refused. Duties are kept apart by the table itself: who sells
//! neither buys nor moves an arrival, who buys sees no client. [`Role::Integration`] is a program's role and is left
//! out of the separation.

use kernel::Moment;

use crate::texts;

macro_rules! coded {
    ($(#[$about:meta])* $kind:ident { $($(#[$doc:meta])* $name:ident $code:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind { $($(#[$doc])* $name,)* }

        impl $kind {
            /// Every one, in the order of the table.
            pub const ALL: &'static [$kind] = &[$($kind::$name),*];

            /// The word used in the books, in the API and on the command line.
            pub const fn code(self) -> &'static str {
                match self { $($kind::$name => $code,)* }
            }

            /// Reads the word back.
            pub fn parse(code: &str) -> Option<$kind> {
                match code { $($code => Some($kind::$name),)* _ => None }
            }
        }

        impl std::fmt::Display for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl serde::Serialize for $kind {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $kind {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<$kind, D::Error> {
                let code = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                $kind::parse(&code).ok_or_else(|| serde::de::Error::unknown_variant(&code, &[$($code),*]))
            }
        }
    };
}

coded! {
    /// What a person does at the company; one person may hold several roles.
    Role {
        /// Front-desk operator: takes the calls and the orders.
        Operator "operator",
        /// Primary consultant: technical advice before the order.
        Consultant "consultant",
        /// Estimator of the processing centre: computes, does not close.
        Estimator "estimator",
        /// Field engineer: measures and specifies, does not price.
        Engineer "engineer",
        /// Coordinator of the processing centre.
        Coordinator "coordinator",
        /// Customer-service agent: looks after orders once they are taken.
        Service "service",
        /// Warehouse picker: receives and picks.
        Picker "picker",
        /// Dispatcher of transport: ships.
        Dispatcher "dispatcher",
        /// Account manager: keeps and grows the clients of a team.
        AccountManager "account_manager",
        /// Hunter: wins new clients.
        Hunter "hunter",
        /// Buyer, also category manager.
        Buyer "buyer",
        /// Claims officer.
        Claims "claims",
        /// Accountant: documents and payments.
        Accountant "accountant",
        /// Catalogue editor.
        CatalogueEditor "catalogue_editor",
        /// Analyst: reads all, changes nothing.
        Analyst "analyst",
        /// Head of the front desk.
        HeadFrontDesk "head_front_desk",
        /// Head of customer service.
        HeadService "head_service",
        /// Head of purchasing.
        HeadPurchasing "head_purchasing",
        /// Commercial director.
        Director "director",
        /// Administrator: people, settings, imports; no trade.
        Admin "admin",
        /// A program that works through the API by a token.
        Integration "integration",
    }
}

coded! {
    /// Roles that stand together where they are chosen.
    RoleGroup {
        /// Who talks to clients and sells.
        FrontDesk "front_desk",
        /// Who looks after orders that are taken.
        Service "service",
        /// Who computes and measures.
        Processing "processing",
        /// Who receives, picks and ships.
        Warehouse "warehouse",
        /// Who buys and keeps the catalogue.
        Purchasing "purchasing",
        /// Who counts and decides.
        Management "management",
        /// Who runs the program itself.
        System "system",
    }
}

impl RoleGroup {
    /// The roles of the group, as they stand in the form; every role stands in one group.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            RoleGroup::FrontDesk => {
                &[Role::Operator, Role::Consultant, Role::AccountManager, Role::Hunter, Role::HeadFrontDesk]
            }
            RoleGroup::Service => &[Role::Service, Role::Claims, Role::HeadService],
            RoleGroup::Processing => &[Role::Coordinator, Role::Estimator, Role::Engineer],
            RoleGroup::Warehouse => &[Role::Picker, Role::Dispatcher],
            RoleGroup::Purchasing => &[Role::Buyer, Role::CatalogueEditor, Role::HeadPurchasing],
            RoleGroup::Management => &[Role::Director, Role::Accountant, Role::Analyst],
            RoleGroup::System => &[Role::Admin, Role::Integration],
        }
    }
}

coded! {
    /// Something one may do; every route states the one it needs.
    Perm {
        /// Read clients' dossiers.
        ClientsRead "clients_read",
        /// See the digits of clients' phones and mail addresses.
        ClientsContacts "clients_contacts",
        /// Add and change clients.
        ClientsWrite "clients_write",
        /// Say who looks after a client.
        ClientsTeam "clients_team",
        /// Read how much clients may owe and when they pay.
        TermsRead "terms_read",
        /// Say how much a client may owe and when it pays.
        TermsWrite "terms_write",
        /// Read the catalogue.
        ItemsRead "items_read",
        /// Add and change items.
        ItemsWrite "items_write",
        /// Read stock and availability.
        StockRead "stock_read",
        /// Receive goods, count stock, move it between warehouses.
        StockReceive "stock_receive",
        /// Pick and ship goods.
        StockShip "stock_ship",
        /// Read orders and promises.
        OrdersRead "orders_read",
        /// Take, change, confirm and cancel orders.
        OrdersWrite "orders_write",
        /// Extend a reservation as often as a client needs it.
        ReservationsExtend "reservations_extend",
        /// Read invoices.
        InvoicesRead "invoices_read",
        /// Make invoices.
        InvoicesWrite "invoices_write",
        /// Read payments.
        PaymentsRead "payments_read",
        /// Record payments.
        PaymentsWrite "payments_write",
        /// See what is on the way and when it arrives.
        ArrivalsRead "arrivals_read",
        /// Move the day of an arrival.
        ArrivalsWrite "arrivals_write",
        /// Read orders to suppliers.
        PurchasesRead "purchases_read",
        /// Order from suppliers.
        PurchasesWrite "purchases_write",
        /// See purchase costs and margins.
        CostsRead "costs_read",
        /// Record calls.
        CallsWrite "calls_write",
        /// Read cases: what clients asked for and who holds it.
        CasesRead "cases_read",
        /// Open, hold, hand over and close cases.
        CasesWrite "cases_write",
        /// Load foreign data.
        ImportsRun "imports_run",
        /// Take lists away as files.
        ExportsRun "exports_run",
        /// Let programs work with one's own rights: hold tokens.
        TokensHold "tokens_hold",
        /// Add people, change their roles, lock them.
        StaffManage "staff_manage",
        /// Change the company's settings and requisites.
        SettingsManage "settings_manage",
        /// Read the journal of events.
        AuditRead "audit_read",
        /// Recompute the laws of the books.
        LawsRead "laws_read",
    }
}

/// On which rows a permission holds, from none to all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// On none: refused.
    None,
    /// On what the person made or holds.
    Own,
    /// On the clients of the person's teams.
    Team,
    /// On every row.
    All,
}

impl Scope {
    /// The word in the matrix and in logs.
    pub const fn code(self) -> &'static str {
        match self {
            Scope::None => "none",
            Scope::Own => "own",
            Scope::Team => "team",
            Scope::All => "all",
        }
    }
}

/// The table of rights: on which rows a role may do something.
pub const fn scope(role: Role, perm: Perm) -> Scope {
    use Role::{
        AccountManager, Accountant, Admin, Analyst, Buyer, CatalogueEditor, Claims, Consultant, Coordinator, Director,
        Dispatcher, Engineer, Estimator, HeadFrontDesk, HeadPurchasing, HeadService, Hunter, Integration, Operator,
        Picker, Service,
    };
    use Scope::{All, None, Own, Team};
    match perm {
        // Locked-away key clients do harm (the article), so whoever serves reads every dossier.
        Perm::ClientsRead => match role {
            Operator | Consultant | Estimator | Engineer | Coordinator | Service | Dispatcher | Claims => All,
            Accountant | Analyst | HeadFrontDesk | HeadService | Director | Integration => All,
            AccountManager | Hunter => Team,
            _ => None,
        },
        // Calling and writing work without the digits; a copied list of phones leaves with the leaver.
        Perm::ClientsContacts => match role {
            HeadFrontDesk | HeadService | Director | Integration => All,
            Operator | Consultant | Estimator | Engineer | Coordinator | Service | Dispatcher | Claims => Team,
            Accountant | Analyst | AccountManager | Hunter => Team,
            _ => None,
        },
        Perm::ClientsWrite => match role {
            Operator | Consultant | Service | HeadFrontDesk | HeadService | Director | Integration => All,
            AccountManager | Hunter => Team,
            _ => None,
        },
        Perm::ClientsTeam => match role {
            HeadFrontDesk | HeadService | Director | Integration => All,
            _ => None,
        },
        // Whoever talks of money with a client knows the limit before the order runs into it.
        Perm::TermsRead => match role {
            Operator | Consultant | Coordinator | Service | Claims | Accountant => All,
            Analyst | HeadFrontDesk | HeadService | Director | Integration => All,
            AccountManager | Hunter => Team,
            _ => None,
        },
        // Who sells does not say how much the client may owe.
        Perm::TermsWrite => match role {
            Accountant | Director | Integration => All,
            _ => None,
        },
        Perm::ItemsRead => All,
        Perm::ItemsWrite => match role {
            CatalogueEditor | Buyer | HeadPurchasing | Integration => All,
            _ => None,
        },
        Perm::StockRead => All,
        // Who orders from a supplier does not receive what he ordered.
        Perm::StockReceive => match role {
            Picker | Dispatcher | HeadService | Integration => All,
            _ => None,
        },
        Perm::StockShip => match role {
            Service | Picker | Dispatcher | HeadService | Integration => All,
            _ => None,
        },
        Perm::OrdersRead => match role {
            Operator | Consultant | Estimator | Engineer | Coordinator | Service | Picker | Dispatcher | Claims => All,
            Accountant | Analyst | HeadFrontDesk | HeadService | Director | Integration => All,
            AccountManager | Hunter => Team,
            _ => None,
        },
        // Estimators compute and engineers specify; selling is another's.
        Perm::OrdersWrite => match role {
            Operator | Consultant | Service | HeadFrontDesk | HeadService | Integration => All,
            AccountManager | Hunter => Team,
            _ => None,
        },
        // Goods held for one client are refused to others: after the usual extensions a head answers for it.
        Perm::ReservationsExtend => match role {
            HeadFrontDesk | HeadService | Integration => All,
            _ => None,
        },
        Perm::InvoicesRead => match role {
            Operator | Consultant | Coordinator | Service | Dispatcher | Claims | Accountant => All,
            Analyst | HeadFrontDesk | HeadService | Director | Integration => All,
            AccountManager | Hunter => Team,
            _ => None,
        },
        Perm::InvoicesWrite => match role {
            Operator | Consultant | Service | Accountant | HeadFrontDesk | HeadService | Integration => All,
            AccountManager | Hunter => Team,
            _ => None,
        },
        Perm::PaymentsRead => match role {
            Operator | Consultant | Coordinator | Service | Claims | Accountant => All,
            Analyst | HeadFrontDesk | HeadService | Director | Integration => All,
            AccountManager | Hunter => Team,
            _ => None,
        },
        Perm::PaymentsWrite => match role {
            Accountant | Integration => All,
            _ => None,
        },
        Perm::ArrivalsRead => match role {
            CatalogueEditor | Admin => None,
            _ => All,
        },
        Perm::ArrivalsWrite => match role {
            Buyer | HeadPurchasing | Integration => All,
            _ => None,
        },
        Perm::PurchasesRead => match role {
            Buyer | HeadPurchasing | Accountant | Analyst | Director | Integration => All,
            _ => None,
        },
        Perm::PurchasesWrite => match role {
            Buyer | HeadPurchasing | Integration => All,
            _ => None,
        },
        Perm::CostsRead => match role {
            Buyer | HeadPurchasing | Accountant | Analyst | Director | Integration => All,
            _ => None,
        },
        Perm::CallsWrite => match role {
            HeadFrontDesk | HeadService | Integration => All,
            Operator | Consultant | Estimator | Engineer | Coordinator | Service | Dispatcher | Claims => Own,
            AccountManager | Hunter | Director => Own,
            _ => None,
        },
        Perm::CasesRead => match role {
            Operator | Consultant | Estimator | Engineer | Coordinator | Service | Dispatcher | Claims => All,
            Accountant | Analyst | HeadFrontDesk | HeadService | Director | Integration => All,
            AccountManager | Hunter => Team,
            _ => None,
        },
        Perm::CasesWrite => match role {
            HeadFrontDesk | HeadService | Director | Integration => All,
            Operator | Consultant | Estimator | Engineer | Coordinator | Service | Dispatcher | Claims => Own,
            Accountant | AccountManager | Hunter => Own,
            _ => None,
        },
        Perm::ImportsRun => match role {
            Admin | Integration => All,
            _ => None,
        },
        // Who sells leaves with what he knows, not with a file of the client base.
        Perm::ExportsRun => match role {
            Accountant | HeadPurchasing | Director | Admin | Integration => All,
            _ => None,
        },
        // A program reads page after page what its person sees: a file of the client base by another way.
        Perm::TokensHold => match role {
            Admin => All,
            Accountant | HeadPurchasing | Director | Integration => Own,
            _ => None,
        },
        // A program's token must not be able to make itself an administrator.
        Perm::StaffManage => match role {
            Admin => All,
            _ => None,
        },
        Perm::SettingsManage => match role {
            Admin | Integration => All,
            _ => None,
        },
        Perm::AuditRead => match role {
            Admin | Analyst | Director | Integration => All,
            _ => None,
        },
        Perm::LawsRead => match role {
            Admin | Analyst | Director | HeadFrontDesk | HeadService | HeadPurchasing | Integration => All,
            _ => None,
        },
    }
}

/// On which rows somebody with these roles may do something: the widest of the roles.
pub fn scope_of(roles: &[Role], perm: Perm) -> Scope {
    roles.iter().map(|role| scope(*role, perm)).max().unwrap_or(Scope::None)
}

/// The people's roles to ask when one may not oneself; programs are left out.
pub fn who_may(perm: Perm) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| *role != Role::Integration && scope(*role, perm) != Scope::None).collect()
}

/// Whether the role sells: it writes orders of clients. A program's role is left out.
pub fn sells(role: Role) -> bool {
    role != Role::Integration && scope(role, Perm::OrdersWrite) != Scope::None
}

/// Whether the role buys: it orders from suppliers or moves arrivals. A program's role is left out.
pub fn buys(role: Role) -> bool {
    role != Role::Integration
        && (scope(role, Perm::PurchasesWrite) != Scope::None || scope(role, Perm::ArrivalsWrite) != Scope::None)
}

/// A selling and a buying role in one hand, if the roles hold both.
pub fn both_duties(roles: &[Role]) -> Option<(Role, Role)> {
    let selling = roles.iter().copied().find(|role| sells(*role))?;
    let buying = roles.iter().copied().find(|role| buys(*role))?;
    Some((selling, buying))
}

/// Failed sign-ins that cost no waiting.
pub const FREE_TRIES: i64 = 5;
const FIRST_WAIT_SECONDS: i64 = 2;
const LONGEST_WAIT_SECONDS: i64 = 300;

/// When the next sign-in may be tried: five are free, then the wait doubles from 2 s up to 5 min.
pub fn next_try_after(failures: i64, last: Option<Moment>) -> Option<Moment> {
    let beyond = failures - FREE_TRIES;
    if beyond < 0 {
        return None;
    }
    let doublings = u32::try_from(beyond).unwrap_or(u32::MAX).min(16);
    let wait = FIRST_WAIT_SECONDS.saturating_mul(1_i64 << doublings).min(LONGEST_WAIT_SECONDS);
    last.map(|last| last.add_seconds(wait))
}

/// The role in words: «Менеджер по продажам», "Account manager".
pub fn role_name(lang: i18n::Lang, role: Role) -> &'static str {
    match role {
        Role::Operator => texts::role_operator(lang),
        Role::Consultant => texts::role_consultant(lang),
        Role::Estimator => texts::role_estimator(lang),
        Role::Engineer => texts::role_engineer(lang),
        Role::Coordinator => texts::role_coordinator(lang),
        Role::Service => texts::role_service(lang),
        Role::Picker => texts::role_picker(lang),
        Role::Dispatcher => texts::role_dispatcher(lang),
        Role::AccountManager => texts::role_account_manager(lang),
        Role::Hunter => texts::role_hunter(lang),
        Role::Buyer => texts::role_buyer(lang),
        Role::Claims => texts::role_claims(lang),
        Role::Accountant => texts::role_accountant(lang),
        Role::CatalogueEditor => texts::role_catalogue_editor(lang),
        Role::Analyst => texts::role_analyst(lang),
        Role::HeadFrontDesk => texts::role_head_front_desk(lang),
        Role::HeadService => texts::role_head_service(lang),
        Role::HeadPurchasing => texts::role_head_purchasing(lang),
        Role::Director => texts::role_director(lang),
        Role::Admin => texts::role_admin(lang),
        Role::Integration => texts::role_integration(lang),
    }
}

/// The group in words.
pub fn group_name(lang: i18n::Lang, group: RoleGroup) -> &'static str {
    match group {
        RoleGroup::FrontDesk => texts::group_front_desk(lang),
        RoleGroup::Service => texts::group_service(lang),
        RoleGroup::Processing => texts::group_processing(lang),
        RoleGroup::Warehouse => texts::group_warehouse(lang),
        RoleGroup::Purchasing => texts::group_purchasing(lang),
        RoleGroup::Management => texts::group_management(lang),
        RoleGroup::System => texts::group_system(lang),
    }
}

/// What the role may, in one line.
pub fn role_may(lang: i18n::Lang, role: Role) -> &'static str {
    match role {
        Role::Operator => texts::may_operator(lang),
        Role::Consultant => texts::may_consultant(lang),
        Role::Estimator => texts::may_estimator(lang),
        Role::Engineer => texts::may_engineer(lang),
        Role::Coordinator => texts::may_coordinator(lang),
        Role::Service => texts::may_service(lang),
        Role::Picker => texts::may_picker(lang),
        Role::Dispatcher => texts::may_dispatcher(lang),
        Role::AccountManager => texts::may_account_manager(lang),
        Role::Hunter => texts::may_hunter(lang),
        Role::Buyer => texts::may_buyer(lang),
        Role::Claims => texts::may_claims(lang),
        Role::Accountant => texts::may_accountant(lang),
        Role::CatalogueEditor => texts::may_catalogue_editor(lang),
        Role::Analyst => texts::may_analyst(lang),
        Role::HeadFrontDesk => texts::may_head_front_desk(lang),
        Role::HeadService => texts::may_head_service(lang),
        Role::HeadPurchasing => texts::may_head_purchasing(lang),
        Role::Director => texts::may_director(lang),
        Role::Admin => texts::may_admin(lang),
        Role::Integration => texts::may_integration(lang),
    }
}

/// The table of rights for the documentation, made from the code.
pub fn matrix_markdown() -> String {
    let mut out = String::from("| |");
    for role in Role::ALL {
        out.push_str(&format!(" {} |", role.code()));
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(Role::ALL.len()));
    for perm in Perm::ALL {
        out.push_str(&format!("\n| {} |", perm.code()));
        for role in Role::ALL {
            match scope(*role, *perm) {
                Scope::None => out.push_str(" |"),
                granted => out.push_str(&format!(" {} |", granted.code())),
            }
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use i18n::Lang;

    #[test]
    fn every_code_reads_back() {
        assert_eq!(Role::ALL.len(), 21);
        for role in Role::ALL {
            assert_eq!(Role::parse(role.code()), Some(*role));
            assert_ne!(role_name(Lang::Ru, *role), role_name(Lang::En, *role), "{role}");
        }
        for perm in Perm::ALL {
            assert_eq!(Perm::parse(perm.code()), Some(*perm));
        }
        assert_eq!(Role::parse("manager"), None);
    }

    #[test]
    fn every_role_stands_in_one_group_and_says_what_it_may() {
        let mut all: Vec<Role> = RoleGroup::ALL.iter().flat_map(|group| group.roles()).copied().collect();
        assert_eq!(all.len(), Role::ALL.len());
        all.sort();
        assert_eq!(all, Role::ALL);
        let said: std::collections::BTreeSet<_> = Role::ALL.iter().map(|role| role_may(Lang::Ru, *role)).collect();
        assert_eq!(said.len(), Role::ALL.len());
        for group in RoleGroup::ALL {
            assert_eq!(RoleGroup::parse(group.code()), Some(*group));
            assert_ne!(group_name(Lang::Ru, *group), group_name(Lang::En, *group));
        }
    }

    #[test]
    fn nobody_sells_and_buys_by_one_role() {
        for role in Role::ALL {
            assert!(!(sells(*role) && buys(*role)), "{role}");
            if sells(*role) {
                assert_eq!(scope(*role, Perm::CostsRead), Scope::None, "{role} sees costs");
            }
            if buys(*role) {
                assert_eq!(scope(*role, Perm::ClientsRead), Scope::None, "{role} sees clients");
                assert_eq!(scope(*role, Perm::OrdersRead), Scope::None, "{role} sees orders");
                assert_eq!(scope(*role, Perm::StockReceive), Scope::None, "{role} receives what it ordered");
            }
        }
        assert_eq!(both_duties(&[Role::Director, Role::Buyer]), None);
        assert_eq!(both_duties(&[Role::Buyer, Role::Hunter]), Some((Role::Hunter, Role::Buyer)));
    }

    #[test]
    fn nobody_who_sells_takes_lists_away() {
        for role in Role::ALL.iter().filter(|role| sells(**role)) {
            assert_eq!(scope(*role, Perm::ExportsRun), Scope::None, "{role}");
        }
        assert_eq!(who_may(Perm::ExportsRun), [Role::Accountant, Role::HeadPurchasing, Role::Director, Role::Admin]);
    }

    #[test]
    fn the_analyst_reads_all_and_changes_nothing() {
        for perm in Perm::ALL {
            let reads = perm.code().ends_with("_read");
            let wanted = if reads { Scope::All } else { Scope::None };
            if *perm != Perm::ClientsContacts {
                assert_eq!(scope(Role::Analyst, *perm), wanted, "{perm}");
            }
        }
    }

    #[test]
    fn the_administrator_does_no_trade() {
        let may: Vec<_> =
            Perm::ALL.iter().filter(|p| scope(Role::Admin, **p) != Scope::None).map(|p| p.code()).collect();
        let wanted = [
            "items_read",
            "stock_read",
            "imports_run",
            "exports_run",
            "tokens_hold",
            "staff_manage",
            "settings_manage",
            "audit_read",
            "laws_read",
        ];
        assert_eq!(may, wanted);
    }

    #[test]
    fn who_takes_no_lists_away_lets_no_program_read_them() {
        for role in Role::ALL {
            let [files, tokens] = [Perm::ExportsRun, Perm::TokensHold].map(|perm| scope(*role, perm) != Scope::None);
            assert_eq!(files, tokens, "{role}");
        }
    }

    #[test]
    fn contacts_are_never_wider_than_dossiers() {
        for role in Role::ALL {
            assert!(scope(*role, Perm::ClientsContacts) <= scope(*role, Perm::ClientsRead), "{role}");
            assert!(scope(*role, Perm::OrdersWrite) <= scope(*role, Perm::OrdersRead), "{role}");
            assert!(scope(*role, Perm::ClientsWrite) <= scope(*role, Perm::ClientsRead), "{role}");
        }
    }

    #[test]
    fn several_roles_give_the_widest_scope() {
        assert_eq!(scope_of(&[Role::Hunter], Perm::ClientsRead), Scope::Team);
        assert_eq!(scope_of(&[Role::Hunter, Role::Service], Perm::ClientsRead), Scope::All);
        assert_eq!(scope_of(&[], Perm::ItemsRead), Scope::None);
        assert!(Scope::None < Scope::Own && Scope::Own < Scope::Team && Scope::Team < Scope::All);
    }

    #[test]
    fn every_permission_has_a_person_to_ask() {
        for perm in Perm::ALL {
            assert!(!who_may(*perm).is_empty(), "{perm}");
            assert!(!who_may(*perm).contains(&Role::Integration));
        }
        assert_eq!(who_may(Perm::PaymentsWrite), [Role::Accountant]);
    }

    #[test]
    fn a_program_may_all_but_manage_people() {
        for perm in Perm::ALL {
            let wanted = match perm {
                Perm::StaffManage => Scope::None,
                Perm::TokensHold => Scope::Own,
                _ => Scope::All,
            };
            assert_eq!(scope(Role::Integration, *perm), wanted, "{perm}");
        }
    }

    #[test]
    fn waiting_doubles_up_to_five_minutes() {
        let last = Moment::from_millis(1_000_000);
        let wait = |failures| next_try_after(failures, Some(last)).map(|at| at.millis_since(last) / 1000);
        assert_eq!((wait(0), wait(4)), (None, None));
        assert_eq!([wait(5), wait(6), wait(7)], [Some(2), Some(4), Some(8)]);
        assert_eq!([wait(12), wait(13), wait(i64::MAX)], [Some(256), Some(300), Some(300)]);
        assert_eq!(next_try_after(9, None), None);
    }

    #[test]
    fn the_matrix_has_a_row_for_every_permission() {
        let text = matrix_markdown();
        assert_eq!(text.lines().count(), Perm::ALL.len() + 2);
        let row = text.lines().find(|line| line.starts_with("| clients_read")).unwrap();
        assert!(row.contains(" team |") && row.contains(" all |") && row.contains(" |"));
        let columns = |line: &str| line.matches('|').count();
        assert!(text.lines().all(|line| columns(line) == Role::ALL.len() + 2));
    }
}
