//! Stock: what was promised, what covers it, and what may still be promised.

pub mod rules;
