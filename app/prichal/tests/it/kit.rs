//! Homes for the books, servers on them, the command line.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use store::Place;
use store::testing;

use crate::http::Http;

const PROGRAM: &str = env!("CARGO_BIN_EXE_prichal");
pub const PASSWORD: &str = "a long enough password 7";

/// Where the books of one test lie.
pub struct Home {
    pub place: Place,
    database: Option<(String, String)>,
}

impl Home {
    pub fn lite() -> Home {
        Home { place: Place::Directory(testing::fresh_directory()), database: None }
    }

    pub fn postgres() -> Option<Home> {
        let server = testing::postgres_url()?;
        let (place, name) = testing::fresh_database(&server).unwrap();
        Some(Home { place, database: Some((server, name)) })
    }

    pub fn args(&self) -> [String; 2] {
        match &self.place {
            Place::Directory(dir) => ["--data".into(), dir.display().to_string()],
            Place::Postgres(url) => ["--database-url".into(), url.clone()],
        }
    }

    pub fn engine(&self) -> &'static str {
        if self.database.is_some() { "PostgreSQL" } else { "SQLite" }
    }

    /// Runs the program to its end.
    pub fn run(&self, words: &[&str], input: &str) -> Output {
        let mut child = command(words)
            .args(self.args())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// The same, where it must succeed: what it printed.
    pub fn must(&self, words: &[&str], input: &str) -> String {
        let out = self.run(words, input);
        assert!(out.status.success(), "{words:?}: {}{}", text(&out.stdout), text(&out.stderr));
        text(&out.stdout)
    }

    pub fn add_user(&self, login: &str, role: &str) {
        self.must(&["user", "add", "--login", login, "--role", role, "--password-stdin"], PASSWORD);
    }

    pub fn token(&self, login: &str) -> String {
        let said = self.must(&["token", "add", "--user", login], "");
        let json: serde_json::Value = serde_json::from_str(&said).unwrap();
        json["token"].as_str().unwrap().to_string()
    }

    /// A program that may write orders, clients, items and stock.
    pub fn integration(&self) -> String {
        self.add_user("robot", "integration");
        self.token("robot")
    }

    /// Recomputes every law.
    pub fn laws_hold(&self) {
        self.must(&["doctor"], "");
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Place::Directory(dir) = &self.place {
            drop(std::fs::remove_dir_all(dir));
        }
        if let Some((server, name)) = &self.database {
            drop(testing::drop_database(server, name));
        }
    }
}

/// The test on a SQLite file and, where its address is set, on PostgreSQL.
pub fn on_both(test: impl Fn(&Home)) {
    test(&Home::lite());
    if let Some(home) = Home::postgres() {
        test(&home);
    }
}

pub fn command(words: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(words).env("LC_ALL", "C.UTF-8").env_remove("PRICHAL_DATA").env_remove("PRICHAL_DATABASE_URL");
    command
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Asks until there is an answer; fails after `seconds`.
pub fn until<T>(seconds: u64, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(seconds);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "not within {seconds} s: {what}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

/// A running `prichal serve`; killed when dropped.
pub struct Server {
    pub child: Child,
    pub addr: String,
    said: Arc<Mutex<Vec<String>>>,
    log: Arc<Mutex<String>>,
}

impl Server {
    pub fn start(home: &Home) -> Server {
        let mut child = command(&["serve", "--listen", "127.0.0.1:0"])
            .args(home.args())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::new(Mutex::new(String::new()));
        let (lines, out) = (said.clone(), child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                lines.lock().unwrap().push(line);
            }
        });
        let (words, mut err) = (log.clone(), child.stderr.take().unwrap());
        std::thread::spawn(move || {
            let mut some = [0; 4096];
            while let Ok(n @ 1..) = err.read(&mut some) {
                words.lock().unwrap().push_str(&text(&some[..n]));
            }
        });
        let mut server = Server { child, addr: String::new(), said, log };
        let line = server.line("http://");
        server.addr = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_string();
        server.wait_healthy();
        server
    }

    fn wait_healthy(&mut self) {
        let addr = self.addr.clone();
        until(30, "healthy", || Http::new(&addr, "").get("/healthz").ok().filter(|reply| reply.status == 200));
    }

    /// A printed line with these words, waited for.
    pub fn line(&mut self, words: &str) -> String {
        until(60, "the server speaks", || {
            if let Ok(Some(ended)) = self.child.try_wait() {
                panic!("the server ended with {ended}: {}", self.log.lock().unwrap());
            }
            self.said.lock().unwrap().iter().find(|line| line.contains(words)).cloned()
        })
    }

    pub fn http(&self, token: &str) -> Http {
        Http::new(&self.addr, token)
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM; how long it took to end.
    pub fn stop(mut self) -> Duration {
        let began = Instant::now();
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let ended = until(30, "the server ends", || self.child.try_wait().unwrap());
        assert!(ended.success(), "{ended}: {}", self.log.lock().unwrap());
        began.elapsed()
    }

    /// Warnings and errors so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A file that goes away with its test.
pub struct TempFile(pub PathBuf);

impl TempFile {
    pub fn with(content: &str) -> TempFile {
        let path = testing::fresh_directory().with_extension("csv");
        std::fs::write(&path, content).unwrap();
        TempFile(path)
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}
