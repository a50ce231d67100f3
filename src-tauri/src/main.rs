//! The desktop face of License Watch.
fn main() {}
