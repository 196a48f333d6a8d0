//! Words shared by all departments.
