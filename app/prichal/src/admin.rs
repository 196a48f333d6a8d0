//! People, tokens, requisites and the doctor, at the terminal; works beside a running server.

use std::io::Read as _;
use std::process::ExitCode;

use access::{NewStaff, Role, hash_password};
use clap::{Args, Subcommand};
use house::sellers::{self, Requisites};
use i18n::{Lang, Refusal};
use serde_json::json;

use crate::cli::{Common, lang};
use crate::place::{deed, failed};
use crate::texts;

/// People.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Adds a person; in an empty base this also makes the company's own legal entity.
    Add(AddUser),
}

/// A new person.
#[derive(Debug, Args)]
pub struct AddUser {
    #[command(flatten)]
    common: Common,
    /// Login.
    #[arg(long)]
    login: String,
    /// Name as colleagues see it; the login without one.
    #[arg(long)]
    name: Option<String>,
    /// Role; may be given several times.
    #[arg(long, required = true)]
    role: Vec<String>,
    /// Read the password from standard input.
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    /// Does it.
    pub fn run(self) -> Result<ExitCode, String> {
        let User::Add(add) = self;
        let lang = lang();
        let roles = add.role.iter().map(|code| role(lang, code)).collect::<Result<Vec<Role>, String>>()?;
        if !add.password_stdin {
            return Err(texts::password_missing(lang).to_string());
        }
        let mut password = String::new();
        std::io::stdin().read_to_string(&mut password).map_err(|e| texts::failed(lang, &e.to_string()))?;
        let hash = hash_password(password.trim_end_matches(['\r', '\n'])).map_err(|refused| {
            let said = refused.say(lang);
            i18n::sentences([said.title.as_str(), said.next.as_str()])
        })?;
        let store = add.common.open(lang)?;
        let name = add.name.clone().unwrap_or_else(|| add.login.clone());
        let login = add.login.clone();
        let staff = deed(&store, lang, move |tx| {
            sellers::ensure(tx, &name, "Europe/Moscow")?;
            let new = NewStaff {
                login: login.clone(),
                name: name.clone(),
                roles: roles.clone(),
                password: hash.clone(),
                both_duties: None,
            };
            access::add_staff(tx, &new)
        })?;
        if add.common.json {
            println!("{}", json!({"id": staff.to_string(), "login": add.login}));
        } else {
            println!("{}", texts::user_added(lang, &add.login));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn role(lang: Lang, code: &str) -> Result<Role, String> {
    Role::parse(code).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        texts::role_unknown(lang, code, &known.join(", "))
    })
}

/// Access tokens for programs.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Makes a token with the rights of a person; it is shown once.
    Add(AddToken),
}

/// A new token.
#[derive(Debug, Args)]
pub struct AddToken {
    #[command(flatten)]
    common: Common,
    /// Login of the person whose rights it has.
    #[arg(long)]
    user: String,
    /// What it is for.
    #[arg(long, default_value = "api")]
    name: String,
}

impl Token {
    /// Does it.
    pub fn run(self) -> Result<ExitCode, String> {
        let Token::Add(add) = self;
        let lang = lang();
        let store = add.common.open(lang)?;
        let login = add.user.clone();
        let person = store
            .read_now(move |read| access::person_by_login(read, &login))
            .map_err(|fault| failed(lang, &fault))?
            .ok_or_else(|| texts::no_such_user(lang, &add.user))?;
        let name = add.name.clone();
        let token = deed(&store, lang, move |tx| access::add_token(tx, person.staff, &name, None))?;
        println!("{}", json!({ "token": token }));
        Ok(ExitCode::SUCCESS)
    }
}

/// Own legal entity.
#[derive(Debug, Subcommand)]
pub enum Seller {
    /// Writes its requisites; makes it where there is none.
    Set(SetSeller),
}

/// Requisites.
#[derive(Debug, Args)]
pub struct SetSeller {
    #[command(flatten)]
    common: Common,
    /// Full name.
    #[arg(long)]
    name: String,
    /// ИНН.
    #[arg(long)]
    inn: String,
    /// КПП.
    #[arg(long)]
    kpp: Option<String>,
    /// Address.
    #[arg(long)]
    address: Option<String>,
    /// Bank's name.
    #[arg(long)]
    bank: Option<String>,
    /// БИК.
    #[arg(long)]
    bik: Option<String>,
    /// Settlement account.
    #[arg(long)]
    account: Option<String>,
}

impl Seller {
    /// Does it.
    pub fn run(self) -> Result<ExitCode, String> {
        let Seller::Set(set) = self;
        let lang = lang();
        let store = set.common.open(lang)?;
        let name = set.name.clone();
        let seller = deed(&store, lang, move |tx| {
            let id = sellers::ensure(tx, &set.name, "Europe/Moscow")?;
            let seen = sellers::main(tx)?.map_or(1, |seller| seller.version);
            let new = Requisites {
                name: Some(set.name.clone()),
                inn: Some(set.inn.clone()),
                kpp: set.kpp.clone(),
                address: set.address.clone(),
                bank: set.bank.clone(),
                bik: set.bik.clone(),
                account: set.account.clone(),
                ..Requisites::default()
            };
            sellers::change(tx, lang, id, seen, &new)
        })?;
        if set.common.json {
            println!("{}", json!(seller));
        } else {
            println!("{}", texts::seller_set(lang, &name));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Recomputes every law from the tables.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    common: Common,
}

impl Doctor {
    /// Does it; exit 1 when a law is broken.
    pub fn run(self) -> Result<ExitCode, String> {
        let lang = lang();
        let store = self.common.open(lang)?;
        let laws = store.read_now(company::check_laws).map_err(|fault| failed(lang, &fault))?;
        if self.common.json {
            println!("{}", json!(laws));
        } else {
            for law in &laws.laws {
                println!("{}", texts::law_ok(lang, law.law, law.checked));
                for what in &law.broken {
                    println!("{}", texts::law_broken(lang, law.law, what));
                }
            }
            if laws.ok {
                println!("{}", texts::laws_hold(lang));
            }
        }
        Ok(if laws.ok { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// Pages of the docs made from code.
#[derive(Debug, Subcommand)]
pub enum Docs {
    /// Roles and rights.
    Rights,
}

impl Docs {
    /// Prints it.
    pub fn run(self) -> Result<ExitCode, String> {
        match self {
            Docs::Rights => println!("{}", access::matrix_markdown()),
        }
        Ok(ExitCode::SUCCESS)
    }
}
