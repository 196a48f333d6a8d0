//! One server per data directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek, SeekFrom, Write};
use std::path::Path;

use crate::fault::{Fault, Kind};

/// The lock of the running server; released when dropped or when the process dies.
#[derive(Debug)]
pub struct ServerLock {
    file: File,
}

/// Another server has the data directory.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    /// How the other server named itself: address and process.
    pub by: String,
}

impl ServerLock {
    /// Takes the directory for this server, or says who has it.
    pub fn take(dir: &Path, name: &str) -> Result<Result<ServerLock, Taken>, Fault> {
        let io = |e: std::io::Error| {
            Fault::new(Kind::Other, e).context(format!("open {}", dir.join("server.lock").display()))
        };
        std::fs::create_dir_all(dir).map_err(io)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(dir.join("server.lock"))
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0).map_err(io)?;
                file.seek(SeekFrom::Start(0)).map_err(io)?;
                file.write_all(name.as_bytes()).map_err(io)?;
                file.flush().map_err(io)?;
                Ok(Ok(ServerLock { file }))
            }
            Err(TryLockError::WouldBlock) => {
                let mut by = String::new();
                file.read_to_string(&mut by).map_err(io)?;
                Ok(Err(Taken { by }))
            }
            Err(TryLockError::Error(e)) => Err(io(e)),
        }
    }
}

impl Drop for ServerLock {
    fn drop(&mut self) {
        if let Err(error) = self.file.set_len(0) {
            tracing::warn!(error = %error, "server.lock could not be emptied");
        }
    }
}
