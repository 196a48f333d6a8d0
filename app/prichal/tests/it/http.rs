//! A plain HTTP/1.1 client over one kept-open socket.

use std::io::{BufRead, BufReader, Error, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// One connection with one token.
pub struct Http {
    addr: String,
    token: String,
    socket: Option<BufReader<TcpStream>>,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.body))
    }
    /// The answer when it has this status.
    pub fn must(self, status: u16) -> Reply {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }
}

impl Http {
    pub fn new(addr: &str, token: &str) -> Http {
        Http { addr: addr.into(), token: token.into(), socket: None }
    }

    pub fn get(&mut self, path: &str) -> Result<Reply> {
        self.send("GET", path, "", "")
    }

    /// A JSON deed under its key.
    pub fn post(&mut self, path: &str, key: &str, body: &Value) -> Result<Reply> {
        let headers = format!("Content-Type: application/json\r\nIdempotency-Key: {key}\r\n");
        self.send("POST", path, &headers, &body.to_string())
    }

    /// The bare bytes of a file.
    pub fn post_bytes(&mut self, path: &str, bytes: &[u8]) -> Result<Reply> {
        let headers = "Content-Type: application/octet-stream\r\n";
        if self.write_bytes("POST", path, headers, bytes).is_err() {
            // The server refused the request before without reading all of it, and hung up: as any client, dial anew.
            self.socket = None;
            self.write_bytes("POST", path, headers, bytes)?;
        }
        reply(self.socket.as_mut().ok_or_else(|| Error::other("no socket"))?)
    }

    /// A form as a browser sends it.
    pub fn post_form(&mut self, path: &str, fields: &[(String, String)]) -> Result<Reply> {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", coded(name), coded(value))).collect();
        let headers = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";
        self.send("POST", path, headers, &body.join("&"))
    }

    /// Sends the request and hands over the socket: for streams.
    pub fn open_stream(&mut self, path: &str) -> Result<BufReader<TcpStream>> {
        self.write("GET", path, "", "")?;
        let mut socket = self.socket.take().ok_or_else(|| Error::other("no socket"))?;
        let status = line(&mut socket)?;
        if !status.contains(" 200 ") {
            return Err(Error::other(status));
        }
        Ok(socket)
    }

    fn send(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Result<Reply> {
        let sent = self.write(method, path, headers, body).and_then(|()| {
            let socket = self.socket.as_mut().ok_or_else(|| Error::other("no socket"))?;
            reply(socket)
        });
        if sent.is_err() {
            self.socket = None;
        }
        sent
    }

    fn write(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Result<()> {
        self.write_bytes(method, path, headers, body.as_bytes())
    }

    fn write_bytes(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Result<()> {
        if self.socket.is_none() {
            let socket = TcpStream::connect(&self.addr)?;
            socket.set_nodelay(true)?;
            socket.set_read_timeout(Some(Duration::from_secs(60)))?;
            self.socket = Some(BufReader::new(socket));
        }
        let socket = self.socket.as_mut().ok_or_else(|| Error::other("no socket"))?;
        let auth =
            if self.token.is_empty() { String::new() } else { format!("Authorization: Bearer {}\r\n", self.token) };
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{auth}{headers}Content-Length: {}\r\n\r\n",
            self.addr,
            body.len()
        );
        socket.get_mut().write_all(text.as_bytes())?;
        socket.get_mut().write_all(body)
    }
}

fn line(socket: &mut BufReader<TcpStream>) -> Result<String> {
    let mut line = String::new();
    if socket.read_line(&mut line)? == 0 {
        return Err(Error::other("the server hung up"));
    }
    Ok(line.trim_end().to_string())
}

fn reply(socket: &mut BufReader<TcpStream>) -> Result<Reply> {
    let first = line(socket)?;
    let status = first.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(|| Error::other(first.clone()))?;
    let mut headers = Vec::new();
    loop {
        let line = line(socket)?;
        let Some((name, value)) = line.split_once(": ") else { break };
        headers.push((name.to_string(), value.to_string()));
    }
    let mut reply = Reply { status, headers, body: String::new() };
    let mut body = Vec::new();
    if reply.header("transfer-encoding").is_some() {
        loop {
            let size = usize::from_str_radix(&line(socket)?, 16).map_err(Error::other)?;
            let mut chunk = vec![0; size];
            socket.read_exact(&mut chunk)?;
            line(socket)?;
            if size == 0 {
                break;
            }
            body.extend(chunk);
        }
    } else {
        let length = reply.header("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
        body.resize(length, 0);
        socket.read_exact(&mut body)?;
    }
    reply.body = String::from_utf8(body).map_err(Error::other)?;
    Ok(reply)
}

/// Percent-coding for queries and forms.
pub fn coded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
