//! In-memory index for names as people type them.
